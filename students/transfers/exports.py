"""The register of transfers as a file: how each one went, for who reads the transfer files there (S1-126, S2-148; GDPR 5(2))."""
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.purposes import ON_COMPLIANCE, Purpose
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer
from students.exports import restricted
from students.models import Transfer
from students.models.transfers import TransferQuerySet
from students.views.loading import schools_where

AT_ONCE = 1000


def within_reach(scope: Scope, school: UUID | None) -> TransferQuerySet:
    found = Transfer.objects.visible_to(scope)
    return found.filter(school=school) if school else found


def transfers(scope: Scope, school: UUID | None) -> Iterator[Row]:
    found = within_reach(scope, school).exclude(student__in=restricted(scope)).select_related("student", "school")
    found = found.defer("school__logo", "student__bsn_sealed").annotate(count=Count("items"))
    for row in found.order_by("-made_at", "pk").iterator(chunk_size=AT_ONCE):
        yield (
            row.student.list_name, row.school.name, row.kind, row.to_name, row.to_brin, str(row.get_status_display()), row.left_on,
            row.due_on, row.count, row.offered_on, row.seen_on, row.copy_given_on, str(row.get_channel_display()), row.reference,
            row.sent_on, row.stopped_why,
        )


def left_out(scope: Scope, school: UUID | None) -> int:
    return within_reach(scope, school).filter(student__in=restricted(scope)).count()


TRANSFERS = offer(Offer(
    code="students.transfers",
    label=_("Transfers to other schools"),
    help=_("Which file went where and when, what the family saw of it, and why nothing was sent."),
    columns=(
        Column(_("Pupil"), 26), Column(_("School"), 24), Column(_("Kind"), 10), Column(_("Next school"), 28), Column("BRIN", 8),
        Column(_("State"), 18), Column(_("Left on"), 12), Column(_("To be sent by"), 12), Column(_("Parts"), 8),
        Column(_("Shown to the family on"), 12), Column(_("The family looked on"), 12), Column(_("Copy given on"), 12),
        Column(_("Way"), 16), Column(_("Reference"), 16), Column(_("Sent on"), 12), Column(_("Why nothing was sent"), 30),
    ),
    purposes=(Purpose.ADMINISTRATION, *ON_COMPLIANCE),
    may=lambda scope: not scope.is_family and not scope.where(Category.TRF, Right.READ).is_nobody,
    schools=lambda scope: schools_where(scope, Category.TRF, Right.READ),
    rows=transfers,
    left_out=left_out,
))
