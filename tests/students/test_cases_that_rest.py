"""A role in a case never outlives the role at the school by which it was given (S1-110, S2-126; 2.14)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.scope import resolve
from privacyadmin.access.services import end, grant
from students.models import CaseKind, Student
from students.readers import readers_of
from tests.factories import NOW, YEAR_END, ClassGroupFactory, SchoolFactory, UserFactory, case, pupil, staff

HOUR = timedelta(hours=1)


@pytest.fixture
def sam(kompas, class4h1):
    return pupil(kompas, class4h1)


@pytest.fixture
def care(sam, kompas):
    return case(sam, school=kompas, categories=[Category.ID, Category.GUI, Category.CAR], kind=CaseKind.CARE)


def give(user, role, on, *, until=None):
    return grant(user=user, role=role, on=on, since=NOW - HOUR, until=until, why="test", by=None, at=NOW)


def reads(user, student, category=Category.CAR, at=NOW) -> bool:
    """By the list and by the single check, which must agree."""
    scope = resolve(user, at)
    listed = Student.objects.visible_to(scope, category=category, right=Right.READ).filter(pk=student.pk).exists()
    assert listed == scope.can(Student.objects.with_places(on=scope.on).get(pk=student.pk), category)
    return listed


def test_a_mentor_whose_class_is_taken_over_loses_the_case_at_that_instant(sam, care, class4h1):
    """No job has to run, and the role that comes back brings the case back."""
    user = staff(Role.MENTOR, class4h1, until=NOW + HOUR)
    give(user, Role.MENTOR, care)
    assert reads(user, sam, Category.GUI, NOW + HOUR - timedelta(microseconds=1))
    assert not reads(user, sam, Category.GUI, NOW + HOUR)
    grant(user=user, role=Role.MENTOR, on=class4h1, since=NOW + 2 * HOUR, until=YEAR_END, why="test", by=None, at=NOW)
    assert reads(user, sam, Category.GUI, NOW + 2 * HOUR)


def test_a_role_that_is_ended_by_a_colleague_takes_the_case_along(sam, care, kompas):
    user = UserFactory()
    at_school = give(user, Role.CARE_COORDINATOR, kompas)
    give(user, Role.CARE_COORDINATOR, care)
    end(at_school, at=NOW, by=None, why="left")
    assert not reads(user, sam)
    assert resolve(user, NOW).held == []


@pytest.mark.parametrize("role", [Role.MENTOR, Role.ADVISER, Role.CARE_COORDINATOR])
def test_another_role_or_another_school_does_not_carry_the_case(sam, care, kompas, role):
    """A counsellor who goes on as a teacher keeps no case that she had as a counsellor."""
    user = staff(Role.OFFICE, kompas)
    give(user, Role.SUBJECT_TEACHER, ClassGroupFactory(school=kompas))
    give(user, role, SchoolFactory(board=kompas.board, sector=kompas.sector))
    give(user, role, care)
    assert not reads(user, sam)


@pytest.mark.parametrize("role", [Role.ORTHOPEDAGOGUE, Role.AMBULATORY_COUNSELLOR, Role.FAMILY_COACH])
def test_who_is_invited_for_one_case_needs_no_role_at_the_school(sam, care, role):
    """They come in for this pupil alone (S1-103, 1.6)."""
    user = staff(role, care)
    assert reads(user, sam)


def test_who_handles_a_request_needs_some_role_there_for_as_long_as_it_lasts(board, sam, kompas):
    """SETTLED 9."""
    asked = case(sam, school=kompas, categories=[Category.ID, Category.GUI], kind=CaseKind.REQUEST)
    user = staff(Role.COORDINATOR, board, until=NOW + HOUR)
    give(user, Role.REQUEST_HANDLER, asked)
    assert reads(user, sam, Category.GUI)
    assert not reads(user, sam, Category.GUI, NOW + HOUR)


def test_pages_say_that_it_rests_and_do_not_name_such_a_reader(client, sam, care, kompas):
    """S1-99: what is shown is what the checks do."""
    resting = UserFactory(name="Vera Weg")
    give(resting, Role.CARE_COORDINATOR, care)
    director = staff(Role.DIRECTOR, kompas, language="en")
    client.force_login(director)
    words = "rests: the role at the school has ended"
    for address in (reverse("students:case", args=[care.pk]), f"{reverse('access:grants')}?q=Vera"):
        page = client.get(address).content.decode()
        assert "Vera Weg" in page
        assert words in page, address
    student = Student.objects.with_places(on=NOW.date()).get(pk=sam.pk)
    by_role = readers_of(student, resolve(director, NOW), categories=[Category.CAR], at=NOW)[0].by_role
    assert not any("Vera Weg" in names for names in by_role.values())
    give(resting, Role.CARE_COORDINATOR, kompas)
    by_role = readers_of(student, resolve(director, NOW), categories=[Category.CAR], at=NOW)[0].by_role
    assert "Vera Weg" in by_role[Role.CARE_COORDINATOR]
    assert words not in client.get(reverse("access:grants")).content.decode()
