"""Who seems to have left is looked at by a person (DOMAIN 2.12 c)."""
import re
from datetime import date

import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from students.models import ClassMembership, Enrolment, EnrolmentStatus
from students.night import note_departures
from tests.factories import NOW, TODAY, pupil, staff

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


SETTLE = reverse("students:departures_settle")


@pytest.fixture
def four(vlieger, group6a):
    """Four pupils of a school who seem to have left."""
    found = []
    for name in ("Ada", "Bo", "Cas", "Dex"):
        enrolment = pupil(vlieger, group6a, first_name=name, last_name="Kok").enrolments.get()
        enrolment.departure_candidate_on, enrolment.exit_on_file = date(2026, 10, 1), date(2026, 9, 30)
        enrolment.save()
        found.append(enrolment)
    return found


def shown(page) -> str:
    return re.search(r'name="shown" value="([0-9a-f]{64})"', page.content.decode())[1]


def test_all_have_left_in_one_act_after_the_difference_was_shown(client, office, vlieger, four):
    """Issue 2; DOMAIN 2.12 c, R01."""
    client.force_login(office)
    page = client.post(SETTLE, {"left": "1", "school": vlieger.pk})
    assert "4 pupils leave" in page.content.decode() and not Enrolment.objects.filter(status=EnrolmentStatus.LEFT).exists()
    client.post(SETTLE, {"left": "1", "school": vlieger.pk, "shown": shown(page)})
    assert set(Enrolment.objects.values_list("status", "left_on")) == {(EnrolmentStatus.LEFT, date(2026, 9, 30))}
    assert not ClassMembership.objects.filter(until=None).exists()
    assert all(enrolment.history.count() == 3 for enrolment in four)


def test_the_ticked_ones_are_still_here_and_the_others_stay_on_the_list(client, office, four):
    client.force_login(office)
    chosen = {"stays": "1", "chosen": [four[0].pk, four[1].pk]}
    page = client.post(SETTLE, chosen)
    client.post(SETTLE, chosen | {"shown": shown(page)})
    assert Enrolment.objects.filter(departure_candidate_on__isnull=False).count() == 2
    assert Enrolment.objects.filter(departure_declined_on__isnull=False).count() == 2


def test_each_ticked_one_leaves_on_his_own_day(client, office, four):
    client.force_login(office)
    days = {f"{four[0].pk}-left_on": "2026-09-01", f"{four[1].pk}-left_on": "2026-09-15"}
    chosen = {"left": "1", "chosen": [four[0].pk, four[1].pk]} | days
    client.post(SETTLE, chosen | {"shown": shown(client.post(SETTLE, chosen))})
    assert [each.left_on for each in Enrolment.objects.filter(status=EnrolmentStatus.LEFT).order_by("left_on")] == [
        date(2026, 9, 1), date(2026, 9, 15),
    ]


def test_a_list_that_changed_meanwhile_is_shown_again(client, office, vlieger, four):
    client.force_login(office)
    page = client.post(SETTLE, {"left": "1", "school": vlieger.pk})
    post(client, four[0], stays="1")
    again = client.post(SETTLE, {"left": "1", "school": vlieger.pk, "shown": shown(page)})
    assert "3 pupils leave" in again.content.decode() and not Enrolment.objects.filter(status=EnrolmentStatus.LEFT).exists()


def test_nobody_ticked_or_a_day_missing_changes_nothing_and_another_school_is_not_reached(client, office, kompas, four):
    client.force_login(office)
    for data in ({"left": "1"}, {"left": "1", "chosen": [four[0].pk], f"{four[0].pk}-left_on": ""}):
        assert client.post(SETTLE, data).status_code == 302
    assert client.post(SETTLE, {"left": "1", "school": kompas.pk}).status_code == 404
    client.force_login(staff(Role.OFFICE, kompas))
    client.post(SETTLE, {"stays": "1", "chosen": [each.pk for each in four]})
    assert Enrolment.objects.filter(departure_candidate_on__isnull=False).count() == 4
