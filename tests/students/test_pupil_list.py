"""Everybody finds exactly the pupils that he may see (DESIGN, three questions; PERFORMANCE 1)."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from students.models import EnrolmentStatus
from tests.factories import ClassGroupFactory, guardian, pupil, staff

LIST = reverse("students:list")


def names(client, **query) -> set[str]:
    """Whom somebody finds: the question is posted, since it may hold a name."""
    return {student.first_name for student in client.post(LIST, query, follow=True).context["page"]}


def test_a_teacher_lists_her_class_and_nobody_else(client, teacher, noor, sam, vlieger):
    pupil(vlieger, ClassGroupFactory(school=vlieger), first_name="Ander")
    client.force_login(teacher)
    assert names(client) == {"Noor"}


def test_the_office_lists_its_school_and_the_coordinator_the_board(client, office, coordinator, noor, sam):
    client.force_login(office)
    assert names(client) == {"Noor"}
    client.force_login(coordinator)
    assert names(client) == {"Noor", "Sam"}


@pytest.mark.parametrize("role", [Role.FG, Role.ICT, Role.BOARD_MEMBER])
def test_who_sees_no_pupil_gets_an_empty_list_and_no_error(client, board, noor, role):
    """SETTLED 12."""
    client.force_login(staff(role, board))
    assert names(client) == set()


def test_a_parent_has_no_list(client, noor):
    client.force_login(guardian(noor).user)
    assert client.get(LIST).status_code == 404


def test_a_name_is_found_without_accents_and_by_parts(client, office, vlieger):
    pupil(vlieger, first_name="Zoë", last_name="Özdemir")
    client.force_login(office)
    assert names(client, q="ozde zo") == {"Zoë"}
    assert names(client, q="zoek") == set()


def test_who_left_is_found_when_asked_for(client, office, vlieger, noor):
    pupil(vlieger, status=EnrolmentStatus.LEFT, first_name="Weg")
    client.force_login(office)
    assert names(client) == {"Noor"}
    assert names(client, status="left") == {"Weg"}
    assert names(client, status="all") == {"Noor", "Weg"}


def test_filters_by_school_and_class(client, coordinator, noor, sam, kompas, class4h1):
    client.force_login(coordinator)
    assert names(client, school=kompas.pk) == {"Sam"}
    assert names(client, school=kompas.pk, class_group=class4h1.pk) == {"Sam"}


def test_a_school_out_of_reach_is_no_filter(client, office, noor, kompas):
    client.force_login(office)
    page = client.get(LIST, {"school": kompas.pk})
    assert page.status_code == 200 and {student.first_name for student in page.context["page"]} == {"Noor"}


def test_htmx_gets_the_rows_alone(client, office, noor):
    client.force_login(office)
    part = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "Noor" in part and "<html" not in part


def test_the_number_of_queries_does_not_grow_with_the_pupils(client, office, vlieger, group6a):
    client.force_login(office)

    def queries() -> int:
        with CaptureQueriesContext(connection, ) as captured:
            client.get(LIST, headers={"HX-Request": "true"})
        return len([each for each in captured if "students_student" in each["sql"]])

    pupil(vlieger, group6a)
    assert queries() <= 2, "page and count"
    for _ in range(30):
        pupil(vlieger, group6a)
    assert queries() <= 2
