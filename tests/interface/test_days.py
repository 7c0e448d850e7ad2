from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from privacyadmin.worklist.templatetags import interface

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("days", "words", "kind"), [
    (-2, "2 days late", "bad"), (-1, "1 day late", "bad"), (0, "today", "warn"), (1, "1 day left", "warn"), (7, "7 days left", "warn"),
    (8, "8 days left", ""),
])
def test_a_coordinator_reads_in_words_how_long_she_has(days, words, kind):
    assert interface.days_left({"today": TODAY}, TODAY + timedelta(days=days)) == f'<span class="tag {kind}">{words}</span>'


def test_a_term_that_ends_just_before_midnight_in_amsterdam_ends_on_that_day():
    assert "today" in interface.days_left({"today": TODAY}, datetime(2026, 11, 22, 22, 59, tzinfo=UTC))


@pytest.mark.parametrize(("wishes", "kind"), [
    ({}, "late"), ({"closed": True}, "calm"), ({"paused": True}, "calm"),
    ({"on": date(2026, 11, 1)}, ""), ({"on": date(2026, 11, 14)}, "soon"),
])
def test_a_term_is_only_alarming_while_somebody_can_still_act_on_it(wishes, kind):
    assert interface.term({"today": TODAY}, date(2026, 11, 20), **wishes)["kind"] == kind


def test_a_parent_reads_the_day_of_the_week_and_the_month_in_her_own_language():
    with translation.override("nl"):
        assert interface.long_day(date(2026, 11, 30)) == '<time datetime="2026-11-30">maandag 30 november 2026</time>'
    assert "Monday 30 November 2026" in interface.long_day(date(2026, 11, 30))


def test_a_moment_is_shown_on_a_dutch_clock_in_winter_and_in_summer():
    assert "20:14" in interface.moment(datetime(2026, 11, 2, 19, 14, tzinfo=UTC))
    assert "21:14" in interface.moment(datetime(2026, 7, 2, 19, 14, tzinfo=UTC))


def test_what_has_no_date_shows_a_dash():
    assert (interface.day(None), interface.long_day(None), interface.moment(None)) == ("–", "–", "–")


@pytest.mark.parametrize(("name", "letters"), [
    ("Noor de Wit", "NW"), ("Sam", "S"), ("Mirjam van den Bouwman-Scholten", "MS"), ("", ""), ("'t Hart", "H"), ("el-Amrani", "A"),
])
def test_a_persons_initials_leave_out_the_small_words(name, letters):
    assert interface.initials(name) == letters
