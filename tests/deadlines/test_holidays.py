"""Days on which a term does not end: DOMAIN 2.15."""

from datetime import date

import pytest

from privacyadmin.deadlines import STRICT, WIDE, Holidays, roll_forward
from privacyadmin.deadlines.models import HolidayDeviation

# year: Good Friday, second Easter day, King's day, Ascension, second Pentecost day
TYPED = {
    2024: "03-29 04-01 04-27 05-09 05-20",
    2025: "04-18 04-21 04-26 05-29 06-09",
    2026: "04-03 04-06 04-27 05-14 05-25",
    2027: "03-26 03-29 04-27 05-06 05-17",
    2028: "04-14 04-17 04-27 05-25 06-05",
    2029: "03-30 04-02 04-27 05-10 05-21",
    2030: "04-19 04-22 04-27 05-30 06-10",
}
STRICT_DAYS, WIDE_DAYS = Holidays(STRICT), Holidays(WIDE)


@pytest.mark.parametrize("year", TYPED)
def test_the_typed_holidays_of_a_year_are_known(year):
    """DOMAIN 2.15; 5 May each year, not once in five."""
    good_friday, *certain = [date.fromisoformat(f"{year}-{cell}") for cell in TYPED[year].split()]
    certain += [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    assert all(day in STRICT_DAYS and day in WIDE_DAYS for day in certain)
    assert all(day in WIDE_DAYS and day not in STRICT_DAYS for day in (good_friday, date(year, 5, 5)))


@pytest.mark.parametrize("day", ["2026-01-02", "2026-05-15", "2024-12-27", "2026-04-28"])
def test_decree_days_are_working_days_until_the_board_adds_them(day):
    """DOMAIN 2.15: earlier is safe."""
    day = date.fromisoformat(day)
    assert day not in WIDE_DAYS
    assert day in Holidays(STRICT, {day: True})


def test_a_board_can_strike_a_holiday_but_not_a_sunday():
    """SETTLED 22: a table of deviations; D7."""
    kings_day, sunday = date(2026, 4, 27), date(2026, 4, 26)
    struck = Holidays(STRICT, {kings_day: False, sunday: False})
    assert roll_forward(kings_day, struck) == kings_day
    assert roll_forward(sunday, struck) == kings_day


def test_a_year_whose_king_day_is_a_sunday_has_it_on_the_saturday():
    """DOMAIN 2.15: 26 April 2025."""
    assert date(2025, 4, 27) not in STRICT_DAYS


def test_a_christmas_before_a_weekend_rolls_over_all_of_it():
    """D7."""
    assert roll_forward(date(2026, 12, 25), STRICT_DAYS) == date(2026, 12, 28)


def test_an_unknown_set_is_refused():
    with pytest.raises(ValueError, match="Unknown set"):
        date(2026, 1, 1) in Holidays("loose")  # noqa: B015


def test_what_is_no_day_is_no_holiday():
    assert "2026-01-01" not in STRICT_DAYS


@pytest.mark.django_db
def test_the_deviations_of_the_board_are_read_in_one_query(django_assert_num_queries):
    """SETTLED 22, D9."""
    HolidayDeviation.objects.create(day=date(2026, 5, 15), is_holiday=True, name="Friday after Ascension")
    HolidayDeviation.objects.create(day=date(2026, 4, 27), is_holiday=False, name="King's day")
    with django_assert_num_queries(1):
        holidays = HolidayDeviation.objects.holidays(STRICT)
    assert date(2026, 5, 15) in holidays
    assert date(2026, 4, 27) not in holidays
