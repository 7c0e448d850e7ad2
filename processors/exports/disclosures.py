"""The register of disclosures as a list to take out; it names no pupils, but how many (S1-78; GDPR 5(2))."""
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.purposes import ON_COMPLIANCE
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer
from processors.models import Disclosure
from processors.models.activities import visible_schools

from .parties import may

AT_ONCE = 1000


def disclosures(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """The newest first, drafts and refusals as well."""
    rows = Disclosure.objects.visible_to(scope).select_related("party", "school", "decided_by", "given_by").defer("school__logo")
    if school:
        rows = rows.filter(Q(school=None) | Q(school=school))
    names = {each.code: each.name for each in DataCategory.objects.all()}
    for row in rows.order_by("-made_at", "-pk").iterator(chunk_size=AT_ONCE):
        yield (
            row.party.name, str(row.get_role_display()), str(row.get_kind_display()), row.subject,
            row.school.name if row.school else _("the board"), str(row.state_on(scope.on)), str(row.get_purpose_display()),
            str(row.get_ground_display()), row.law, ", ".join(names.get(code, code) for code in row.data_categories), row.pupil_count,
            row.given_on, row.since, row.until, str(row.get_frequency_display()), str(row.get_method_display()), row.reference,
            row.order_reference, row.order_authority, row.order_on, row.decided_by.name if row.decided_by else "", row.decided_at,
            row.decision, row.due_on, row.closed_why,
        )


DISCLOSURES = offer(Offer(
    code="processors.disclosures",
    label=gettext_lazy("Disclosures"),
    help=gettext_lazy("Each giving of data of pupils to a third party: to whom, why, which data, of how many pupils. It names no pupils."),
    columns=(
        Column(gettext_lazy("Party"), 28), Column(gettext_lazy("Role"), 20), Column(gettext_lazy("Kind"), 24),
        Column(gettext_lazy("What it is about"), 34), Column(gettext_lazy("School"), 24), Column(gettext_lazy("State"), 18),
        Column(gettext_lazy("Purpose"), 28), Column(gettext_lazy("Ground in the law"), 30),
        Column(gettext_lazy("Law, task or contract"), 28),
        Column(gettext_lazy("Kinds of data"), 40), Column(gettext_lazy("Number of pupils"), 10), Column(gettext_lazy("Given on"), 14),
        Column(gettext_lazy("From"), 14), Column(gettext_lazy("Until"), 14), Column(gettext_lazy("How often"), 18),
        Column(gettext_lazy("How it was given"), 18), Column(gettext_lazy("Reference"), 18),
        Column(gettext_lazy("Reference of the order"), 18), Column(gettext_lazy("Who gave the order"), 24),
        Column(gettext_lazy("Date of the order"), 14), Column(gettext_lazy("Decided by"), 24), Column(gettext_lazy("Decided on"), 18),
        Column(gettext_lazy("Why"), 36), Column(gettext_lazy("Review before"), 14), Column(gettext_lazy("Ended or void because"), 36),
    ),
    purposes=ON_COMPLIANCE,
    may=may,
    schools=visible_schools,
    rows=disclosures,
))
