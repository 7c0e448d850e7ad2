"""Giving and ending roles: the only writers of grants."""
from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction
from guardian import shortcuts  # noqa: TID251 - to see them refuse

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.access.services import Given, end, end_many, grant, grant_many
from privacyadmin.workflow import NotAllowed
from students.models import CaseGrant, ClassGrant
from tests.factories import NOW, YEAR_END, YEAR_START, FamilyUserFactory, UserFactory, case, pupil, staff

DAY = timedelta(days=1)


def give(user, role, on, **options):
    return grant(**{"since": YEAR_START, "why": "test", "by": None, "at": NOW} | options, user=user, role=role, on=on)


def test_a_role_given_and_ended_leaves_two_events_in_the_chain_of_the_school(vlieger, director, coordinator):
    """S1-132, S1-134."""
    given = give(UserFactory(), Role.OFFICE, vlieger, by=coordinator)
    end(given, at=NOW, by=director, why="left the school")
    assert [(event.name, event.chain, event.actor) for event in audit.trail(given.pk)] == [
        ("grant.given", vlieger.pk, coordinator.pk), ("grant.ended", vlieger.pk, director.pk),
    ]


def test_nobody_gives_a_role_to_himself(vlieger, coordinator):
    """2.14, segregation."""
    with pytest.raises(NotAllowed):
        give(coordinator, Role.DIRECTOR, vlieger, by=coordinator)


def test_a_parent_gets_no_role(vlieger):
    """SETTLED 14: a teacher who is a parent has two accounts."""
    with pytest.raises(NotAllowed):
        give(FamilyUserFactory(), Role.OFFICE, vlieger)


def test_a_closed_account_gets_no_role(vlieger):
    with pytest.raises(NotAllowed):
        give(UserFactory(is_active=False), Role.OFFICE, vlieger)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OFFICE, Role.COUNSELLOR, Role.GROUP_TEACHER])
def test_a_role_of_a_school_is_not_given_on_the_whole_board(board, role):
    """SETTLED 11: a role that spans schools has a grant per school."""
    with pytest.raises(NotAllowed):
        give(UserFactory(), role, board)


def test_a_seat_on_the_board_is_given_on_the_board_only(vlieger):
    with pytest.raises(NotAllowed):
        give(UserFactory(), Role.BOARD_MEMBER, vlieger)


def test_the_same_role_is_not_held_twice_at_once(vlieger):
    """SETTLED 7."""
    user = UserFactory()
    give(user, Role.OFFICE, vlieger, until=NOW + DAY)
    with pytest.raises(NotAllowed):
        give(user, Role.OFFICE, vlieger, since=NOW)
    give(user, Role.OFFICE, vlieger, since=NOW + DAY)
    give(user, Role.DEAN, vlieger)


def test_a_grant_on_a_case_ends_with_the_case(vlieger):
    """SETTLED 3."""
    file = case(pupil(vlieger), school=vlieger, categories=["GUI"], until=NOW + DAY)
    assert give(UserFactory(), Role.ORTHOPEDAGOGUE, file).until == NOW + DAY
    assert give(UserFactory(), Role.ORTHOPEDAGOGUE, file, until=YEAR_END).until == NOW + DAY


def test_ending_what_has_ended_changes_nothing(vlieger):
    user = UserFactory()
    given = give(user, Role.OFFICE, vlieger, until=NOW - DAY)
    assert end(given, at=NOW, by=None, why="again").until == NOW - DAY
    assert len(audit.trail(given.pk)) == 1


def test_a_future_grant_that_is_ended_never_begins(vlieger):
    given = end(give(UserFactory(), Role.OFFICE, vlieger, since=NOW + DAY), at=NOW, by=None, why="does not come")
    assert given.until == given.since


def test_many_appointments_are_one_statement_and_one_event(vlieger, group6a, director, django_assert_max_num_queries):
    """SETTLED 8; PERFORMANCE 1: a school's appointments by one set difference."""
    people = [UserFactory() for _ in range(40)]
    given = [Given(user.pk, Role.GROUP_TEACHER, group6a.pk, YEAR_START, YEAR_END) for user in people]
    with django_assert_max_num_queries(8):
        assert grant_many(ClassGrant, given, school=vlieger, by=director, why="appointments", at=NOW) == 40
    with django_assert_max_num_queries(5):
        ids = list(ClassGrant.objects.values_list("pk", flat=True))
        assert end_many(ClassGrant, ids, school=vlieger, by=director, why="year ends", at=NOW) == 40
    assert end_many(ClassGrant, ids, school=vlieger, by=director, why="again", at=NOW) == 0
    assert not ClassGrant.objects.in_force(at=NOW).exists()
    audit.flush()
    counts = audit.Event.objects.filter(chain=vlieger.pk, name__startswith="grants.").values_list("name", "details__count")
    assert sorted(counts) == [("grants.ended", 40), ("grants.given", 40)]


def test_a_list_of_appointments_in_which_one_is_held_already_gives_none(vlieger, group6a):
    user = staff(Role.GROUP_TEACHER, group6a)
    given = [Given(each.pk, Role.GROUP_TEACHER, group6a.pk, YEAR_START, YEAR_END) for each in (UserFactory(), user)]
    with pytest.raises(NotAllowed):
        grant_many(ClassGrant, given, school=vlieger, by=None, why="appointments", at=NOW)
    assert ClassGrant.objects.count() == 1


def test_nobody_confirms_his_own_appointment(vlieger, group6a, director):
    with pytest.raises(NotAllowed):
        given = [Given(director.pk, Role.GROUP_TEACHER, group6a.pk, YEAR_START, YEAR_END)]
        grant_many(ClassGrant, given, school=vlieger, by=director, why="x", at=NOW)


@pytest.mark.parametrize("model", [BoardGrant, SchoolGrant, ClassGrant, CaseGrant])
@pytest.mark.parametrize("way", ["update", "delete", "bulk_create", "bulk_update", "assign_perm", "remove_perm", "get_or_create"])
def test_no_grant_is_written_past_the_services(model, way):
    """SETTLED 7."""
    with pytest.raises(TypeError):
        getattr(model.objects, way)()
    if hasattr(model.objects.all(), way):
        with pytest.raises(TypeError):
            getattr(model.objects.all(), way)()


def test_a_grant_is_ended_and_never_deleted(vlieger):
    given = give(UserFactory(), Role.OFFICE, vlieger)
    with pytest.raises(TypeError):
        given.delete()


def test_a_place_or_person_with_grants_is_not_deleted(vlieger):
    """SETTLED 7: who held what stays known."""
    user = UserFactory()
    give(user, Role.OFFICE, vlieger)
    with pytest.raises(models.ProtectedError):
        user.delete()


ASKED_BY_CODE = [
    "assign_perm", "remove_perm", "get_perms", "get_user_perms", "get_group_perms", "get_perms_for_model", "get_users_with_perms",
    "get_groups_with_perms", "get_objects_for_user", "get_objects_for_group",
]


@pytest.mark.parametrize("name", ASKED_BY_CODE)
def test_the_shortcuts_of_guardian_answer_nobody(vlieger, name):
    """SETTLED 7: they know no dates; an ended grant would still be a right."""
    user = staff(Role.OFFICE, vlieger, until=NOW)
    with pytest.raises(TypeError):
        getattr(shortcuts, name)("role_office", user, vlieger)


def test_an_account_answers_no_question_about_permissions(vlieger):
    user = staff(Role.OFFICE, vlieger)
    for ask in (user.has_perm, user.has_perms, user.has_module_perms):
        with pytest.raises(NotImplementedError):
            ask("organisation.role_office", vlieger)


def test_the_database_refuses_two_grants_at_once_whoever_writes_them(vlieger):
    first = give(UserFactory(), Role.OFFICE, vlieger)
    second = SchoolGrant(user=first.user, permission=first.permission, content_object=vlieger, since=NOW, why="past the service")
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)
