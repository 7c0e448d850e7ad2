"""The board edits its table of deviations from the list of holidays, and open terms follow (SETTLED 22; DOMAIN 2.15)."""
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.deadlines.models import HolidayDeviation
from tests.factories import NOW, staff
from tests.requests.cast import make_cast, received

URL = reverse("policy:holidays")


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def day(text: str, is_holiday: str = "yes", **more):
    return {"day": text, "is_holiday": is_holiday, "name": "Bridge day", "note": "decree"} | more


def test_the_coordinator_adds_a_decree_day_and_the_term_that_ends_on_it_moves(sign_in, board, vlieger, group6a, coordinator):
    """A term that would end on Tuesday 5 May or on a decree day ends on the next working day once the board says so."""
    cast = make_cast(board, vlieger, group6a)
    privacy_request = received(cast)
    ends_on = privacy_request.legal_on
    client = sign_in(coordinator)
    assert client.post(URL, day(ends_on.isoformat())).status_code == 302
    outbox.work(at=NOW)
    privacy_request.refresh_from_db()
    assert privacy_request.legal_on > ends_on and privacy_request.history.count() == 2
    audit.flush()
    client.post(reverse("policy:holiday_remove", args=[HolidayDeviation.objects.get().pk]))
    outbox.work(at=NOW)
    privacy_request.refresh_from_db()
    assert privacy_request.legal_on == ends_on and not HolidayDeviation.objects.exists()


def test_a_day_stands_in_the_table_once(sign_in, board, board_member):
    client = sign_in(board_member)
    client.post(URL, day("2027-05-07"))
    page = client.post(URL, day("2027-05-07", "no"))
    assert "The table has this day already" in page.content.decode() and HolidayDeviation.objects.get().is_holiday


@pytest.mark.parametrize("wrong", [{"day": "2027-02-31"}, {"day": ""}, {"is_holiday": "perhaps"}, {"name": ""}])
def test_what_cannot_be_is_said_at_the_field(sign_in, coordinator, wrong):
    page = sign_in(coordinator).post(URL, day("2027-05-07") | wrong)
    assert f'id="id_{next(iter(wrong))}_error"' in page.content.decode() and not HolidayDeviation.objects.exists()


def test_who_only_watches_sees_the_calendar_and_changes_nothing(sign_in, board, vlieger):
    client = sign_in(staff(Role.FG, board))
    page = client.get(URL, {"year": "2028"}).content.decode()
    assert "The list of 2028" in page and "Add a day" not in page
    assert client.post(URL, day("2027-05-07")).status_code == 403
    HolidayDeviation.objects.create(day=date(2027, 5, 7), is_holiday=True, name="x")
    assert client.post(reverse("policy:holiday_remove", args=[HolidayDeviation.objects.get().pk])).status_code == 403
    assert sign_in(staff(Role.COORDINATOR, vlieger)).post(URL, day("2027-05-08")).status_code == 403, "a school's coordinator"


@pytest.mark.parametrize("year", ["", "x", "1900", "99999", "٢٠٢٨"])
def test_a_year_that_is_none_shows_this_year(sign_in, coordinator, year):
    assert "The list of 2026" in sign_in(coordinator).get(URL, {"year": year}).content.decode()
