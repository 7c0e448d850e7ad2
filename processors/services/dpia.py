"""A DPIA from the pre-scan to the board's signature, and again after some years (GDPR 35; S2-51, S2-56…59)."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines import add_months
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import reminders
from processors import events
from processors.models import Activity, Dpia, DpiaAdvice, DpiaRisk
from processors.models.register_words import DpiaStatus
from processors.rules.dpia import ANALYSIS
from processors.workflow.register import DPIA_STEPS, writes_dpia

STAGES = (90, 30, -1)               # a DPIA takes months
WRITTEN_IN = {
    "prescan": {DpiaStatus.PRESCAN}, "analysis": {DpiaStatus.ANALYSIS, DpiaStatus.RISKS}, "risks": {DpiaStatus.RISKS},
    "consultation": {DpiaStatus.RISKS, DpiaStatus.ADVICE, DpiaStatus.DECISION},
}


@transaction.atomic
def begin(*, title: str, school, activity: Activity | None, by: Scope, at: datetime) -> Dpia:
    """Look whether a plan or an activity needs a DPIA."""
    dpia = Dpia(title=title, school=school, activity=activity, made_at=at, made_by=by.user)
    if reason := writes_dpia(dpia, by):
        raise NotAllowed(reason)
    dpia.save(force_insert=True)
    audit.record(events.DPIA_BEGUN, about=dpia, school=school, by=by, at=at)
    return dpia


@transaction.atomic
def prescan(dpia: Dpia, *, criteria: list[str], note: str, by: Scope, at: datetime) -> Dpia:
    """Which of the criteria apply, and why (S2-56…58)."""
    dpia = _to_write(dpia, "prescan", by)
    dpia.criteria, dpia.prescan_note, dpia.prescanned_on = criteria, note, local_day(at)
    dpia.save()
    audit.record(events.DPIA_PRESCANNED, about=dpia, school=dpia.school_id, by=by, at=at, criteria=len(criteria))
    return dpia


@transaction.atomic
def write(dpia: Dpia, part: str, values: Mapping[str, Any], *, by: Scope, at: datetime) -> Dpia:
    """Write the analysis, or what the authority was asked. Raises NotAllowed in a state in which that part stands fast."""
    dpia = _to_write(dpia, part, by)
    for name, value in values.items():
        setattr(dpia, name, value)
    dpia.save()
    audit.record(events.DPIA_CHANGED, about=dpia, school=dpia.school_id, by=by, at=at, part=part)
    return dpia


@transaction.atomic
def save_risk(dpia: Dpia, values: Mapping[str, Any], *, risk: DpiaRisk | None = None, by: Scope, at: datetime) -> DpiaRisk:
    """Add a risk, or say it better."""
    dpia = _to_write(dpia, "risks", by)
    dpia.save(update_fields=["writers"])
    if risk is None:
        last = dpia.risks.aggregate(place=Max("place"))["place"] or 0
        risk = DpiaRisk(dpia=dpia, place=last + 1)
    for name, value in values.items():
        setattr(risk, name, value)
    risk.save()
    audit.record(events.DPIA_CHANGED, about=dpia, school=dpia.school_id, by=by, at=at, part="risks")
    return risk


@transaction.atomic
def drop_risk(dpia: Dpia, risk: DpiaRisk, *, by: Scope, at: datetime) -> None:
    dpia = _to_write(dpia, "risks", by)
    dpia.save(update_fields=["writers"])
    risk.delete()
    audit.record(events.DPIA_CHANGED, about=dpia, school=dpia.school_id, by=by, at=at, part="risks")


@transaction.atomic
def step(dpia: Dpia, name: str, *, by: Scope, at: datetime) -> Dpia:
    """Take a step that asks nothing more: on to the next part, or back."""
    dpia = _locked(dpia)
    source, dpia.status = dpia.status, DPIA_STEPS.check(name, dpia, by).target_from(dpia.status)
    if name == "rework":
        dpia.advices.update(is_withdrawn=True)                 # the FG advises on what is decided, not on what it was before
        dpia.verdict = dpia.verdict_note = ""
    if name == "not_needed":
        _plan_review(dpia, at)
    dpia.save()
    audit.record(events.DPIA_STEP, about=dpia, school=dpia.school_id, by=by, at=at, source=str(source), target=str(dpia.status))
    return dpia


@transaction.atomic
def advise(dpia: Dpia, *, advice: str, text: str, by: Scope, at: datetime) -> DpiaAdvice:
    """The FG advises; without it nothing is decided (S2-51)."""
    dpia = _locked(dpia)
    dpia.status = DPIA_STEPS.check("advise", dpia, by).target_from(dpia.status)
    given = DpiaAdvice(dpia=dpia, advice=advice, text=text, at=at, by=by.user)
    given.save(force_insert=True)
    dpia.save(update_fields=["status"])
    audit.record(events.DPIA_ADVISED, about=dpia, school=dpia.school_id, by=by, at=at, advice=advice)
    return given


@transaction.atomic
def prepare_decision(dpia: Dpia, *, verdict: str, note: str, review_months: int, by: Scope, at: datetime) -> Dpia:
    """Write down what the board is about to sign; until it is signed nothing is decided."""
    dpia = _locked(dpia)
    if dpia.status != DpiaStatus.DECISION:
        raise NotAllowed(_("This step is not possible in the present state."))
    if reason := DPIA_STEPS["decide"].lacks_right(dpia, by):
        raise NotAllowed(reason)
    dpia.verdict, dpia.verdict_note, dpia.review_months = verdict, note, review_months
    if reason := DPIA_STEPS.why_not("decide", dpia, by):
        raise NotAllowed(reason)
    dpia.save(update_fields=["verdict", "verdict_note", "review_months"])
    audit.record(events.DPIA_CHANGED, about=dpia, school=dpia.school_id, by=by, at=at, part="decision")
    return dpia


@transaction.atomic
def decide(dpia: Dpia, *, by: Scope, at: datetime) -> Dpia:
    """What the signature of the board does: it stands fast, and is looked at again after the months that were chosen."""
    dpia = _locked(dpia)
    dpia.status = DPIA_STEPS.check("decide", dpia, by).target_from(dpia.status)
    dpia.decided_at, dpia.decided_by = at, by.user
    _plan_review(dpia, at)
    dpia.save()
    audit.record(events.DPIA_DECIDED, about=dpia, school=dpia.school_id, by=by, at=at, verdict=dpia.verdict, due=dpia.due_on)
    return dpia


def _plan_review(dpia: Dpia, at: datetime) -> None:
    dpia.due_on = add_months(local_day(at), dpia.review_months)
    dpia.next_reminder_on = reminders.first_on(dpia.due_on, STAGES, after=local_day(at))


@transaction.atomic
def review(dpia: Dpia, *, by: Scope, at: datetime) -> Dpia:
    """Begin the next one with what this one says: its analysis and its risks, to be looked at again (S2-59; GDPR 35(11))."""
    before = _locked(dpia)
    DPIA_STEPS.check("review", before, by)
    after = Dpia(
        title=before.title, school_id=before.school_id, activity_id=before.activity_id, follows=before, criteria=before.criteria,
        prescan_note=before.prescan_note, review_months=before.review_months, made_at=at, made_by=by.user,
        **{name: getattr(before, name) for name in ANALYSIS},
    )
    after.save(force_insert=True)
    DpiaRisk.objects.bulk_create(
        DpiaRisk(
            dpia=after, place=risk.place, name=risk.name, cause=risk.cause, effect=risk.effect,
            likelihood=risk.likelihood_after or risk.likelihood, impact=risk.impact_after or risk.impact,
        )
        for risk in before.risks.all()
    )
    before.next_reminder_on = None
    before.save(update_fields=["next_reminder_on"])
    audit.record(events.DPIA_BEGUN, about=after, school=after.school_id, by=by, at=at, follows=before.pk)
    return after


def _to_write(dpia: Dpia, part: str, by: Scope) -> Dpia:
    dpia = _locked(dpia)
    if reason := writes_dpia(dpia, by):
        raise NotAllowed(reason)
    if dpia.status not in WRITTEN_IN[part]:
        raise NotAllowed(_("This part stands fast in the present state."))
    if dpia.made_by_id != by.user.pk:
        dpia.writers = sorted({*dpia.writers, by.user.pk})
    return dpia


def _locked(dpia: Dpia) -> Dpia:
    return Dpia.objects.select_for_update(of=("self",)).get(pk=dpia.pk)
