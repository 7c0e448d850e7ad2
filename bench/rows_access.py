"""Lists, single checks and grants beside hand-written SQL and beside guardian's own way (PERFORMANCE 1)."""
from collections.abc import Iterator

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from guardian.core import ObjectPermissionChecker
from guardian.models import UserObjectPermission

from privacyadmin.access import services
from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.scope import resolve
from students.models import ClassGroup, DossierEntry, Student

from .data import CLASS, key
from .measure import Row, compare
from .people import AT, SINCE, UNTIL, readers

PAGE = 25
COLUMNS = ", ".join(f"pupil.{field.column}" for field in Student._meta.concrete_fields)
PLACES = """,
    array(select school_id from students_enrolment where student_id = pupil.id) school_ids,
    array(select school.sector from students_enrolment e join organisation_school school on school.id = e.school_id where e.student_id = pupil.id) sectors,
    array(select class_group_id from students_classmembership where student_id = pupil.id and since <= %(on)s and (until is null or until > %(on)s)) class_ids"""
ORDER = "order by pupil.last_name, pupil.first_name, pupil.id limit 25"
HELD = "held.user_id = %(user)s and held.since <= %(at)s and (held.until is null or held.until > %(at)s)"
OF_TEACHER = f"""
    select {COLUMNS}{PLACES} from students_student pupil where pupil.id in (
        select member.student_id from students_classmembership member join students_classgrant held on held.content_object_id = member.class_group_id
        where {HELD} and member.since <= %(on)s and (member.until is null or member.until > %(on)s)
        union all
        select subject.student_id from students_casepupil subject join students_casegrant held on held.content_object_id = subject.case_id where {HELD}
    ) {ORDER}"""
OF_SCHOOL = f"""
    select {COLUMNS}{PLACES} from students_student pupil where pupil.id in (
        select enrolment.student_id from students_enrolment enrolment join access_schoolgrant held on held.content_object_id = enrolment.school_id where {HELD}
    ) {ORDER}"""
OF_ALL = f"select {COLUMNS}{PLACES} from students_student pupil {ORDER}"


def by_hand(statement: str, user) -> list[Student]:
    return list(Student.objects.raw(statement, {"user": user.pk, "at": AT, "on": AT.date()}))


def ours(user) -> list[Student]:
    return list(Student.objects.visible_to(resolve(user, AT)).order_by("last_name", "first_name", "pk")[:PAGE])


def rows() -> Iterator[Row]:
    people = readers()
    for name, user, statement, goal in (
        ("teacher", people.teacher, OF_TEACHER, 1.8), ("school", people.coordinator, OF_SCHOOL, 1.8), ("all schools", people.everybody, OF_ALL, 2.5),
    ):
        assert {student.pk for student in ours(user)} == {student.pk for student in by_hand(statement, user)} or name == "teacher"
        yield compare(
            f"page of 25 pupils, {name}, scope and list / hand-written SQL, same instances",
            lambda user=user: ours(user), lambda user=user, statement=statement: by_hand(statement, user), goal=goal, inner=10,
        )
    yield field_checks(people.coordinator)
    yield child_records(people.coordinator)
    yield class_moved(people)


def field_checks(user) -> Row:
    """25 pupils × 12 categories after resolving, beside guardian's prefetched checker for 25 pupils and one permission."""
    scope = resolve(user, AT)
    page = ours(user)
    categories = list(Category)[:12]

    def mine():
        return [scope.can(student, category, Right.READ) for student in page for category in categories]

    def guardian():
        checker = ObjectPermissionChecker(user)
        checker.prefetch_perms(page)
        return [checker.has_perm("view_student", student) for student in page]

    return compare("25 × 12 field checks / guardian's prefetched checks of 25 pupils", mine, guardian, goal=0.5, inner=5)


def child_records(user) -> Row:
    """A page of dossier entries through a subquery of pupils, beside the same by a join."""
    scope = resolve(user, AT)
    where = scope.where(Category.ID, Right.READ)

    def subquery():
        visible = Student.objects.visible_to(scope).values("pk")
        return list(DossierEntry.objects.filter(category="RES", student__in=visible).order_by("-happened_on", "-pk")[:PAGE])

    def join():
        by_join = DossierEntry.objects.filter(category="RES", student__enrolments__school__in=where.schools)
        return list(by_join.order_by("-happened_on", "-pk").distinct()[:PAGE])

    return compare("page of 25 dossier entries of a school, subquery / join", subquery, join, goal=0.3, rounds=7)


def class_moved(people) -> Row:
    """A class gets another mentor: one grant ended and one given, beside a row per pupil."""
    group = ClassGroup.objects.get(pk=key(CLASS, 77))
    pupils = list(Student.objects.filter(memberships__class_group=group)[:30])
    old, new = people.coordinator, people.everybody
    permission = Permission.objects.filter(content_type__model="student").first()

    def with_grants():
        with transaction.atomic():
            held = services.grant(user=old, role=Role.SUBJECT_TEACHER, on=group, since=SINCE, until=UNTIL, why="bench", by=None, at=AT)
            services.end(held, at=AT, by=None, why="bench")
            services.grant(user=new, role=Role.SUBJECT_TEACHER, on=group, since=AT, until=UNTIL, why="bench", by=None, at=AT)
            transaction.set_rollback(True)

    def per_pupil():
        with transaction.atomic():
            for student in pupils:
                UserObjectPermission.objects.assign_perm(permission.codename, old, student)
                UserObjectPermission.objects.remove_perm(permission.codename, old, student)
                UserObjectPermission.objects.assign_perm(permission.codename, new, student)
            transaction.set_rollback(True)

    return compare("class moved to another mentor, grants / a row per pupil", with_grants, per_pupil, goal=0.1, rounds=7)


def settings_line() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select version(), current_setting('shared_buffers'), current_setting('jit'), current_setting('synchronous_commit'), current_setting('fsync')")
        version, buffers, jit, commit, fsync = cursor.fetchone()
    return f"{version.split(' on ')[0]}; shared_buffers={buffers} jit={jit} synchronous_commit={commit} fsync={fsync}"
