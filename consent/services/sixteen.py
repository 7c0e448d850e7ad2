"""Sixteen and eighteen: who is told beforehand, the pupil who is invited on the day, and the one who asks to decide himself
(C-03; S1-66…71, S2-161; U9)."""
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent import events
from consent.models import Capacity
from consent.rules import house_words
from consent.services import confirming
from privacyadmin import audit, history, outbox, policy
from privacyadmin.access.scope import Scope
from privacyadmin.letters.addressees import Addressee, Matter, addressees
from privacyadmin.letters.registry import Audience
from privacyadmin.letters.services import writing
from privacyadmin.organisation.models import School
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.times import birthday, local_day, years_before
from privacyadmin.workflow import NotAllowed
from students.addressees import school_of
from students.models import EnrolmentStatus, Student

AHEAD = timedelta(days=60)                  # before the birthday; and so long after it whoever was missed is still invited
SOON, TURNED, OF_AGE_SOON = "consent.sixteen_soon", "consent.sixteen", "consent.eighteen_soon"
MODE_ASKING_PARENTS = "parents_until_pupil_asks"


# The pupil asks to decide himself.


def why_not_himself(student: Student, scope: Scope, *, capacity: Capacity) -> str:
    """Why this person cannot have the pupil decide himself from now on; empty where he can (S1-70, S1-71)."""
    on = scope.on
    age, school = student.age_on(on), school_of(student)
    if school is None or age is None or not 16 <= age < 18:
        return _("This can be asked from the sixteenth birthday until the eighteenth.")
    rules = policy.in_force(school, on)
    if rules.age16_mode != MODE_ASKING_PARENTS:
        return _("At this school the pupil has a say of his own already.")
    if student.strict16_on and student.strict16_on <= on:
        return _("The pupil decides himself already.")
    if capacity == Capacity.PUPIL or (capacity == Capacity.HOLDER and rules.strict16_may_be_asked_by == "pupil_or_parent"):
        return ""
    return _("Only the pupil can ask this.")


@transaction.atomic
def let_decide(student: Student, *, capacity: Capacity, by: Scope, at: datetime) -> Student:
    """From now on the school asks the pupil himself; what parents said before holds as the rules of the house say."""
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    if reason := why_not_himself(student, by, capacity=capacity):
        raise NotAllowed(reason)
    student.strict16_on, student.strict16_asked_by = local_day(at), "pupil" if capacity == Capacity.PUPIL else "parent"
    history.save(student, at=at, by=by, update_fields=["strict16_on", "strict16_asked_by"])
    school = school_of(student)
    assert school is not None                                    # asked above
    audit.record(events.DECIDES_HIMSELF, about=student, school=school, by=by, at=at, asked_by=student.strict16_asked_by)
    confirming.tell(student, school, by=by, at=at)
    return student


# The letters of the night.


def birthdays(age: int, since: date, until: date) -> Iterator[tuple[UUID, date]]:
    """The pupils of a school of the board who turn this age from `since` up to and including `until`, with the day."""
    slack = timedelta(days=2)                                    # 29 February moves, so the days themselves are looked at below
    first, last = (since - slack), (until + slack)
    born = Student.objects.filter(
        died_on=None, birth_on__gte=years_before(first, age), birth_on__lte=years_before(last, age),
        enrolments__status__in=[EnrolmentStatus.ENROLLED, EnrolmentStatus.APPLICANT],
    )
    for key, birth_on in born.order_by("birth_on", "pk").values_list("pk", "birth_on").distinct():
        day = birthday(birth_on, age) if birth_on else None
        if day and since <= day <= until:
            yield key, day


def put_letters(on: date, at: datetime) -> int:
    """Who turns 16 or 18 within 60 days, and who turned 16 today or was missed: each once ever, whatever nights did not run."""
    tomorrow = on + timedelta(days=1)
    due = [
        *((SOON, each) for each in birthdays(16, tomorrow, on + AHEAD)),
        *((TURNED, each) for each in birthdays(16, on - AHEAD, on)),
        *((OF_AGE_SOON, each) for each in birthdays(18, tomorrow, on + AHEAD)),
    ]
    return sum(outbox.put(kind, key=f"{kind}:{key}:{day}", about={"student": key}, at=at) for kind, (key, day) in due)


@transaction.atomic
def write_letters(kind: str, key: UUID, *, at: datetime) -> int:
    """The letters of one birthday; nobody gets one twice. Nothing for who died meanwhile, or whose birthday was put right."""
    student, on = Student.objects.filter(pk=key, died_on=None).first(), local_day(at)
    school = school_of(student) if student else None
    if student is None or school is None or student.birth_on is None:
        return 0
    day = birthday(student.birth_on, 18 if kind == OF_AGE_SOON else 16)
    if not (on - AHEAD <= day <= on if kind == TURNED else on < day <= on + AHEAD):
        return 0
    rules, count = policy.in_force(school, on), 0
    for to in _addressees(kind, student, school, on):
        writing.write(
            kind, to=to, school=school, subject=student.pk, about=student.pk, key=f"{kind}:{student.pk}:{to.key}",
            values={"child": student.call_name, **_words(kind, to, rules, day)}, by=None, at=at,
        )
        count += 1
    return count


def _words(kind: str, to: Addressee, rules: PolicyVersion, day: date) -> dict[str, str]:
    with translation.override(to.language):
        values = {"day": date_format(day, "j F Y")}
        if kind != OF_AGE_SOON:
            values["answers"] = house_words.of_answers(to.audience, rules.age16_mode, rules.on_turning_16)
        return values


def _addressees(kind: str, student: Student, school: School, on: date) -> list[Addressee]:
    """Before sixteen: whoever is asked now, and the pupil. On the day: the pupil. Before eighteen: who has authority, and the pupil."""
    everybody = confirming.involved(student, on=on)
    if kind == OF_AGE_SOON:
        return everybody
    pupil = [each for each in everybody if each.audience == Audience.PUPIL]
    return pupil if kind == TURNED else [*addressees(student, matter=Matter.CONSENT, on=on, school=school).to, *pupil]
