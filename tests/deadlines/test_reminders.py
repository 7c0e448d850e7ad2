"""When somebody is reminded of a term: SETTLED 22."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacyadmin.deadlines import LATE, days_between, reminder_stage
from tests.sizes import SIZES

WORKING_ON = date(2026, 4, 2)


@pytest.mark.parametrize(
    ("left", "stage"),
    [(15, None), (14, 14), (8, 14), (7, 7), (3, 7), (2, 2), (1, 2), (0, 2), (-1, LATE), (-40, LATE)],
)
def test_of_several_missed_stages_only_the_latest_is_sent(left, stage):
    """14, 7, 2 days before and 1 after; nights may be missed."""
    assert reminder_stage(WORKING_ON - timedelta(days=left), WORKING_ON) == stage


@settings(max_examples=SIZES.calendar_examples)
@given(st.sets(st.integers(-30, 5)))
def test_whatever_nights_run_no_stage_comes_back_after_a_later_one(nights):
    stages = [reminder_stage(WORKING_ON + timedelta(days=night), WORKING_ON) for night in sorted(nights)]
    sent = [stage for stage in stages if stage is not None]
    assert sent == sorted(sent, reverse=True)


def test_days_are_counted_both_ways():
    assert days_between(date(2026, 2, 27), date(2026, 3, 1)) == 2
    assert days_between(date(2026, 3, 1), date(2026, 2, 27)) == -2
