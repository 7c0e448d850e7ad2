"""The three readers of PERFORMANCE 1: a teacher of fifteen classes and five cases, a school's coordinator, one over the whole board."""
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Permission
from django.db import connection

from privacyadmin.access import services
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import Board, School
from students.models import Case, CaseKind, CasePupil, ClassGroup, Student

from .data import PUPIL, SCHOOL, key

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ON = AT.date()
SINCE, UNTIL = AT - timedelta(days=100), AT + timedelta(days=200)
NAMES = ("teacher", "counsellor", "everybody")


@dataclass(frozen=True)
class Readers:
    teacher: User
    counsellor: User
    everybody: User


def readers() -> Readers:
    """The three, as they were appointed when the data was loaded."""
    return Readers(*(User.objects.get(email=f"{name}@reader.example") for name in NAMES))


def grant_per_pupil(readers: Readers) -> None:
    """What guardian would hold for the three: a row for each pupil that they may see."""
    permission = Permission.objects.get(content_type__app_label="students", codename="view_student")
    for user in (readers.teacher, readers.counsellor, readers.everybody):
        keys = Student.objects.visible_to(resolve(user, AT)).order_by().values_list("pk", flat=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id)"
                " select unnest(%s), %s, %s, %s on conflict do nothing",
                [[str(key) for key in keys], permission.content_type_id, permission.pk, user.pk],
            )


def appoint() -> None:
    """Make their accounts and give them their roles."""
    teacher, counsellor, everybody = (
        User.objects.create_user(email=f"{name}@reader.example", kind=Kind.STAFF, name=name) for name in NAMES
    )
    common = {"since": SINCE, "why": "bench", "by": None, "at": AT}
    for group in ClassGroup.objects.filter(school=key(SCHOOL, 1)).select_related("school").order_by("pk")[:15]:
        services.grant(user=teacher, role=Role.GROUP_TEACHER, on=group, until=UNTIL, **common)
    school = School.objects.get(pk=key(SCHOOL, 3))
    for student in Student.objects.filter(pk__gte=key(PUPIL, 1)).order_by("pk")[:5]:
        case = Case.objects.create(
            kind=CaseKind.CARE, school=school, categories=["GUI", "MED", "ID"], since=SINCE, until=UNTIL, reason="bench",
        )
        CasePupil.objects.create(case=case, student=student)
        services.grant(user=teacher, role=Role.ORTHOPEDAGOGUE, on=case, until=UNTIL, **common)
    services.grant(user=counsellor, role=Role.COUNSELLOR, on=school, **common)
    services.grant(user=everybody, role=Role.COORDINATOR, on=Board.objects.get(), **common)
