"""The register of requests as a file: what was asked, when, and how it ended, without names (GDPR 5(2); S1-11)."""
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Register
from privacyadmin.access.purposes import ON_COMPLIANCE
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer
from privacyadmin.organisation.models import School

from .models import PrivacyRequest
from .models.privacy_requests import SEES_PIECES

AT_ONCE = 500


def schools(scope: Scope) -> QuerySet[School]:
    return School.objects.within(scope.schools(Register.REQUESTS, *SEES_PIECES))


def register(scope: Scope, school: UUID | None) -> Iterator[Row]:
    found = PrivacyRequest.objects.visible_to(scope).filter(school__in=schools(scope).values("pk")).select_related("school")
    if school:
        found = found.filter(school=school)
    for row in found.defer("school__logo").order_by("received_on", "number").iterator(chunk_size=AT_ONCE):
        yield (
            row.number, row.title, row.school.name, str(row.get_channel_display()), str(row.get_capacity_display()), row.received_on,
            row.due_on, row.legal_on, str(row.get_status_display()), str(row.get_outcome_display()), str(row.get_ground_display()),
            row.decided_at, row.answered_at,
        )


REGISTER = offer(Offer(
    code="requests.register",
    label=_("Requests"),
    help=_("What parents and pupils asked, when, and how it ended. The list holds no names."),
    columns=(
        Column(_("Number"), 14), Column(_("What is asked"), 28), Column(_("School"), 24), Column(_("Came by"), 14),
        Column(_("Asks as"), 24),
        Column(_("Received on"), 14), Column(_("Answer by"), 14), Column(_("Last day in law"), 14), Column(_("State"), 20),
        Column(_("Outcome"), 16), Column(_("Reason of the law"), 28), Column(_("Decided"), 18), Column(_("Answered"), 18),
    ),
    purposes=ON_COMPLIANCE,
    may=lambda scope: any(scope.may(Register.REQUESTS, verb) for verb in SEES_PIECES),
    schools=schools,
    rows=register,
))
