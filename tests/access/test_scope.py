"""What one person may do at one moment, for the cases that the grid of tests/authz does not hold."""
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from privacyadmin.access.catalogue import Category, Relation, Right, Role
from privacyadmin.access.scope import resolve
from privacyadmin.access.services import grant
from students.models import Authority, Case, CaseKind, ProtectedFrom, Protection, Restriction, RestrictionGround, Student
from tests.factories import (
    NOW,
    TODAY,
    YEAR_END,
    YEAR_START,
    ClassGroupFactory,
    FamilyUserFactory,
    SchoolFactory,
    case,
    guardian,
    pupil,
    staff,
)

HOUR = timedelta(hours=1)


def seen_by(user, category=Category.ID, right=Right.READ, at=NOW) -> set:
    """By the list and by the single check, which must agree."""
    scope = resolve(user, at)
    listed = {student.pk for student in Student.objects.visible_to(scope, category=category, right=right)}
    single = {student.pk for student in Student.objects.with_places(on=scope.on) if scope.can(student, category, right)}
    assert listed == single
    return listed


def in_case(role: Role, file: Case):
    """Somebody of the school who takes part in a case, in the role that he has there."""
    user = staff(role, file.school)
    grant(user=user, role=role, on=file, since=YEAR_START, until=file.until, why="test", by=None, at=NOW)
    return user


def test_an_ended_grant_gives_nothing_from_its_last_instant_on_and_a_future_one_nothing_before(vlieger):
    """SETTLED 7: until is exclusive; no job has to run."""
    noor = pupil(vlieger)
    user = staff(Role.OFFICE, vlieger, since=NOW - HOUR, until=NOW + HOUR)
    assert seen_by(user, at=NOW - HOUR - timedelta(microseconds=1)) == set()
    assert seen_by(user, at=NOW - HOUR) == {noor.pk}
    assert seen_by(user, at=NOW + HOUR - timedelta(microseconds=1)) == {noor.pk}
    assert seen_by(user, at=NOW + HOUR) == set()


def test_a_case_that_was_closed_gives_nothing_though_its_grant_goes_on(vlieger):
    """SETTLED 3."""
    noor = pupil(vlieger)
    file = case(noor, school=vlieger, categories=[Category.ID, Category.MED])
    user = staff(Role.ORTHOPEDAGOGUE, file)
    assert seen_by(user, Category.MED, Right.WRITE) == {noor.pk}
    Case.objects.filter(pk=file.pk).update(until=NOW)
    assert seen_by(user, Category.MED, Right.WRITE) == set()


def test_a_case_opens_only_the_categories_that_it_names(vlieger):
    """DOMAIN 1.6, `K` cells."""
    noor = pupil(vlieger)
    user = staff(Role.ORTHOPEDAGOGUE, case(noor, school=vlieger, categories=[Category.CAR]))
    assert seen_by(user, Category.CAR, Right.WRITE) == {noor.pk}
    assert seen_by(user, Category.MED) == set()


def test_an_exception_reads_what_it_names_and_writes_nothing(vlieger, coordinator):
    """2.14: exceptions are asked, approved, dated; the matrix gives an office no guidance notes."""
    noor = pupil(vlieger)
    asked_by = staff()
    file = case(
        noor, school=vlieger, categories=[Category.GUI], kind=CaseKind.EXCEPTION, asked_by=asked_by, approved_by=coordinator
    )
    user = in_case(Role.OFFICE, file)
    assert seen_by(user, Category.GUI) == {noor.pk}
    assert seen_by(user, Category.GUI, Right.WRITE) == set()
    assert seen_by(user, Category.MED) == set()


def test_an_exception_never_opens_the_advisers_notes(vlieger, coordinator):
    """S1-115."""
    noor = pupil(vlieger)
    file = case(
        noor, school=vlieger, categories=[Category.ADV], kind=CaseKind.EXCEPTION, asked_by=staff(), approved_by=coordinator
    )
    assert seen_by(in_case(Role.ADVISER, file), Category.ADV) == set()


def test_the_adviser_alone_reads_her_notes_in_her_own_case(vlieger):
    """S1-115; 2.14 note 2."""
    noor = pupil(vlieger)
    file = case(noor, school=vlieger, categories=[Category.ADV], kind=CaseKind.ADVISER)
    assert seen_by(in_case(Role.ADVISER, file), Category.ADV, Right.WRITE) == {noor.pk}
    assert seen_by(staff(Role.DIRECTOR, vlieger), Category.ADV, Right.METADATA) == set()


def test_a_role_in_two_schools_is_two_grants(board, vlieger, kompas):
    """SETTLED 11: a role that spans schools has a grant per school."""
    noor, sam = pupil(vlieger), pupil(kompas)
    user = staff(Role.OFFICE, vlieger)
    assert seen_by(user) == {noor.pk}
    grant(user=user, role=Role.OFFICE, on=kompas, since=YEAR_START, why="test", by=None, at=NOW)
    assert seen_by(user) == {noor.pk, sam.pk}


def test_a_role_means_in_each_sector_what_the_matrix_of_that_sector_says(board, vlieger, kompas):
    """2.14: a director of primary education reads finances, of secondary education only knows that they exist."""
    noor, sam = pupil(vlieger), pupil(kompas)
    user = staff(Role.DIRECTOR, vlieger)
    grant(user=user, role=Role.DIRECTOR, on=kompas, since=YEAR_START, why="test", by=None, at=NOW)
    assert seen_by(user, Category.FIN) == {noor.pk}
    assert seen_by(user, Category.FIN, Right.METADATA) == {noor.pk, sam.pk}


def test_the_coordinator_of_the_board_sees_every_school_and_the_one_of_a_school_only_hers(board, vlieger, kompas, coordinator):
    """S1-142; SETTLED 13."""
    noor, sam = pupil(vlieger), pupil(kompas)
    assert seen_by(coordinator) == {noor.pk, sam.pk}
    assert seen_by(staff(Role.COORDINATOR, kompas)) == {sam.pk}


def test_a_teacher_sees_who_sits_in_the_class_today(vlieger, group6a):
    """SETTLED 2; S2-126: a place in a class has days, and until is exclusive."""
    noor = pupil(vlieger, group6a)
    user = staff(Role.GROUP_TEACHER, group6a)
    assert seen_by(user) == {noor.pk}
    place = noor.memberships.get()
    place.until = TODAY
    place.save()
    assert seen_by(user) == set()


def test_last_years_class_gives_nothing_this_year(vlieger, group6a):
    """2.14: the grant ends with the school year; it is cut off there when it is given."""
    until = YEAR_END + timedelta(days=100)
    given = grant(user=staff(), role=Role.GROUP_TEACHER, on=group6a, since=YEAR_START, until=until, why="test", by=None, at=NOW)
    assert given.until == YEAR_END


def test_a_pupil_who_left_stays_visible_to_the_school_and_not_to_the_class(vlieger, group6a):
    """Requests and retention concern former pupils too (R01)."""
    noor = pupil(vlieger, status="left")
    assert seen_by(staff(Role.OFFICE, vlieger)) == {noor.pk}
    assert seen_by(staff(Role.GROUP_TEACHER, group6a)) == set()


def test_a_restriction_makes_a_part_read_only_inside_and_closes_it_to_the_family(vlieger, group6a):
    """2.14; S2-185, S2-186."""
    noor = pupil(vlieger, group6a)
    teacher, parent = staff(Role.GROUP_TEACHER, group6a), FamilyUserFactory()
    guardian(noor, user=parent)
    Restriction(student=noor, categories=["RES"], since=NOW - HOUR, reason="x", ground=RestrictionGround.ACCURACY).save()
    assert seen_by(teacher, Category.RES) == {noor.pk}
    assert seen_by(teacher, Category.RES, Right.WRITE) == set()
    assert seen_by(teacher, Category.ABS, Right.WRITE) == {noor.pk}
    assert seen_by(parent, Category.RES) == set()
    assert seen_by(parent, Category.ABS) == {noor.pk}
    scope = resolve(teacher, NOW)
    student = Student.objects.visible_to(scope).get()
    assert scope.why_not(student, Category.RES, Right.WRITE) != scope.why_not(student, Category.FIN) != ""
    assert scope.why_not(student, Category.RES) == ""


def test_a_restriction_that_was_lifted_holds_nothing_back(vlieger):
    noor = pupil(vlieger)
    Restriction(student=noor, categories=["ID"], since=NOW - HOUR, until=NOW, reason="x", ground=RestrictionGround.CLAIMS).save()
    assert seen_by(staff(Role.OFFICE, vlieger), right=Right.WRITE) == {noor.pk}


@pytest.mark.parametrize(
    ("hidden_from", "parent_sees", "pupil_sees"),
    [(ProtectedFrom.FAMILY, False, False), (ProtectedFrom.GUARDIANS, False, True), (ProtectedFrom.PUPIL, True, False)],
)
def test_a_protection_hides_from_those_whom_it_names(kompas, hidden_from, parent_sees, pupil_sees):
    """C-25; S1-117, S2-199."""
    himself, parent = FamilyUserFactory(), FamilyUserFactory()
    yara = pupil(kompas, birth_on=date(2010, 5, 5), user=himself)
    guardian(yara, user=parent)
    Protection(
        student=yara, categories=["ABS"], since=NOW - HOUR, reason="x", hidden_from=hidden_from, review_on=TODAY + timedelta(days=30)
    ).save()
    assert bool(seen_by(parent, Category.ABS)) == parent_sees
    assert bool(seen_by(himself, Category.ABS)) == pupil_sees
    assert seen_by(staff(Role.OFFICE, kompas), Category.ABS) == {yara.pk}


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ({"authority": Authority.YES}, Relation.GUARDIAN),
        ({"authority": Authority.COURT}, Relation.GUARDIAN),
        ({"authority": Authority.UNKNOWN}, Relation.GUARDIAN_NO_AUTHORITY),
        ({"authority": Authority.NO}, Relation.GUARDIAN_NO_AUTHORITY),
        ({"authority": Authority.YES, "has_contact_block": True}, Relation.GUARDIAN_NO_AUTHORITY),
        ({"authority": Authority.YES, "authority_since": TODAY + timedelta(days=1)}, Relation.GUARDIAN_NO_AUTHORITY),
        ({"authority": Authority.YES, "authority_since": TODAY}, Relation.GUARDIAN),
        ({"authority": Authority.YES, "authority_until": TODAY}, Relation.GUARDIAN_NO_AUTHORITY),
        ({"authority": Authority.YES, "authority_until": TODAY + timedelta(days=1)}, Relation.GUARDIAN),
    ],
)
def test_a_parent_is_what_authority_and_its_days_make_of_him(vlieger, relation, expected):
    """U7, U8; S2-14; DOMAIN 1.6: unknown authority does not decide."""
    parent, noor = FamilyUserFactory(), pupil(vlieger)
    guardian(noor, user=parent, authority=relation.pop("authority"), relation=relation)
    scope = resolve(parent, NOW)
    assert scope.relation_to(noor.pk) == expected
    assert seen_by(parent) == ({noor.pk} if expected == Relation.GUARDIAN else set())


@pytest.mark.parametrize(
    ("born", "on_the_day", "the_day_before"),
    [
        (date(2010, 11, 22), Relation.GUARDIAN_16, Relation.GUARDIAN),
        (date(2008, 11, 22), Relation.GUARDIAN_18, Relation.GUARDIAN_16),
    ],
)
def test_a_birthday_changes_what_a_parent_is_from_that_day_on(kompas, born, on_the_day, the_day_before):
    """S1-55, S2-161, U6, U9."""
    parent, sam = FamilyUserFactory(), pupil(kompas, birth_on=born)
    guardian(sam, user=parent)
    assert resolve(parent, NOW).relation_to(sam.pk) == on_the_day
    assert resolve(parent, NOW - timedelta(days=1)).relation_to(sam.pk) == the_day_before


def test_a_pupil_has_no_entry_before_sixteen(kompas):
    """S1-55, S2-161."""
    user = FamilyUserFactory()
    pupil(kompas, birth_on=date(2010, 11, 23), user=user)
    assert resolve(user, NOW).held == []
    assert resolve(user, NOW + timedelta(days=1)).holds(Relation.PUPIL_16)


def test_one_parent_with_children_in_both_sectors_is_one_account(vlieger, kompas):
    """SETTLED 15."""
    parent, noor, sam = FamilyUserFactory(), pupil(vlieger), pupil(kompas, birth_on=date(2012, 1, 1))
    guardian(noor, sam, user=parent)
    assert seen_by(parent) == {noor.pk, sam.pk}
    assert seen_by(parent, Category.MED, Right.QUERY) == {noor.pk, sam.pk}
    assert seen_by(parent, Category.MED) == set()


def test_a_staff_account_sees_no_child_and_a_family_account_no_school(vlieger):
    """SETTLED 14: a teacher who is a parent has two accounts."""
    noor = pupil(vlieger)
    teacher = staff()
    guardian(noor, user=teacher)
    assert seen_by(teacher) == set()


def test_a_closed_account_holds_nothing(vlieger):
    pupil(vlieger)
    user = staff(Role.DIRECTOR, vlieger)
    user.is_active = False
    assert resolve(user, NOW).held == []


def test_a_page_of_25_pupils_takes_one_query_for_the_scope_and_none_for_the_checks(vlieger, group6a, django_assert_num_queries):
    """PERFORMANCE 1: 25 × 12 field checks without asking the database."""
    for _ in range(25):
        pupil(vlieger, group6a)
    user = staff(Role.GROUP_TEACHER, group6a)
    resolve(user, NOW)                                       # the matrix is read once per process
    with django_assert_num_queries(1):
        scope = resolve(user, NOW)
    pupils = list(Student.objects.visible_to(scope)[:25])
    with django_assert_num_queries(0):
        assert sum(scope.can(each, category) for each in pupils for category in Category) == 25 * 10


def test_the_database_hears_who_asks_within_the_transaction_only(vlieger):
    """SETTLED 7, DESIGN: row-level security can be added without rebuilding."""
    user = staff(Role.OFFICE, vlieger)
    resolve(user, NOW)
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.person', true)")
        assert cursor.fetchone() == (str(user.pk),)


def test_what_the_reading_log_records_is_the_grant_that_opened_it(vlieger):
    """S2-121."""
    noor = pupil(vlieger)
    file = case(noor, school=vlieger, categories=[Category.MED])
    user = staff(Role.COUNSELLOR, file)
    grant(user=user, role=Role.COUNSELLOR, on=vlieger, since=YEAR_START, why="test", by=None, at=NOW)
    scope = resolve(user, NOW)
    student = Student.objects.visible_to(scope).get()
    assert scope.through(student, Category.MED).target == file.pk
    assert scope.through(student, Category.GUI).source == "school"
    assert scope.through(student, Category.ADV) is None


def test_a_class_of_another_school_is_another_class(vlieger, group6a):
    other = ClassGroupFactory(school=SchoolFactory(board=vlieger.board), name="6A")
    pupil(other.school, other)
    assert seen_by(staff(Role.GROUP_TEACHER, group6a)) == set()


def test_the_database_itself_refuses_a_grant_to_oneself(vlieger):
    """2.14, segregation: also past the services."""
    user = staff()
    given = grant(user=user, role=Role.OFFICE, on=vlieger, since=YEAR_START, why="test", by=None, at=NOW)
    given.by = user
    with pytest.raises(IntegrityError):
        given.save()
