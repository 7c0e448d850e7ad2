"""The register of processing, the DPIAs and the questions of the application form as a list to take out."""
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Register
from privacyadmin.access.purposes import ON_COMPLIANCE
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer
from processors.models import ActivityRecipient, ActivityVersion, Dpia, FormField
from processors.models.activities import visible_schools
from processors.models.parties import SEES
from processors.models.register_words import VersionState
from processors.rules.dpia import highest_left
from processors.wording import PARTS, Words

AT_ONCE = 500
NAMES = tuple(name for part, (_label, names) in PARTS.items() for name in names)
WIDE = ("description", "necessity", "data_categories", "purposes", "measures")


def _label(name: str) -> Any:
    """As the page has it, in the language of whoever asks."""
    return capfirst(getattr(ActivityVersion._meta.get_field(name), "verbose_name", name))


def may_read(scope: Scope) -> bool:
    return any(scope.may(Register.PROCESSORS, verb) for verb in SEES)


def activities(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """What the register says now of each activity, approved or not (GDPR 30(4))."""
    rows = ActivityVersion.objects.newest().visible_to(scope).filter(activity__taken_up_at__isnull=False).select_related("activity")
    if school is not None:
        rows = rows.of_schools([school])
    words = Words.now()
    rows = rows.prefetch_related(Prefetch("recipients", ActivityRecipient.objects.select_related("party"))).order_by("name", "pk")
    for version in rows.iterator(chunk_size=AT_ONCE):
        whole = words.whole(version)
        yield (
            *(whole[name] for name in NAMES), whole["recipients"], str(version.get_status_display()), version.number, version.valid_from,
            version.activity.reviewed_on, version.activity.due_on, version.activity.stopped_on,
        )


def dpias(scope: Scope, school: UUID | None) -> Iterator[Row]:
    rows = Dpia.objects.visible_to(scope).select_related("school", "decided_by").defer("school__logo").prefetch_related("risks", "advices")
    if school is not None:
        rows = rows.filter(school=school)
    for dpia in rows.order_by("title", "made_at").iterator(chunk_size=AT_ONCE):
        left = highest_left(dpia.risks.all())
        advice = next((each for each in dpia.advices.all() if not each.is_withdrawn), None)
        yield (
            dpia.title, dpia.school.name if dpia.school else "", str(dpia.get_status_display()), "; ".join(dpia.criteria_labels),
            len(dpia.risks.all()), str(left.label) if left else "", str(advice.get_advice_display()) if advice else "",
            str(dpia.get_verdict_display()), dpia.decided_by.name if dpia.decided_by else "", dpia.decided_at, dpia.due_on,
        )


def questions(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """Every question of the approved versions, with its ground."""
    rows = FormField.objects.filter(version__status=VersionState.APPROVED).select_related("version", "data_category")
    for field in rows.order_by("-version__number", "place").iterator(chunk_size=AT_ONCE):
        yield (
            field.version.number, field.place, str(field.get_section_display()), field.label, str(field.get_asking_display()),
            field.data_category.name, str(field.get_purpose_display()), str(field.get_ground_display()),
            str(field.get_special_ground_display()), field.why,
        )


ACTIVITIES = offer(Offer(
    code="processors.activities",
    label=_("Register of processing"),
    help=_("Every activity with its purposes, ground, data, recipients, term and measures, as the authority may ask for it (GDPR 30)."),
    columns=(
        *(Column(_label(name), 40 if name in WIDE else 24) for name in NAMES), Column(_("Recipients outside the school"), 40),
        Column(_("State"), 14), Column(_("Version"), 10), Column(_("In force from"), 14), Column(_("Last reviewed"), 14),
        Column(_("Review before"), 14), Column(_("Ended on"), 14),
    ),
    purposes=ON_COMPLIANCE, may=may_read, schools=visible_schools, rows=activities,
))
DPIAS = offer(Offer(
    code="processors.dpias",
    label=_("DPIAs"),
    help=_("Every DPIA with its state, its risks, the advice of the FG and the decision of the board."),
    columns=(
        Column(_("About what"), 40), Column(_("School"), 24), Column(_("State"), 20), Column(_("What applies"), 40), Column(_("Risks"), 8),
        Column(_("Highest risk that remains"), 14), Column(_("Advice of the FG"), 24), Column(_("Decision"), 30),
        Column(_("Decided by"), 24), Column(_("Decided on"), 18), Column(_("Review before"), 14),
    ),
    purposes=ON_COMPLIANCE, may=may_read, schools=visible_schools, rows=dpias,
))
QUESTIONS = offer(Offer(
    code="processors.application_form",
    label=_("Questions of the application form"),
    help=_("Every question of the approved versions: what is asked, for what, on which ground and why."),
    columns=(
        Column(_("Version"), 10), Column(_("Number"), 8), Column(_("Part of the form"), 20), Column(_("Question"), 40),
        Column(_("How it is asked"), 20), Column(_("Kind of data"), 24), Column(_("Purpose"), 24), Column(_("Ground in the law"), 24),
        Column(_("What lifts the ban on special data"), 24), Column(_("Why we ask"), 40),
    ),
    purposes=ON_COMPLIANCE, may=may_read, schools=visible_schools, rows=questions,
))
