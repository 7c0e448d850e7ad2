"""The pages on which the board accounts for who may see what: overview, matrix, grants, readings, register."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.doors import role_label
from privacyadmin.access.services import end, grant
from students.models import CaseKind
from tests.factories import NOW, YEAR_START, UserFactory, case, open_log, pupil, staff

DAY = timedelta(days=1)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def give(user, role, on, **options):
    return grant(**{"since": YEAR_START, "why": "test", "by": None, "at": NOW} | options, user=user, role=role, on=on)


def test_every_colleague_sees_his_own_roles_and_both_matrices(sign_in, vlieger, group6a):
    """S1-132, S1-134: the matrix is no secret of the few."""
    page = text_of(sign_in(staff(Role.GROUP_TEACHER, group6a)).get(reverse("access:overview")))
    assert "6A" in page
    assert reverse("access:matrix", args=["po"]) in page
    assert reverse("access:grants") not in page


@pytest.mark.parametrize(("sector", "cells"), [("po", ["S:rw", "C:rw", "K:rw", "Z:q", ">m<"]), ("vo", ["S:rw", "C:r", "Z:r"])])
def test_the_matrix_is_printed_with_its_version_its_day_and_its_legend(sign_in, director, sector, cells):
    page = text_of(sign_in(director).get(reverse("access:matrix", args=[sector])))
    assert all(cell in page for cell in cells)
    assert all(str(category.label) in page for category in Category if category != Category.ADV)
    assert "2020-01-01" in page


@pytest.mark.parametrize(
    "address", ["/access/matrix/xx/", "/access/matrix/po/?version=9", "/access/matrix/po/?version=x", "/access/matrix/po/draft/"]
)
def test_a_matrix_that_is_not_there_is_404(sign_in, coordinator, address):
    assert sign_in(coordinator).get(address).status_code == 404


def test_the_list_of_grants_says_who_where_until_when_by_whom_and_why(sign_in, coordinator, vlieger, kompas, group6a):
    """S1-132, S2-126."""
    give(UserFactory(name="Anna Bos"), Role.OFFICE, vlieger, by=coordinator, why="appointed on 1 August")
    give(UserFactory(name="Ben Vos"), Role.GROUP_TEACHER, group6a)
    give(UserFactory(name="Cas Mol"), Role.COUNSELLOR, case(pupil(vlieger), school=vlieger, categories=["GUI"]))
    give(UserFactory(name="Dirk Pol"), Role.ICT, vlieger.board)
    page = text_of(sign_in(coordinator).get(reverse("access:grants")))
    assert all(name in page for name in ("Anna Bos", "Ben Vos", "Cas Mol", "Dirk Pol", "appointed on 1 August", "Mirjam Bouman", "6A"))


def test_a_director_sees_the_grants_of_his_school_and_of_the_board_and_no_others(sign_in, director, vlieger, kompas, board):
    give(UserFactory(name="Anna Bos"), Role.OFFICE, vlieger)
    give(UserFactory(name="Elders Werkt"), Role.OFFICE, kompas)
    give(UserFactory(name="Dirk Pol"), Role.ICT, board)
    browser = sign_in(director)
    page = text_of(browser.get(reverse("access:grants")))
    assert "Anna Bos" in page
    assert "Dirk Pol" in page
    assert "Elders" not in page
    assert "Elders" not in text_of(browser.get(reverse("access:grants"), {"school": str(kompas.pk), "state": "all"}))


def test_grants_are_found_by_person_role_school_and_state(sign_in, coordinator, vlieger, kompas):
    ended = give(UserFactory(name="Anna Bos"), Role.OFFICE, vlieger)
    end(ended, at=NOW - DAY, by=None, why="left")
    give(UserFactory(name="Ben Vos"), Role.OFFICE, kompas)
    give(UserFactory(name="Cas Mol"), Role.DEAN, kompas, since=NOW + DAY)
    browser = sign_in(coordinator)

    def names(**wanted):
        page = browser.post(reverse("access:grants"), wanted, follow=True)
        return {row.person for row in page.context["rows"]} - {"Mirjam Bouman"}

    assert names() == {"Ben Vos"}
    assert names(state="ended") == {"Anna Bos"}
    assert names(state="future") == {"Cas Mol"}
    assert names(state="all") == {"Anna Bos", "Ben Vos", "Cas Mol"}
    assert names(state="all", q="bos") == {"Anna Bos"}
    assert names(state="all", role=Role.DEAN) == {"Cas Mol"}
    assert names(state="all", school=str(vlieger.pk)) == {"Anna Bos"}
    assert names(kind="exception") == set()


def test_exceptions_stand_apart(sign_in, coordinator, vlieger):
    """2.14: exceptions are registered, with their end."""
    file = case(
        pupil(vlieger), school=vlieger, categories=["GUI"], kind=CaseKind.EXCEPTION, asked_by=UserFactory(), approved_by=coordinator
    )
    give(UserFactory(name="Anna Bos"), Role.OFFICE, file)
    give(UserFactory(name="Ben Vos"), Role.OFFICE, vlieger)
    page = sign_in(coordinator).get(reverse("access:grants"), {"kind": "exception"})
    assert [row.person for row in page.context["rows"]] == ["Anna Bos"]


def test_whom_the_confidential_adviser_speaks_with_is_on_nobodys_list(sign_in, coordinator, vlieger):
    """S1-114, S1-115."""
    adviser = UserFactory(name="Lidy Groen")
    give(adviser, Role.ADVISER, case(pupil(vlieger), school=vlieger, categories=["ADV"], kind=CaseKind.ADVISER))
    for wanted in ({"state": "all"}, {"state": "all", "user": str(adviser.pk)}):
        assert "Lidy Groen" not in text_of(sign_in(coordinator).get(reverse("access:grants"), wanted))
    assert reverse("access:overview") and sign_in(adviser).get(reverse("access:overview")).context["own"]


def test_a_list_of_grants_takes_as_many_queries_for_25_as_for_one(sign_in, coordinator, vlieger, django_assert_max_num_queries):
    browser = sign_in(coordinator)
    browser.get(reverse("access:grants"))
    for _ in range(30):
        give(UserFactory(), Role.OFFICE, vlieger)
    with django_assert_max_num_queries(14):
        page = browser.get(reverse("access:grants"))
    assert len(page.context["rows"]) == 25


def test_part_of_the_list_is_given_to_htmx(sign_in, coordinator):
    part = sign_in(coordinator).get(reverse("access:grants"), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b'id="rows"' in part.content


# Who saw this file

@pytest.fixture
def noor(vlieger):
    return pupil(vlieger, first_name="Noor", last_name="Wit")


@pytest.fixture
def read(noor):
    reader = UserFactory(name="Marja Veldkamp")
    audit.reading(by=reader, student_id=noor.pk, category="MED", right=f"school:{Role.COUNSELLOR}", at=NOW)
    audit.flush()
    return reader


def test_who_saw_a_file_is_told_to_director_and_coordinator(sign_in, director, coordinator, noor, read):
    """S2-121, S2-128: who, what, when, by which right."""
    for user in (director, coordinator):
        page = text_of(sign_in(user).get(reverse("access:readings", args=[noor.pk])))
        assert "Marja Veldkamp" in page
        assert "Noor" in page
        assert role_label(Role.COUNSELLOR) in page and "school:" not in page


def test_the_data_protection_officer_sees_the_readings_and_not_the_name_of_the_pupil(sign_in, board, noor, read):
    """2.14: FG `m`."""
    page = text_of(sign_in(staff(Role.FG, board)).get(reverse("access:readings", args=[noor.pk])))
    assert "Marja Veldkamp" in page
    assert "Noor" not in page


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICE, 403), (Role.COUNSELLOR, 403), (Role.ICT, 404)])
def test_who_saw_a_file_is_not_told_to_others(sign_in, vlieger, noor, role, status):
    assert sign_in(staff(role, vlieger)).get(reverse("access:readings", args=[noor.pk])).status_code == status


def test_a_pupil_of_another_school_is_404(sign_in, kompas, noor):
    assert sign_in(staff(Role.DIRECTOR, kompas)).get(reverse("access:readings", args=[noor.pk])).status_code == 404


# The register of events

@pytest.fixture
def two_events(vlieger, kompas, coordinator):
    give(UserFactory(), Role.OFFICE, vlieger, by=coordinator)
    give(UserFactory(), Role.DEAN, kompas, by=coordinator)
    audit.flush()


def test_the_register_says_in_words_what_happened(sign_in, coordinator, two_events):
    page = text_of(open_log(sign_in(coordinator)).get(reverse("audit:events")))
    assert str(Role.OFFICE.label) in page
    assert "Mirjam Bouman" in page
    assert "De Vlieger" in page


def test_the_coordinator_of_one_school_sees_its_events_only(sign_in, kompas, two_events):
    browser = open_log(sign_in(staff(Role.COORDINATOR, kompas)))
    rows = browser.get(reverse("audit:events")).context["rows"]
    assert {row.chain for row in rows} == {kompas.pk}


def test_events_are_found_by_kind_school_and_day(sign_in, coordinator, kompas, two_events):
    browser = open_log(sign_in(coordinator))

    def count(**wanted):
        return len(browser.get(reverse("audit:events"), wanted).context["rows"])

    assert count(kind="grant.given", school=str(kompas.pk), since="2026-11-22", until="2026-11-22") == 1
    assert count(kind="grant.ended") == 0
    assert count(until="2026-11-21") == 0
    assert count(since="nonsense") > 0


def test_the_board_sees_how_often_and_not_what(sign_in, board_member, two_events):
    """2.14: `m`."""
    page = open_log(sign_in(board_member)).get(reverse("audit:events"))
    assert "rows" not in page.context
    assert page.context["numbers"]


def test_the_register_is_computed_again_at_the_press_of_a_button(sign_in, coordinator, two_events):
    """DESIGN, one register chain."""
    answer = sign_in(coordinator).post(reverse("audit:verify"), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OFFICE, Role.ICT, Role.COUNSELLOR])
def test_the_register_is_closed_to_other_functions(sign_in, vlieger, role):
    """SETTLED 12: a register that one's role never has is 403, with the reason."""
    assert sign_in(staff(role, vlieger)).get(reverse("audit:events")).status_code == 403
