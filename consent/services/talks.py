"""Talks of the care team: planned in a care case, the parents told and asked before, and noted how they went (S1-105, S1-106, S1-119)."""
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import events
from consent.models import CareTalk, InformedHow, TalkState
from consent.rules import talks as rules
from privacyadmin import audit, policy
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.times import end_of_day, local_day
from privacyadmin.workflow import NotAllowed
from students import marks
from students.consents import Consent
from students.models import Case, CaseKind, Student
from students.rules import RUN_CARE_CASES

from . import occasions

CODE = "ZORGTEAM"


def runs(case: Case, scope: Scope) -> bool:
    """Who runs the care cases of the school plans its talks."""
    return case.kind == CaseKind.CARE and scope.holds(*RUN_CARE_CASES, school=case.school_id)


def check_runs(case: Case, scope: Scope) -> None:
    if not runs(case, scope):
        raise NotAllowed(_("A talk is planned by who runs the case."))


@transaction.atomic
def plan(case: Case, student: Student, *, on: date, has_outsiders: bool, by: Scope, at: datetime) -> CareTalk:
    """A talk about one pupil of the case. Raises NotAllowed for a case that is over on that day or a day that is past."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    check_runs(case, by)
    if on < local_day(at):
        raise NotAllowed(_("Plan a talk for today or a later day."))
    if end_of_day(on) > case.until:
        raise NotAllowed(_("The case has ended by then. Open a new one with its own reason."))
    if not case.case_pupils.filter(student=student).exists():
        raise NotAllowed(_("This case is about another pupil."))
    talk = CareTalk.objects.create(
        case=case, student=student, school_id=case.school_id, on=on, has_outsiders=has_outsiders, made_at=at, made_by=by.user
    )
    audit.record(events.TALK_PLANNED, about=talk, school=case.school_id, by=by, at=at, on=on)
    return talk


@transaction.atomic
def ask(talk: CareTalk, *, by: Scope, at: datetime) -> CareTalk:
    """Tell the parents of the talk and ask for their yes, in the portal; holds until the talk and no longer (S1-105, S1-106)."""
    talk = _planned(talk, by)
    if marks.of_pupil(talk.student_id, at=at).hides({Category.CAR}, from_pupil=False):
        raise NotAllowed(_("A protection keeps this from the family: they are not asked."))
    occasions.ask(
        [talk.student_id], CODE, source=talk.pk, school=talk.school, label="", on=talk.on, until=talk.on + timedelta(days=1), by=by, at=at
    )
    return _informed(talk, local_day(at), InformedHow.QUESTION, by=by, at=at)


@transaction.atomic
def note_informed(talk: CareTalk, *, informed_on: date, informed_how: str, by: Scope, at: datetime) -> CareTalk:
    """The parents were told by letter or in a conversation what is talked about, and how (S1-105)."""
    talk = _planned(talk, by)
    if informed_on > min(talk.on, local_day(at)):
        raise NotAllowed(_("They are told before the talk, and this day is not in the future."))
    return _informed(talk, informed_on, InformedHow(informed_how), by=by, at=at)


def _informed(talk: CareTalk, on: date, how: InformedHow, *, by: Scope, at: datetime) -> CareTalk:
    if talk.informed_on is None:                                # the first time counts
        talk.informed_on, talk.informed_how = on, how
        talk.save(update_fields=["informed_on", "informed_how"])
        audit.record(events.TALK_INFORMED, about=talk, school=talk.school_id, by=by, at=at)
    return talk


@transaction.atomic
def settle(talk: CareTalk, state: TalkState, *, by: Scope, at: datetime) -> CareTalk:
    """How it went. Raises NotAllowed for a talk by name without what that needs: then it was to be held without a name (S1-119)."""
    talk = _planned(talk, by)
    if state != TalkState.DROPPED and talk.on > local_day(at):
        raise NotAllowed(_("The day of the talk is still to come."))
    if state == TalkState.BY_NAME and (reason := standing([talk], at=at)[talk.pk].why_not_by_name):
        raise NotAllowed(reason)
    talk.state, talk.settled_at, talk.settled_by = state, at, by.user
    talk.save(update_fields=["state", "settled_at", "settled_by"])
    if state != TalkState.BY_NAME:
        occasions.end(talk.pk, CODE, by=by, at=at)
    audit.record(events.TALK_SETTLED, about=talk, school=talk.school_id, by=by, at=at, state=str(state))
    return talk


def _planned(talk: CareTalk, by: Scope) -> CareTalk:
    talk = CareTalk.objects.select_for_update(of=("self",)).select_related("case", "school").defer("school__logo").get(pk=talk.pk)
    check_runs(talk.case, by)
    if talk.state != TalkState.PLANNED:
        raise NotAllowed(_("How this talk went was noted already."))
    return talk


class Standing:
    """How a planned talk stands: whether the parents are needed, were asked, still have to answer, and why it cannot be held by name."""

    def __init__(self, facts: rules.Talk, consent: Consent | None):
        self.facts, self.is_asked = facts, consent is not None
        self.needs_parents = rules.needs_parents(facts) and not facts.is_protected
        self.waits = self.needs_parents and not facts.is_restricted and (consent is None or consent.waits)
        self.why_not_by_name = rules.why_not_by_name(facts)


def standing(talks: Collection[CareTalk], *, at: datetime) -> dict[UUID, Standing]:
    """Of each talk how it stands today, or stood on its day; of those to come in a constant number of queries."""
    if not talks:
        return {}
    pupils, today = {talk.student_id for talk in talks}, local_day(at)
    known = marks.of_pupils(pupils, at=at)
    asked = occasions.standing([talk.pk for talk in talks], CODE)
    found: dict[UUID, Standing] = {}
    for on in {min(talk.on, today) for talk in talks}:
        then = [talk for talk in talks if min(talk.on, today) == on]
        said = occasions.of_things(asked, {talk.pk: talk.student_id for talk in then}, on=on)
        for talk in then:
            care_consent = policy.in_force(talk.school, on).care_consent
            found[talk.pk] = _standing(talk, known[talk.student_id], next(iter(said[talk.pk]), None), care_consent)
    return found


def _standing(talk: CareTalk, known: marks.Marks, consent: Consent | None, care_consent: str) -> Standing:
    facts = rules.Talk(
        has_outsiders=talk.has_outsiders, care_consent=care_consent, is_informed=talk.informed_on is not None,
        has_consent=bool(consent and consent.is_valid), why_no_consent=str(consent.why) if consent else "",
        is_protected=known.hides({Category.CAR}, from_pupil=False), is_restricted=known.restricts({Category.CAR}),
    )
    return Standing(facts, consent)
