"""A role is asked for by one function and confirmed by another (2.14, segregation)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access import proposals
from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import GrantProposal, SchoolGrant
from privacyadmin.access.services import grant
from privacyadmin.workflow import NotAllowed
from tests.factories import NOW, TODAY, YEAR_START, UserFactory, staff

WHY = "appointed"


@pytest.fixture
def propose(scope_of, vlieger):
    def asked(by, user=None, role=Role.OFFICE, school=vlieger, **options):
        options = {"since": NOW, "until": None, "why": WHY, "at": NOW} | options
        return proposals.propose(user=user or UserFactory(), role=role, school=school, by=scope_of(by), **options)

    return asked


def test_the_director_proposes_and_the_coordinator_confirms(propose, scope_of, director, coordinator, vlieger):
    colleague = UserFactory()
    asked = propose(director, colleague)
    assert not scope_of(colleague).held
    proposals.confirm(asked, by=scope_of(coordinator), at=NOW)
    assert scope_of(colleague).holds(Role.OFFICE, school=vlieger.pk)
    given = SchoolGrant.objects.get(user=colleague)
    assert (given.by, given.why) == (coordinator, WHY)
    assert [event.name for event in audit.trail(asked.pk)] == ["grant.proposed", "grant.confirmed"]


def test_the_coordinator_proposes_and_the_director_or_the_board_confirms(propose, scope_of, director, coordinator, board_member):
    proposals.confirm(propose(coordinator), by=scope_of(director), at=NOW)
    proposals.confirm(propose(coordinator), by=scope_of(board_member), at=NOW)
    assert GrantProposal.objects.filter(is_confirmed=True).count() == 2


def test_two_directors_do_not_confirm_each_others_proposals(propose, scope_of, director, vlieger):
    other = staff(Role.DIRECTOR, vlieger)
    with pytest.raises(NotAllowed):
        proposals.confirm(propose(director), by=scope_of(other), at=NOW)


def test_who_asked_does_not_confirm_even_with_both_roles(propose, scope_of, director, coordinator, vlieger):
    grant(user=director, role=Role.COORDINATOR, on=vlieger, since=YEAR_START, why=WHY, by=coordinator, at=NOW)
    with pytest.raises(NotAllowed):
        proposals.confirm(propose(director), by=scope_of(director), at=NOW)


def test_nobody_proposes_or_confirms_a_role_of_his_own(propose, scope_of, director, coordinator):
    with pytest.raises(NotAllowed):
        propose(director, director)
    with pytest.raises(NotAllowed):
        proposals.confirm(propose(director, coordinator, Role.ADVISER), by=scope_of(coordinator), at=NOW)


@pytest.mark.parametrize("role", [Role.ICT, Role.OFFICE, Role.FG, Role.COUNSELLOR])
def test_other_functions_propose_nothing(propose, vlieger, role):
    """2.14: ICT creates accounts but cannot grant roles."""
    with pytest.raises(NotAllowed):
        propose(staff(role, vlieger))


def test_a_director_proposes_in_his_own_school_only(propose, director, kompas):
    with pytest.raises(NotAllowed):
        propose(director, school=kompas)
    with pytest.raises(NotAllowed):
        propose(director, role=Role.ICT, school=None)


def test_a_role_on_the_board_is_proposed_by_its_coordinator_and_confirmed_by_the_board(
    propose, scope_of, coordinator, director, board_member
):
    asked = propose(coordinator, role=Role.FG, school=None)
    with pytest.raises(NotAllowed):
        proposals.confirm(asked, by=scope_of(director), at=NOW)
    assert proposals.confirm(asked, by=scope_of(board_member), at=NOW).role == Role.FG


def test_a_role_in_a_class_is_not_proposed_here(propose, director):
    """SETTLED 8: it follows from an appointment."""
    with pytest.raises(NotAllowed):
        propose(director, role=Role.GROUP_TEACHER)


def test_a_proposal_is_answered_once(propose, scope_of, director, coordinator):
    asked = propose(director)
    proposals.decline(asked, why="not needed", by=scope_of(coordinator), at=NOW)
    with pytest.raises(NotAllowed):
        proposals.confirm(asked, by=scope_of(coordinator), at=NOW)
    asked.refresh_from_db()
    assert (asked.is_confirmed, asked.answer) == (False, "not needed")


def test_the_same_role_is_not_proposed_twice_at_once(propose, director, coordinator):
    colleague = UserFactory()
    propose(director, colleague)
    with pytest.raises(NotAllowed):
        propose(coordinator, colleague)


def test_a_role_confirmed_late_begins_when_it_is_confirmed(propose, scope_of, director, coordinator):
    asked = propose(director, since=NOW - timedelta(days=3))
    assert proposals.confirm(asked, by=scope_of(coordinator), at=NOW).since == NOW


def test_the_director_ends_a_role_in_his_school_and_not_elsewhere_nor_his_own(scope_of, director, vlieger, kompas):
    here = grant(user=UserFactory(), role=Role.OFFICE, on=vlieger, since=YEAR_START, why=WHY, by=None, at=NOW)
    there = grant(user=UserFactory(), role=Role.OFFICE, on=kompas, since=YEAR_START, why=WHY, by=None, at=NOW)
    proposals.end_grant(here, why="left", by=scope_of(director), at=NOW)
    assert not scope_of(here.user).held
    with pytest.raises(NotAllowed):
        proposals.end_grant(there, why="left", by=scope_of(director), at=NOW)
    with pytest.raises(NotAllowed):
        proposals.end_grant(SchoolGrant.objects.get(user=director), why="tired", by=scope_of(director), at=NOW)


# The pages

def test_a_director_proposes_in_the_browser_and_the_coordinator_confirms(sign_in, scope_of, director, coordinator, vlieger):
    colleague = UserFactory(name="Karim Haddad")
    at_school = sign_in(director)
    form = {"email": colleague.email, "place": str(vlieger.pk), "role": Role.OFFICE, "since": TODAY, "until": "", "why": "new colleague"}
    assert at_school.post(reverse("access:propose"), form).url == reverse("access:grants")
    asked = GrantProposal.objects.get()
    assert "Karim Haddad" in at_school.get(reverse("access:grants")).content.decode()
    at_the_board = sign_in(coordinator)
    assert at_the_board.get(reverse("access:proposal", args=[asked.pk])).status_code == 200
    assert at_the_board.post(reverse("access:confirm", args=[asked.pk])).status_code == 302
    assert scope_of(colleague).holds(Role.OFFICE, school=vlieger.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody@waaier.example"), ("role", Role.GROUP_TEACHER), ("role", Role.BOARD_MEMBER), ("since", "2026-11-21"),
        ("until", "2026-11-01"), ("why", ""), ("place", "board"), ("email", "director"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_question_and_proposes_nothing(sign_in, director, vlieger, field, value):
    form = {"email": UserFactory().email, "place": str(vlieger.pk), "role": Role.OFFICE, "since": TODAY, "until": "", "why": "new"}
    value = director.email if value == "director" else value
    answer = sign_in(director).post(reverse("access:propose"), form | {field: value})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not GrantProposal.objects.exists()


def test_a_director_ends_a_role_in_the_browser_with_a_reason(sign_in, scope_of, director, vlieger):
    given = grant(user=UserFactory(), role=Role.OFFICE, on=vlieger, since=YEAR_START, why=WHY, by=None, at=NOW - timedelta(days=1))
    browser, url = sign_in(director), reverse("access:end", args=["access.schoolgrant", given.pk])
    assert browser.post(url, {"why": ""}).status_code == 200
    assert scope_of(given.user).held
    assert browser.post(url, {"why": "left the school"}).status_code == 302
    assert not scope_of(given.user).held
