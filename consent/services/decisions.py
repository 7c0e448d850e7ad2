"""Recording answers. Who answered, as what and when is found out here and never taken from a form (S2-17; DOMAIN 2.4)."""
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import events
from consent.models import Capacity, Channel, Decider, Decision, Evidence, Mode, Occasion, Outcome, Purpose, PurposeText
from consent.services import confirming
from privacyadmin import audit, policy
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines.rules import add_months
from privacyadmin.organisation.models import SchoolYear
from privacyadmin.times import end_of_day, local_day, start_of_day
from privacyadmin.workflow import NotAllowed
from students.models import Authority, Guardian, GuardianRelation, Student

from . import disagreements, withdrawals

OF_AGE = 18
NEXT_YEAR = timedelta(days=61)              # a yes of June or July is for the school year that comes


@dataclass(frozen=True)
class Choice:
    """A tap or a tick: yes or no to one purpose, under the text that was shown."""

    purpose: Purpose
    text: PurposeText
    is_yes: bool


@transaction.atomic
def record(
    student: Student, choices: Iterable[Choice], *, guardian: Guardian | None, channel: Channel, by: Scope, at: datetime,
    evidence: Evidence | None = None, occasion: Occasion | None = None,
) -> list[Decision]:
    """Write down what one person answered for one pupil; what he answered already is not written again.

    `guardian` None: the pupil himself. With evidence the answer is of the day that it names. Raises NotAllowed with the reason.
    """
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)         # two who answer in one second: one after the other
    choices = list(choices)
    on = evidence.answered_on if evidence else local_day(at)
    if on > local_day(at):
        raise NotAllowed(_("The day of the answer lies in the future."))
    capacity = capacity_of(student, guardian, on=on)
    before = latest(student, guardian, [choice.purpose.pk for choice in choices], occasion=occasion)
    rows = []
    for choice in choices:
        today = why_not_by_age(student, choice, guardian, on=local_day(at))          # a day on paper makes nobody younger
        if reason := why_not(student, choice, guardian, occasion=occasion, on=on) or today:
            raise NotAllowed(reason)
        row = _row(student, choice, guardian, capacity, before.get(choice.purpose.pk), occasion, evidence, on=on, at=at)
        row.channel, row.recorded_by = channel, by.user
        if _says_more(row, before.get(choice.purpose.pk)):
            rows.append(row)
    keep(rows, by=by, at=at)
    if rows:
        confirming.tell(student, rows[0].purpose.school, by=by, at=at)
    return rows


def keep(rows: list[Decision], *, by: Scope, at: datetime) -> None:
    """Write answers of one or of many pupils, and what follows from them; whoever calls this holds the lock on the pupils."""
    Decision.objects.bulk_create(rows, batch_size=1000)
    _note(rows, by=by, at=at)
    disagreements.follow(rows, at=at)
    withdrawals.follow(rows, by=by, at=at)


def capacity_of(student: Student, guardian: Guardian | None, *, on: date) -> Capacity:
    """As what somebody answers on a day. Raises NotAllowed for who has no authority."""
    if guardian is None:
        return Capacity.PUPIL
    relation = GuardianRelation.objects.filter(student=student, guardian=guardian).first()
    capacity = capacity_in(relation, on=on) if relation else None
    if capacity is None:
        raise NotAllowed(_("Only somebody with authority over the pupil answers this."))
    return capacity


def capacity_in(relation: GuardianRelation, *, on: date) -> Capacity | None:
    """As what a parent answers on a day; None where he does not (DOMAIN 1.6)."""
    if relation.has_authority(on=on):
        return Capacity.HOLDER
    return Capacity.UNKNOWN if relation.authority == Authority.UNKNOWN and not relation.has_contact_block else None


def why_not(student: Student, choice: Choice, guardian: Guardian | None, *, occasion: Occasion | None, on: date) -> str:
    """Why this answer cannot be recorded; empty when it can."""
    purpose = choice.purpose
    if not purpose.is_in_use(on=on) and choice.is_yes:                      # taking back is always possible (GDPR 7(3))
        return _("«%(purpose)s» is not asked any more.") % {"purpose": choice.text.title}
    if choice.text.purpose_id != purpose.pk or choice.text.valid_from is None or (choice.text.valid_from > on and choice.is_yes):
        return _("This is not the text that is in force. Open the page again.")
    if purpose.mode == Mode.PER_EVENT and occasion is None:
        return _("«%(purpose)s» is asked for one occasion at a time.") % {"purpose": choice.text.title}
    if occasion is not None and occasion.until <= on:
        return _("This occasion is over.")
    return why_not_by_age(student, choice, guardian, on=on)


def why_not_by_age(student: Student, choice: Choice, guardian: Guardian | None, *, on: date) -> str:
    """Why a parent, or the pupil himself, does not answer this at the age that the pupil has on a day."""
    age = student.age_on(on)
    return _too_old(student, choice, age, on) if guardian is not None else _too_young(choice.purpose, age)


def _too_young(purpose: Purpose, age: int | None) -> str:
    from_age = OF_AGE if purpose.decider == Decider.PARENTS else 16
    return "" if age is not None and age >= from_age else _("From %(age)s the pupil answers himself.") % {"age": from_age}


def _too_old(student: Student, choice: Choice, age: int | None, on: date) -> str:
    """From 16 a parent may take back what he said; a yes is the pupil's, unless the rule of the house asks the parents too (C-03)."""
    if age is None or age < 16 or not choice.is_yes:
        return ""
    if age >= OF_AGE:
        return _("The pupil is of age and decides himself.")
    rules = policy.in_force(choice.purpose.school, on)
    asks_parents = rules.age16_mode == "both_must_agree" or (
        rules.age16_mode == "parents_until_pupil_asks" and not (student.strict16_on and student.strict16_on <= on)
    )
    if choice.purpose.decider == Decider.PARENTS or asks_parents:
        return ""
    return _("From 16 the pupil decides himself.")


def latest(
    student: Student, guardian: Guardian | None, purposes: Iterable[UUID], *, occasion: Occasion | None = None
) -> Mapping[UUID, Decision]:
    """The last answer of one person to each purpose; one query."""
    rows = Decision.objects.filter(student=student, guardian=guardian, purpose__in=list(purposes), occasion=occasion)
    return {row.purpose_id: row for row in rows.select_related("text").order_by("purpose_id", "-decided_at", "-pk").distinct("purpose_id")}


def _row(
    student: Student, choice: Choice, guardian: Guardian | None, capacity: Capacity, before: Decision | None,
    occasion: Occasion | None, evidence: Evidence | None, *, on: date, at: datetime,
) -> Decision:
    return Decision(
        student=student, purpose=choice.purpose, text=choice.text, category=choice.purpose.category, occasion=occasion,
        outcome=outcome_of(choice.is_yes, before), guardian=guardian, capacity=capacity, evidence=evidence, recorded_at=at,
        decided_at=moment(choice.is_yes, evidence.answered_on, at=at) if evidence else at,
        valid_until=holds_until(choice, occasion, on=on) if choice.is_yes else None,
    )


def outcome_of(is_yes: bool, before: Decision | None) -> Outcome:
    """A no after a yes takes it back."""
    if is_yes:
        return Outcome.GIVEN
    return Outcome.WITHDRAWN if before and before.outcome != Outcome.REFUSED else Outcome.REFUSED


def moment(is_yes: bool, day: date, *, at: datetime) -> datetime:
    """A paper names a day and no hour: a yes counts from its beginning and a no at its end, so that in doubt the no comes last."""
    return min(at, start_of_day(day) if is_yes else end_of_day(day) - timedelta(microseconds=1))


def holds_until(choice: Choice, occasion: Occasion | None, *, on: date) -> date | None:
    """The first day on which a yes of this day no longer counts by itself (C-09)."""
    ends: list[date] = [occasion.until] if occasion else []
    if choice.purpose.mode == Mode.YEARLY:
        year = SchoolYear.objects.on(on + NEXT_YEAR).first() or SchoolYear.objects.on(on).first()
        ends.append(year.end_on if year else add_months(on, 12))
    if months := policy.in_force(choice.purpose.school, on).consent_valid_months:
        ends.append(add_months(on, months))
    return min(ends, default=None)


def _says_more(row: Decision, before: Decision | None) -> bool:
    """Whether it differs from what this person answered last, or a yes that goes on is longer or to newer words."""
    if before is None:
        return True
    was_no, is_no = before.outcome != Outcome.GIVEN, row.outcome != Outcome.GIVEN
    if was_no or is_no:
        return was_no != is_no
    return (before.text_id, before.valid_until) != (row.text_id, row.valid_until)


def _note(rows: list[Decision], *, by: Scope, at: datetime) -> None:
    """One event a school, with counts: the register of events says of nobody what he answered."""
    pupils = {row.student_id for row in rows}
    about = pupils.pop() if len(pupils) == 1 else None
    per_school: dict[tuple[UUID, str], Counter[str]] = {}
    for row in rows:
        per_school.setdefault((row.purpose.school_id, row.channel), Counter())[row.outcome] += 1
    for (school, channel), counts in per_school.items():
        audit.record(
            events.ANSWERED, about=about, school=school, by=by, at=at, channel=channel,
            given=counts[Outcome.GIVEN], refused=counts[Outcome.REFUSED], withdrawn=counts[Outcome.WITHDRAWN],
        )
