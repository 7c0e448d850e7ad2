"""Whom the confidential adviser speaks with is seen by nobody (S1-114, S1-115)."""

import pytest

from privacyadmin import audit
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from students.models import Student
from students.readers import readers_of
from students.services import cases
from tests.factories import NOW, open_log, staff


@pytest.fixture
def spoken_with(adviser, kompas, sam):
    """Sam came to her; she keeps a note."""
    return cases.open_adviser_case(school=kompas, student=sam, by=resolve(adviser, NOW), at=NOW)


def test_who_can_read_a_pupil_does_not_name_the_adviser_to_whom_he_came(spoken_with, kompas, sam, adviser):
    director = staff(Role.DIRECTOR, kompas, name="Dana Directeur")
    student = Student.objects.with_places(on=NOW.date()).get(pk=sam.pk)
    found = readers_of(student, resolve(director, NOW), categories=list(Category), at=NOW)
    assert adviser.name not in {name for each in found for names in each.by_role.values() for name in names}


def test_her_case_cannot_be_looked_at_or_ended_through_the_roles_of_others(client, spoken_with, coordinator, adviser):
    """S1-115: not even by somebody who has its address."""
    grant = spoken_with.grants.get()
    client.force_login(coordinator)
    for method in (client.get, client.post):
        assert method(f"/access/grants/students.casegrant/{grant.pk}/end/", {"why": "x"}).status_code == 404
    grant.refresh_from_db()
    assert grant.ended_why == ""


def test_the_register_of_events_names_neither_her_case_nor_her_notes(client, spoken_with, coordinator, adviser):
    """S1-115."""
    client.force_login(coordinator)
    shown = open_log(client).get("/audit/").content.decode()
    assert "row" in shown
    assert str(spoken_with.pk) not in shown


def test_the_log_of_readings_does_not_tell_that_the_adviser_read_her_notes(client, spoken_with, kompas, sam, adviser):
    """S1-114, S1-115: the director sees who read the file, but not this."""
    audit.reading(by=adviser, student_id=sam.pk, category="ADV", right="case:adviser", case_id=spoken_with.pk, at=NOW)
    client.force_login(staff(Role.DIRECTOR, kompas))
    answer = client.get(f"/access/readings/{sam.pk}/")
    assert answer.status_code == 200 and adviser.name not in answer.content.decode()
