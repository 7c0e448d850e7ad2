"""Who seems to have left is looked at by a person (DOMAIN 2.12 c)."""
from datetime import date

import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from students.models import ClassMembership, Enrolment, EnrolmentStatus
from students.night import note_departures
from tests.factories import NOW, TODAY, staff

URL = reverse("students:departures")


@pytest.fixture
def candidate(noor):
    enrolment = noor.enrolments.get()
    enrolment.departure_candidate_on = date(2026, 10, 1)
    enrolment.save()
    return enrolment


def post(client, enrolment, **values):
    return client.post(reverse("students:departure", args=[enrolment.pk]), values)


def test_the_office_confirms_that_a_pupil_left_and_the_terms_begin(client, office, candidate):
    client.force_login(office)
    assert "Wit, Noor" in client.get(URL).content.decode()
    post(client, candidate, left="1", **{f"{candidate.pk}-left_on": "2026-09-30"})
    candidate.refresh_from_db()
    assert (candidate.status, candidate.left_on, candidate.departure_candidate_on) == (EnrolmentStatus.LEFT, date(2026, 9, 30), None)
    assert ClassMembership.objects.get().until == date(2026, 9, 30)
    assert candidate.history.count() == 3
    assert post(client, candidate, left="1", **{f"{candidate.pk}-left_on": "2026-09-30"}).status_code == 403, "twice"


def test_a_pupil_who_is_still_here_stays(client, office, candidate):
    client.force_login(office)
    post(client, candidate, stays="1")
    candidate.refresh_from_db()
    assert (candidate.status, candidate.departure_candidate_on) == (EnrolmentStatus.ENROLLED, None)


@pytest.mark.parametrize("day", ["", "31-31-2026", "2099-01-01", "2020-01-01"])
def test_a_day_that_cannot_be_changes_nothing(client, office, candidate, day):
    client.force_login(office)
    assert post(client, candidate, left="1", **{f"{candidate.pk}-left_on": day}).status_code in (302, 403)
    candidate.refresh_from_db()
    assert candidate.status == EnrolmentStatus.ENROLLED


def test_another_school_does_not_find_it_and_a_teacher_may_not(client, kompas, teacher, candidate):
    client.force_login(staff(Role.OFFICE, kompas))
    assert post(client, candidate, stays="1").status_code == 404
    client.force_login(teacher)
    assert client.get(URL).status_code == 403


def test_the_night_finds_those_whose_leaving_date_has_come_once(noor):
    enrolment = noor.enrolments.get()
    enrolment.exit_on_file = TODAY
    enrolment.save()
    assert note_departures(TODAY.replace(day=1), NOW) == 0
    assert (note_departures(TODAY, NOW), note_departures(TODAY, NOW)) == (1, 0)
    assert Enrolment.objects.get().departure_candidate_on == TODAY


def test_the_night_does_not_ask_again_what_somebody_answered(client, office, noor, candidate):
    Enrolment.objects.get()
    candidate.exit_on_file = date(2026, 10, 1)
    candidate.save()
    client.force_login(office)
    post(client, candidate, stays="1")
    assert note_departures(TODAY, NOW) == 0
