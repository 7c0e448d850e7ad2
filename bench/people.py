"""The three readers of PERFORMANCE 1: a teacher of fifteen classes and five cases, a school's coordinator, one over the whole board."""
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from privacyadmin.access import services
from privacyadmin.access.catalogue import Role
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import Board, School
from students.models import Case, CaseKind, CasePupil, ClassGroup, Student

from .data import CLASS, PUPIL, SCHOOL, key

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SINCE, UNTIL = AT - timedelta(days=100), AT + timedelta(days=200)


@dataclass(frozen=True)
class Readers:
    teacher: User
    coordinator: User
    everybody: User


def readers() -> Readers:
    """The three, made once per database."""
    found = {user.email: user for user in User.objects.filter(email__endswith="@reader.example")}
    if not found:
        for name in ("teacher", "coordinator", "everybody"):
            found[f"{name}@reader.example"] = User.objects.create_user(email=f"{name}@reader.example", kind=Kind.STAFF, name=name)
        give(found["teacher@reader.example"], found["coordinator@reader.example"], found["everybody@reader.example"])
    return Readers(*(found[f"{name}@reader.example"] for name in ("teacher", "coordinator", "everybody")))


def give(teacher: User, coordinator: User, everybody: User) -> None:
    common = {"since": SINCE, "why": "bench", "by": None, "at": AT}
    for number in range(1, 16):
        group = ClassGroup.objects.get(pk=key(CLASS, number * 30))
        services.grant(user=teacher, role=Role.MENTOR if group.school.sector == "vo" else Role.GROUP_TEACHER, on=group, until=UNTIL, **common)
    school = School.objects.get(pk=key(SCHOOL, 3))
    for number in range(1, 6):
        case = Case.objects.create(kind=CaseKind.CARE, school=school, categories=["GUI", "MED", "ID"], since=SINCE, until=UNTIL, reason="bench")
        CasePupil.objects.create(case=case, student=Student.objects.get(pk=key(PUPIL, number * 1111)))
        services.grant(user=teacher, role=Role.ORTHOPEDAGOGUE, on=case, until=UNTIL, **common)
    services.grant(user=coordinator, role=Role.COORDINATOR, on=school, **common)
    services.grant(user=everybody, role=Role.COORDINATOR, on=Board.objects.get(), **common)
