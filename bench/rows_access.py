"""Lists, single checks and grants beside hand-written SQL and beside guardian's own way (PERFORMANCE 1)."""
from collections.abc import Iterator

from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.models import Q
from guardian import shortcuts
from guardian.core import ObjectPermissionChecker

from privacyadmin import db
from privacyadmin.access import services
from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from students.models import ClassGroup, DossierEntry, Student

from .data import CLASS, SCHOOL, STAFF_USER, key
from .measure import Row, compare
from .people import AT, ON, SINCE, UNTIL, readers

PAGE, VIEW = 25, "students.view_student"
ROUNDS = 41                 # of a few milliseconds each, which other work on the machine doubles now and then
NOWHERE = key(SCHOOL, 0)
COLUMNS = ", ".join(f"pupil.{field.column}" for field in Student._meta.local_concrete_fields)
PLACES = """,
    array(select school_id from students_enrolment where student_id = pupil.id) school_ids,
    array(select school.sector from students_enrolment e join organisation_school school on school.id = e.school_id
          where e.student_id = pupil.id) sectors,
    array(select class_group_id from students_classmembership
          where student_id = pupil.id and since <= %(on)s and (until is null or until > %(on)s)) class_ids"""
ORDER = "order by pupil.last_name, pupil.first_name, pupil.id limit 25"
HELD = "held.user_id = %(user)s and held.since <= %(at)s and (held.until is null or held.until > %(at)s)"
OF_TEACHER = f"""
    select {COLUMNS}{PLACES} from students_student pupil where pupil.id in (
        select member.student_id from students_classmembership member
        join students_classgrant held on held.content_object_id = member.class_group_id
        where {HELD} and member.since <= %(on)s and (member.until is null or member.until > %(on)s)
        union all
        select subject.student_id from students_casepupil subject join students_casegrant held on held.content_object_id = subject.case_id
        where {HELD}
    ) {ORDER}"""
OF_SCHOOL = f"""
    select {COLUMNS}{PLACES} from students_student pupil where pupil.id in (
        select enrolment.student_id from students_enrolment enrolment
        join access_schoolgrant held on held.content_object_id = enrolment.school_id where {HELD}
    ) {ORDER}"""
OF_ALL = f"select {COLUMNS}{PLACES} from students_student pupil where exists (select from access_boardgrant held where {HELD}) {ORDER}"


def by_hand(statement: str, user: User) -> list[Student]:
    return list(Student.objects.raw(statement, {"user": user.pk, "at": AT, "on": ON}))


def ours(user: User) -> list[Student]:
    with db.planned_once():
        return list(Student.objects.visible_to(resolve(user, AT), is_walked=True).order_by("last_name", "first_name", "pk")[:PAGE])


def rows() -> Iterator[Row]:
    people = readers()
    cases = (
        ("teacher", people.teacher, OF_TEACHER, 1.8, 0.59), ("school", people.counsellor, OF_SCHOOL, 1.8, 0.4),
        ("all schools", people.everybody, OF_ALL, 2.5, 0.17),
    )
    for name, user, statement, goal, _ in cases:
        if [student.pk for student in ours(user)] != [student.pk for student in by_hand(statement, user)]:
            raise AssertionError(f"The two lists differ: {name}")
        yield compare(
            f"25 pupils of a list, {name}: scope and queryset / hand-written SQL to the same instances",
            lambda user=user: ours(user), lambda user=user, statement=statement: by_hand(statement, user), goal=goal, rounds=ROUNDS,
        )
    for name, user, _statement, _goal, goal in cases:
        yield compare(
            f"the same, {name} / guardian's grants per pupil", lambda user=user: ours(user),
            lambda user=user: per_pupil_page(user), goal=goal, rounds=ROUNDS,
        )
    yield field_checks(people.counsellor)
    yield child_records(people.teacher)
    yield class_moved()


def per_pupil_page(user: User) -> list[Student]:
    """As guardian is used by default, in a database where each member of staff has a row per pupil."""
    visible = shortcuts.get_objects_for_user.__wrapped__(default_account(user), VIEW, Student)
    return list(visible.with_places(on=ON).order_by("last_name", "first_name", "pk")[:PAGE])


def default_account(user: User) -> User:
    """An account as Django makes it: with groups, of which it has none here, and asked first whether it may see all pupils.

    ModelBackend asks that in two statements; ours has no table of own permissions, so the groups are asked twice.
    """
    user.groups, user.is_superuser = Group.objects.filter(name=user.email), False
    user.has_perm = lambda permission: permission in of_groups(user) | of_groups(user)
    return user


def of_groups(user: User) -> set[str]:
    found = Permission.objects.filter(group__in=user.groups).order_by().values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in found}


def field_checks(user: User) -> Row:
    """25 pupils × 12 categories after resolving, beside guardian's prefetched checker for 25 pupils and one permission."""
    scope, page, categories = resolve(user, AT), ours(user), list(Category)[:12]
    account = default_account(user)

    def mine() -> list[bool]:
        return [scope.can(student, category, Right.READ) for student in page for category in categories]

    def guardian() -> list[bool]:
        checker = ObjectPermissionChecker(account)
        checker.prefetch_perms(page)
        return [checker.has_perm("view_student", student) for student in page]

    return compare("25 pupils × 12 field checks / guardian's prefetched check of 25 pupils", mine, guardian, goal=0.5, inner=5)


def child_records(user: User) -> Row:
    """A page of the entries that a teacher may read: pupils by a subquery, beside an OR across joins to class, school and case."""
    scope = resolve(user, AT)
    where, schools = scope.where(Category.RES), {held.school for held in scope.held}

    def through_scope() -> list[DossierEntry]:
        return list(DossierEntry.objects.visible_to(scope, categories=[Category.RES]).order_by("-happened_on", "-pk")[:PAGE])

    def across_joins() -> list[DossierEntry]:
        reached = (
            Q(student__memberships__class_group__in=where.classes, student__memberships__until=None)
            | Q(student__enrolments__school__in=where.schools or [NOWHERE])
            | Q(student__case_pupils__student__in=where.pupils or [NOWHERE])
        )
        found = DossierEntry.objects.filter(reached, category="RES", school__in=schools)
        return list(found.order_by("-happened_on", "-pk").distinct()[:PAGE])

    if [entry.pk for entry in through_scope()] != [entry.pk for entry in across_joins()]:
        raise AssertionError("The two pages of entries differ.")
    work = "25 dossier entries of a teacher's pupils, through the scope / OR across joins"
    return compare(work, through_scope, across_joins, goal=0.3, rounds=7)


def class_moved() -> Row:
    """A class gets another mentor: one grant ended and one given, beside guardian's row per pupil."""
    group = ClassGroup.objects.get(pk=key(CLASS, 7))
    pupils = list(Student.objects.filter(memberships__class_group=group)[:30])
    old, new = User.objects.get(pk=key(STAFF_USER, 30)), User.objects.get(pk=key(STAFF_USER, 31))
    role = Role.SUBJECT_TEACHER
    common = {"role": role, "on": group, "why": "bench", "by": None, "at": AT}
    held = held_by(old, group, role) or services.grant(user=old, since=SINCE, until=UNTIL, **common)

    def with_grants() -> None:
        with transaction.atomic():
            services.end(held, at=AT, by=None, why="bench")
            services.grant(user=new, since=AT, until=UNTIL, **common)
            connection.flush_before_commit()
            transaction.set_rollback(True)

    def per_pupil() -> None:
        with transaction.atomic():
            for student in pupils:
                shortcuts.remove_perm.__wrapped__(VIEW, old, student)
                shortcuts.assign_perm.__wrapped__(VIEW, new, student)
            transaction.set_rollback(True)

    work = f"a class of {len(pupils)} to another mentor, audited / guardian's row per pupil"
    return compare(work, with_grants, per_pupil, goal=0.1, rounds=7)


def held_by(user: User, group: ClassGroup, role: Role):
    return group.grants.in_force(at=AT).filter(user=user, permission__codename=f"role_{role.value}").first()
