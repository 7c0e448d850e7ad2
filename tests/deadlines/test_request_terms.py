"""The terms of a request: worked rows typed from DOMAIN 2.1.3 and 1.6, and calendars against an oracle written another way."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacyadmin.deadlines import (
    STRICT,
    WIDE,
    Extension,
    Holidays,
    Pause,
    RequestPolicy,
    add_months,
    extension_objection,
    next_extension_days,
    terms,
)
from tests.sizes import SIZES

VO = RequestPolicy(28, 28, 1, 56)  # S1-62
PO = RequestPolicy(28, 28, None, 84)  # S2-198
STRICT_DAYS = Holidays(STRICT)

# received, +1 month, rolled, +3 months, rolled, +28, +56, +84 days; the wide set
WORKED = """
2026-01-28 2026-02-28 2026-03-02 2026-04-28 2026-04-28 2026-02-25 2026-03-25 2026-04-22
2026-01-31 2026-02-28 2026-03-02 2026-04-30 2026-04-30 2026-02-28 2026-03-28 2026-04-25
2026-02-02 2026-03-02 2026-03-02 2026-05-02 2026-05-04 2026-03-02 2026-03-30 2026-04-27
2026-03-05 2026-04-05 2026-04-07 2026-06-05 2026-06-05 2026-04-02 2026-04-30 2026-05-28
2026-03-27 2026-04-27 2026-04-28 2026-06-27 2026-06-29 2026-04-24 2026-05-22 2026-06-19
2026-04-05 2026-05-05 2026-05-06 2026-07-05 2026-07-06 2026-05-03 2026-05-31 2026-06-28
2026-08-31 2026-09-30 2026-09-30 2026-11-30 2026-11-30 2026-09-28 2026-10-26 2026-11-23
2026-11-25 2026-12-25 2026-12-28 2027-02-25 2027-02-25 2026-12-23 2027-01-20 2027-02-17
2027-01-29 2027-02-28 2027-03-01 2027-04-29 2027-04-29 2027-02-26 2027-03-26 2027-04-23
2028-01-31 2028-02-29 2028-02-29 2028-04-30 2028-05-01 2028-02-28 2028-03-27 2028-04-24
"""
ROWS = [tuple(date.fromisoformat(cell) for cell in line.split()) for line in WORKED.strip().splitlines()]


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_worked_examples_of_a_request_give_the_typed_dates(row):
    """DOMAIN 2.1.3; D1, D6, D7, C-01, C-02."""
    received_on, legal_on, rolled_on, legal_max_on, max_rolled_on, house_on, vo_max_on, po_max_on = row
    found = terms(received_on, VO, holidays=Holidays(WIDE))
    assert (found.legal_on, found.hard_on, found.legal_max_on) == (legal_on, rolled_on, legal_max_on)
    assert found.house_on == found.working_on == house_on
    assert found.max_on == vo_max_on
    assert terms(received_on, PO, holidays=Holidays(WIDE)).max_on == po_max_on
    extended = terms(received_on, PO, extensions=[Extension(28, house_on)], holidays=Holidays(WIDE))
    assert extended.hard_on == max_rolled_on


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_the_strict_set_changes_the_one_row_that_ends_on_the_fifth_of_may(row):
    """DOMAIN 1.6 holidays, 2.15."""
    expected = row[1] if row[0] == day("04-05") else row[2]
    assert terms(row[0], VO, holidays=STRICT_DAYS).hard_on == expected


def test_a_question_to_the_parent_moves_the_shown_dates_but_not_the_safe_reading():
    """The example of DOMAIN 1.6: seven days; D4."""
    found = terms(day("03-05"), VO, pauses=[Pause.between(day("03-09"), day("03-16"))], holidays=STRICT_DAYS)
    assert found.paused_days == 7
    assert (found.house_on, found.working_on) == (day("04-02"), day("04-09"))
    assert (found.legal_on, found.hard_on) == (day("04-05"), day("04-07"))
    assert (found.legal_paused_on, found.hard_paused_on) == (day("04-12"), day("04-13"))
    assert found.max_on == day("04-30") + timedelta(days=7)
    assert found.first_notice_before == day("04-05")
    assert not found.is_overdue_in_law(day("04-07")) and found.is_overdue_in_law(day("04-08"))
    assert not found.is_overdue(day("04-09")) and found.is_overdue(day("04-10"))
    assert found.days_left(day("04-02")) == 7


def test_two_questions_that_overlap_count_each_day_once():
    """DOMAIN 1.6: calendar days really awaited."""
    pauses = [Pause(day("03-10"), day("03-16")), Pause(day("03-14"), day("03-18")), Pause(day("03-20"), day("03-19"))]
    assert terms(day("03-05"), VO, pauses=pauses, holidays=STRICT_DAYS).paused_days == 9


def test_an_answer_on_the_day_of_the_question_moves_nothing():
    """DOMAIN 1.6: from the day after the question."""
    assert terms(day("03-05"), VO, pauses=[Pause.between(day("03-09"), day("03-09"))], holidays=STRICT_DAYS).paused_days == 0


def test_a_board_with_a_longer_house_term_is_held_to_the_legal_month():
    """C-01: never looser than the law."""
    found = terms(day("02-02"), RequestPolicy(term_days=40), holidays=STRICT_DAYS)
    assert (found.house_on, found.working_on) == (day("03-14"), day("03-02"))


def test_a_vo_school_extends_once_to_eight_weeks():
    """S1-62, C-02."""
    found = terms(day("03-05"), VO, extensions=[Extension(28, day("04-01"))], holidays=STRICT_DAYS)
    assert found.working_on == day("04-30") == found.max_on
    assert next_extension_days(found, VO) == 0


def test_a_po_school_extends_in_steps_to_twelve_weeks_and_no_further():
    """S2-198, C-02."""
    steps = [Extension(28, day("04-01")), Extension(28, day("04-28"))]
    found = terms(day("03-05"), PO, extensions=steps, holidays=STRICT_DAYS)
    assert found.working_on == day("05-28")
    third = terms(day("03-05"), PO, extensions=[*steps, Extension(28, day("05-20"))], holidays=STRICT_DAYS)
    assert third.working_on == day("05-28")


def test_no_house_rule_goes_beyond_three_months():
    """GDPR 12(3); C-02 hard ceiling."""
    loose = RequestPolicy(28, 60, None, 200)
    found = terms(day("01-31"), loose, extensions=[Extension(60, day("02-20")), Extension(60, day("04-01"))], holidays=STRICT_DAYS)
    assert found.working_on == found.max_on == day("04-30")


def test_an_extension_told_too_late_does_not_move_the_law():
    """GDPR 12(3): told within one month of receipt."""
    late = terms(day("03-05"), VO, extensions=[Extension(28, day("04-06"))], holidays=STRICT_DAYS)
    assert not late.is_extended_in_law
    assert late.hard_on == day("04-07")
    in_time = terms(day("03-05"), VO, extensions=[Extension(28, day("04-05"))], holidays=STRICT_DAYS)
    assert in_time.is_extended_in_law
    assert in_time.hard_on == day("06-05")


@pytest.mark.parametrize(
    ("code", "policy", "extensions", "on", "reason", "notice_sent"),
    [
        ("", VO, [], "04-05", "many systems", True),
        ("no_reason", VO, [], "04-01", " ", True),
        ("no_notice", VO, [], "04-01", "many systems", False),
        ("too_late_for_first", VO, [], "04-06", "many systems", True),
        ("count_reached", VO, [Extension(28, date(2026, 4, 1))], "04-20", "many systems", True),
        ("", PO, [Extension(28, date(2026, 4, 1))], "04-30", "many systems", True),
        ("too_late", PO, [Extension(28, date(2026, 4, 1))], "05-01", "many systems", True),
        ("ceiling_reached", PO, [Extension(56, date(2026, 4, 1))], "05-01", "many systems", True),
    ],
)
def test_an_extension_is_refused_with_the_reason_that_holds(code, policy, extensions, on, reason, notice_sent):
    """SETTLED 22; D1, S1-62, S2-198. Received on 5 March, so a first notice can go out until 5 April, Easter or not."""
    found = terms(day("03-05"), policy, extensions=extensions, holidays=STRICT_DAYS)
    assert extension_objection(found, policy, extensions, on=day(on), reason=reason, notice_sent=notice_sent) == code


def test_a_pause_does_not_give_more_time_for_the_first_notice():
    """DOMAIN 1.6."""
    found = terms(day("03-05"), VO, pauses=[Pause(day("03-10"), day("03-30"))], holidays=STRICT_DAYS)
    assert extension_objection(found, VO, [], on=day("04-06"), reason="many systems", notice_sent=True) == "too_late_for_first"


def test_the_policy_of_a_case_is_read_from_its_version():
    version = type(
        "Version", (), {"request_term_days": 21, "extension_step_days": 14, "extension_max_count": 2, "extension_max_total_days": 49}
    )()
    assert RequestPolicy.of(version) == RequestPolicy(21, 14, 2, 49)


# The oracle walks the calendar day by day and keeps no arithmetic of the rules.


def oracle_month(start: date, months: int) -> date:
    """Walk until the wanted month, then to the same number or the month's last day."""
    walk, passed = start, 0
    while passed < months:
        tomorrow = walk + timedelta(days=1)
        passed += tomorrow.month != walk.month
        walk = tomorrow
    while walk.day < start.day and (walk + timedelta(days=1)).month == walk.month:
        walk += timedelta(days=1)
    return walk


def oracle_easter(year: int) -> date:
    """Gauss's reckoning, with its two exceptions."""
    century = year // 100
    moon = (15 + century - century // 4 - (8 * century + 13) // 25) % 30
    sun = (4 + century - century // 4) % 7
    full = (19 * (year % 19) + moon) % 30
    week = (2 * (year % 4) + 4 * (year % 7) + 6 * full + sun) % 7
    if (full == 29 and week == 6) or (full == 28 and week == 6 and (11 * moon + 11) % 30 < 19):
        week -= 7
    return date(year, 3, 22) + timedelta(days=full + week)


def oracle_rest_day(on: date) -> bool:
    """Saturday, Sunday and the undisputed days of DOMAIN 2.15."""
    easter = oracle_easter(on.year)
    kings_day = date(on.year, 4, 26 if date(on.year, 4, 27).isoweekday() == 7 else 27)
    movable = {easter + timedelta(days=days) for days in (0, 1, 39, 49, 50)}
    return on.isoweekday() > 5 or on in movable or on == kings_day or (on.month, on.day) in {(1, 1), (12, 25), (12, 26)}


def oracle_working_day(on: date) -> date:
    return on if not oracle_rest_day(on) else oracle_working_day(on + timedelta(days=1))


DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
POLICIES = st.builds(RequestPolicy, st.integers(1, 45), st.integers(1, 60), st.none() | st.integers(0, 4), st.integers(1, 120))


@settings(max_examples=SIZES.calendar_examples)
@given(DAYS, st.integers(1, 12))
def test_months_are_counted_as_a_person_leafs_through_a_calendar(start, months):
    """D6."""
    assert add_months(start, months) == oracle_month(start, months)


@settings(max_examples=SIZES.calendar_examples)
@given(
    DAYS,
    POLICIES,
    st.lists(st.tuples(st.integers(0, 90), st.integers(-2, 30)), max_size=4),
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 80)), max_size=4),
)
def test_any_life_of_a_request_keeps_the_dates_of_the_oracle(received_on, policy, waits, steps):
    """DOMAIN 2.1.2, 1.6: house, law, ceiling, pause and extension together."""
    pauses = [Pause(received_on + timedelta(days=start), received_on + timedelta(days=start + length)) for start, length in waits]
    extensions = [Extension(days, received_on + timedelta(days=told)) for days, told in steps]
    found = terms(received_on, policy, extensions=extensions, pauses=pauses, holidays=STRICT_DAYS)

    month, quarter = oracle_month(received_on, 1), oracle_month(received_on, 3)
    waited = [
        on for on in (received_on + timedelta(days=number) for number in range(130)) if any(p.since_on <= on <= p.until_on for p in pauses)
    ]
    last = min(received_on + timedelta(days=policy.term_days), month)
    for days, _told in steps:
        room = min(received_on + timedelta(days=policy.extension_max_total_days), quarter)
        last = max(last, min(last + timedelta(days=days), room))
    in_law = quarter if [told for _days, told in steps if received_on + timedelta(days=told) <= month] else month

    assert found.paused_days == len(waited)
    assert found.working_on == last + timedelta(days=len(waited))
    assert found.hard_on == oracle_working_day(in_law)
    assert found.hard_paused_on == oracle_working_day(in_law + timedelta(days=len(waited)))
    assert found.extended_on <= found.legal_max_on
    assert found.working_on <= found.max_on
    assert found.first_notice_before == month


@settings(max_examples=SIZES.calendar_examples)
@given(DAYS)
def test_twenty_eight_days_are_never_later_than_the_month_nor_eighty_four_than_three(received_on):
    """DOMAIN 2.1.3, C-01, C-02."""
    found = terms(received_on, PO, holidays=STRICT_DAYS)
    assert found.house_on <= found.legal_on
    assert found.max_on == received_on + timedelta(days=84)


@settings(max_examples=SIZES.calendar_examples)
@given(DAYS)
def test_the_strict_set_never_gives_more_time_than_the_wide_one(received_on):
    """DOMAIN 2.15: earlier is safe."""
    assert terms(received_on, PO, holidays=STRICT_DAYS).hard_on <= terms(received_on, PO, holidays=Holidays(WIDE)).hard_on
