"""Seventy-two hours: the second table of DOMAIN 2.1.3."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacyadmin.deadlines import breach_due
from tests.sizes import SIZES

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-05-01 16:20", "2026-05-04 16:20"),
        ("2026-03-28 10:00", "2026-03-31 11:00"),
        ("2026-10-24 10:00", "2026-10-27 09:00"),
        ("2026-12-24 15:00", "2026-12-27 15:00"),
    ],
)
def test_the_clock_of_a_breach_runs_through_weekends_feasts_and_summer_time(aware, due):
    """GDPR 33(1); D8, D12, D13."""
    found = breach_due(datetime.fromisoformat(aware).replace(tzinfo=AMSTERDAM))
    assert found.tzinfo is UTC
    assert f"{found.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}" == due


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        breach_due(datetime(2026, 5, 1, 16, 20))


@settings(max_examples=SIZES.calendar_examples)
@given(st.datetimes(datetime(2015, 1, 1), datetime(2060, 1, 1), timezones=st.just(AMSTERDAM)))
def test_there_are_always_seventy_two_real_hours(aware_at):
    """D13: counted as seconds since the epoch."""
    assert breach_due(aware_at).timestamp() - aware_at.timestamp() == timedelta(hours=72).total_seconds()
