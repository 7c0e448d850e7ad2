"""The registers of parties and agreements as files (S1-52; GDPR 5(2), 28, 30)."""
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin.access.catalogue import Register
from privacyadmin.access.purposes import ON_COMPLIANCE
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer
from processors import overview
from processors.models import Agreement
from processors.models.activities import visible_schools
from processors.models.catalogue import Paper
from processors.models.parties import SEES


def may(scope: Scope) -> bool:
    return any(scope.may(Register.PROCESSORS, verb) for verb in SEES)


def parties(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """One row per school, party and use, with how it stands."""
    found = visible_schools(scope)
    chosen = list(found.filter(pk=school) if school else found)
    for line in overview.lines(chosen, on=scope.on):
        use, party = line.use, line.use.party
        state = line.reason or (line.warnings[0] if line.warnings else _("in order"))
        yield (
            line.school.name, party.name, party.kvk, party.country, str(party.get_kind_display()), str(use.get_role_display()), use.service,
            use.purpose, ", ".join(use.labels), str(Paper(line.needed).label), str(state), use.since, party.website,
        )


def agreements(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """Every agreement with its terms, its signatures and its end."""
    found = Agreement.objects.visible_to(scope).select_related("party", "school").defer("school__logo")
    if school:
        found = found.covering(school)
    ticked = found.annotate(ticked=Count("clauses", filter=Q(clauses__is_there=True))).prefetch_related("coverages__school")
    for row in ticked.order_by("party__name", "subject", "pk"):
        covers = _("every school") if row.covers_all else ", ".join(sorted(each.school.name for each in row.coverages.all()))
        yield (
            row.party.name, row.subject, str(row.get_paper_display()), str(row.state_on(scope.on).label),
            row.school.name if row.school else _("the board"), covers, str(row.get_model_text_display()), row.start_on, row.end_on,
            row.controller_name, row.controller_signed_on,
            row.processor_name, row.processor_signed_on, ", ".join(row.labels), row.retention, row.minimised_on, row.ticked,
            row.breach_hours, row.next_review_on, str(row.get_end_choice_display()), row.terminated_on, row.proof_due_on,
            row.proof_received_on,
        )


PARTIES = offer(Offer(
    code="processors.parties",
    label=gettext_lazy("Parties outside the school"),
    help=gettext_lazy("Who gets data of pupils, for what, and whether the right agreement lies there; school by school."),
    columns=(
        Column(gettext_lazy("School"), 24), Column(gettext_lazy("Party"), 28), Column("KvK", 12), Column(gettext_lazy("Country"), 9),
        Column(gettext_lazy("Kind"), 24), Column(gettext_lazy("Role"), 22), Column(gettext_lazy("What it does for us"), 28),
        Column(gettext_lazy("Purpose"), 36), Column(gettext_lazy("Kinds of data"), 36), Column(gettext_lazy("Needs"), 24),
        Column(gettext_lazy("State"), 32), Column(gettext_lazy("From"), 14), Column(gettext_lazy("Website"), 28),
    ),
    purposes=ON_COMPLIANCE,
    may=may,
    schools=visible_schools,
    rows=parties,
))
AGREEMENTS = offer(Offer(
    code="processors.agreements",
    label=gettext_lazy("Agreements with parties"),
    help=gettext_lazy("Every agreement: its terms, who signed, for which schools it holds, when it ends, and the proof afterwards."),
    columns=(
        Column(gettext_lazy("Party"), 28), Column(gettext_lazy("What it is about"), 30), Column(gettext_lazy("Kind of agreement"), 22),
        Column(gettext_lazy("State"), 16), Column(gettext_lazy("Made by"), 20), Column(gettext_lazy("Holds for"), 30),
        Column(gettext_lazy("Written after"), 26), Column(gettext_lazy("From"), 14), Column(gettext_lazy("Up to and including"), 14),
        Column(gettext_lazy("Signed for us by"), 22), Column(gettext_lazy("On"), 14), Column(gettext_lazy("Signed for the party by"), 22),
        Column(gettext_lazy("On"), 14), Column(gettext_lazy("Kinds of data"), 36), Column(gettext_lazy("Kept by the party for"), 24),
        Column(gettext_lazy("Minimisation checked on"), 14), Column(gettext_lazy("Clauses of 8"), 10),
        Column(gettext_lazy("Hours to report a breach"), 10), Column(gettext_lazy("Next review"), 14),
        Column(gettext_lazy("At the end"), 26),
        Column(gettext_lazy("Ended on"), 14), Column(gettext_lazy("Proof due on"), 14), Column(gettext_lazy("Proof received on"), 14),
    ),
    purposes=ON_COMPLIANCE,
    may=may,
    schools=visible_schools,
    rows=agreements,
))
