"""Yes and no in the demo: the purposes of each school, what most families answered, and the named families with something left to do."""
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from consent import seed
from consent.models import Capacity, Channel, Decision, Kind, Mode, OccasionKind, Outcome, Purpose, PurposeText
from consent.services import decisions, occasions
from consent.services.decisions import Choice
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day, start_of_day
from students.models import EnrolmentStatus, GuardianRelation, Student

from .asked import Moments
from .build import Demo

USES = (Kind.IMAGE, Kind.THIRD_PARTY)
SILENT_EVERY, NO_EVERY = 9, 7               # of the families; of the questions of the others
TRIP = "Schoolreis van groep 6"


def answer(demo: Demo) -> None:
    moment = Moments(demo)
    first = start_of_day(demo.year.start_on) + timedelta(hours=9)
    for school in demo.schools.values():
        seed.write(school, on=demo.year.start_on, at=first)
        answers_of_school(demo, school, at=max(first, moment.at(45)))
    at = max(first, moment.at(3))
    family_of_noor(moment, at)
    pupil_of_16(moment, at)
    trip(demo, at)


def answers_of_school(demo: Demo, school: School, *, at: datetime) -> None:
    """What the parents of the younger pupils tapped in the portal: mostly yes, here and there a no, and some said nothing yet.

    The parents of one pupil agree: who does not is in a named family, and its answers come in by the service, which makes the task.
    """
    named = [pupil.pk for pupil in demo.pupils.values()]
    on, turn = local_day(at), count()
    relations = GuardianRelation.objects.with_authority(on=on).filter(
        student__enrolments__school=school, student__enrolments__status=EnrolmentStatus.ENROLLED, guardian__user__isnull=False,
        student__birth_on__gt=on.replace(year=on.year - 16, day=1),
    )
    texts = _texts(school, on)
    said: dict[UUID, list[bool]] = defaultdict(lambda: [bool(next(turn) % NO_EVERY) for _each in texts])
    rows = []
    for place, relation in enumerate(relations.exclude(student__in=named).select_related("guardian").order_by("student", "pk").distinct()):
        if place % SILENT_EVERY:
            answers = zip(texts, said[relation.student_id], strict=True)
            rows += [_row(relation, purpose, text, is_yes=is_yes, at=at) for (purpose, text), is_yes in answers]
    Decision.objects.bulk_create(rows, batch_size=2000)


def _texts(school: School, on) -> list[tuple[Purpose, PurposeText]]:
    uses = Purpose.objects.filter(school=school, kind__in=USES).exclude(mode=Mode.PER_EVENT)
    texts = {text.purpose_id: text for text in PurposeText.objects.in_force(on=on).filter(purpose__in=uses)}
    return [(purpose, texts[purpose.pk]) for purpose in uses]


def _row(relation: GuardianRelation, purpose: Purpose, text: PurposeText, *, is_yes: bool, at: datetime) -> Decision:
    ends = is_yes and purpose.mode == Mode.YEARLY
    return Decision(
        student_id=relation.student_id, purpose=purpose, text=text, category=purpose.category, guardian=relation.guardian,
        outcome=Outcome.GIVEN if is_yes else Outcome.REFUSED, capacity=Capacity.HOLDER, channel=Channel.PORTAL, decided_at=at,
        recorded_at=at, recorded_by_id=relation.guardian.user_id,
        valid_until=decisions.holds_until(Choice(purpose, text, True), None, on=local_day(at)) if ends else None,
    )


def family_of_noor(moment: Moments, at: datetime) -> None:
    """Her mother said yes to some; her father no to social media, about which they do not agree; the rest waits."""
    noor = moment.demo.pupils["noor"]
    _say(moment, noor, "parent.one", {"IMG_WEB": True, "IMG_SOCIAL": True, "IMG_APP": True, "IMG_PERS": False}, at)
    _say(moment, noor, "parent.two", {"IMG_SOCIAL": False, "IMG_APP": True}, at + timedelta(hours=1))


def pupil_of_16(moment: Moments, at: datetime) -> None:
    _say(moment, moment.demo.pupils["yara"], "pupil.sixteen", {"IMG_WEB": True, "IMG_SOCIAL": False}, at)


def _say(moment: Moments, student: Student, name: str, said: dict[str, bool], at: datetime) -> None:
    scope = moment.scope(name, at)
    school = student.enrolments.get().school
    texts = {purpose.code: (purpose, text) for purpose, text in _texts(school, local_day(at))}
    choices = [Choice(*texts[code], is_yes) for code, is_yes in said.items()]
    guardian = getattr(scope.user, "guardian", None)
    decisions.record(student, choices, guardian=guardian, channel=Channel.PORTAL, by=scope, at=at)


def trip(demo: Demo, at: datetime) -> None:
    """Asked of one class for one occasion; nobody has answered yet."""
    vlieger, group = demo.schools["vlieger"], demo.classes["vlieger/6A"]
    purpose = Purpose.objects.get(school=vlieger, code="IMG_EXC")
    pupils = list(group.memberships.order_by("pk").values_list("student", flat=True).distinct())
    day = local_day(demo.at) + timedelta(days=20)
    occasions.open_for(
        purpose, pupils, kind=OccasionKind.EVENT, label=TRIP, on=day, until=day + timedelta(days=30), by=None, at=at, tells=False
    )
