"""The terms of a request and of a breach report, as pure functions of dates (DOMAIN 2.1, 1.6)."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from dateutil.relativedelta import relativedelta

LEGAL_MONTHS = 1            # GDPR 12(3)
LEGAL_MAX_MONTHS = 3        # GDPR 12(3): one month and two further months, both from receipt
BREACH_HOURS = 72           # GDPR 33(1)
LATE = -1
REMINDER_STAGES = (14, 7, 2, LATE)   # days left; the last one is the day after the deadline (SETTLED 22)
SATURDAY = 5


def days_between(first: date, last: date) -> int:
    """Calendar days from the first day to the last; negative when the last lies before it."""
    return (last - first).days


def add_months(day: date, months: int) -> date:
    """The day with the same number, or the last day of a month that is too short (Regulation 1182/71 art. 3(2)(c); D5, D6)."""
    return day + relativedelta(months=months)


def roll_forward(day: date, holidays: Container[date]) -> date:
    """The next working day when a term ends on a Saturday, a Sunday or a public holiday (Regulation 1182/71 art. 3(4); D7)."""
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def breach_due(aware_at: datetime) -> datetime:
    """The last moment to report a breach: 72 real hours, never rolled (GDPR 33(1); D8, D12, D13)."""
    if aware_at.utcoffset() is None:
        raise ValueError("The moment of awareness needs a time zone.")
    return aware_at.astimezone(UTC) + timedelta(hours=BREACH_HOURS)   # UTC, or the change of summer time moves it


@dataclass(frozen=True)
class RequestPolicy:
    """The house rule in force at receipt (C-01, C-02); presets: once to 56 days (S1-62), as often as needed to 84 (S2-198)."""

    term_days: int = 28
    extension_step_days: int = 28
    extension_max_count: int | None = None
    extension_max_total_days: int = 84

    @classmethod
    def of(cls, version: Any) -> Self:
        """Taken from the policy version with which a case is stamped."""
        return cls(
            term_days=version.request_term_days,
            extension_step_days=version.extension_step_days,
            extension_max_count=version.extension_max_count,
            extension_max_total_days=version.extension_max_total_days,
        )


@dataclass(frozen=True)
class Pause:
    """Days on which the school waits for the requester: from the day after the question, the day of the answer included (DOMAIN 1.6, D4).

    One that still runs is given with the day on which one looks as its last.
    """

    since_on: date
    until_on: date

    @classmethod
    def between(cls, asked_on: date, answered_on: date) -> Self:
        return cls(asked_on + timedelta(days=1), answered_on)

    def days(self) -> set[date]:
        return {self.since_on + timedelta(days=number) for number in range(days_between(self.since_on, self.until_on) + 1)}


@dataclass(frozen=True)
class Extension:
    """More time, told to the requester with the reasons (GDPR 12(3))."""

    days: int
    told_on: date


@dataclass(frozen=True)
class Terms:
    """Every date that follows from one receipt. "Paused" means: moved by the days on which the school waited for the requester.

    The page shows working_on as the last day; hard_on, which no pause moves, is for "overdue in law" (SETTLED 22).
    """

    received_on: date
    paused_days: int
    house_on: date              # house term; neither rolled, moved nor extended
    legal_on: date              # one month from receipt; neither rolled, moved nor extended
    legal_max_on: date          # three months from receipt; neither rolled nor moved
    extended_on: date           # the term in force with its extensions, before the pauses
    working_on: date            # the term in force: what is shown and reminded of
    max_on: date                # no extension goes beyond: the house ceiling or three months, moved by the pauses
    hard_on: date               # the law's last day, rolled, without the pauses
    legal_paused_on: date       # the law's last day with the pauses, before it is rolled
    hard_paused_on: date        # the same, rolled
    first_notice_before: date   # last day on which a first extension can be told
    is_extended_in_law: bool    # the first extension was told in time

    def is_overdue(self, on: date) -> bool:
        return on > self.working_on

    def is_overdue_in_law(self, on: date) -> bool:
        """Judged without the pause: the safe reading (D4, DOMAIN 1.6)."""
        return on > self.hard_on

    def days_left(self, on: date) -> int:
        return days_between(on, self.working_on)


def terms(
    received_on: date,
    policy: RequestPolicy,
    *,
    extensions: Sequence[Extension] = (),
    pauses: Sequence[Pause] = (),
    holidays: Container[date],
) -> Terms:
    """All dates of a request received on this day (DOMAIN 2.1.2, 1.6; C-01, C-02; S1-61, S1-62, S2-164, S2-197, S2-198).

    Each date follows from the receipt, so a clamped or rolled date never feeds the next one. Only an extension that was told
    within the month makes the law's term three months; one that was told later moves the house term alone.
    """
    house_on = received_on + timedelta(days=policy.term_days)
    legal_on = add_months(received_on, LEGAL_MONTHS)
    legal_max_on = add_months(received_on, LEGAL_MAX_MONTHS)
    base_on = min(house_on, legal_on)
    ceiling_on = max(base_on, min(received_on + timedelta(days=policy.extension_max_total_days), legal_max_on))
    extended_on = min(base_on + timedelta(days=sum(extension.days for extension in extensions)), ceiling_on)
    is_extended_in_law = any(extension.told_on <= legal_on for extension in extensions)
    law_on = legal_max_on if is_extended_in_law else legal_on
    paused = timedelta(days=len(set().union(*(pause.days() for pause in pauses))))   # a day that two pauses share counts once
    return Terms(
        received_on=received_on,
        paused_days=paused.days,
        house_on=house_on,
        legal_on=legal_on,
        legal_max_on=legal_max_on,
        extended_on=extended_on,
        working_on=extended_on + paused,
        max_on=ceiling_on + paused,
        hard_on=roll_forward(law_on, holidays),
        legal_paused_on=law_on + paused,
        hard_paused_on=roll_forward(law_on + paused, holidays),
        first_notice_before=legal_on,
        is_extended_in_law=is_extended_in_law,
    )


def next_extension_days(current: Terms, policy: RequestPolicy) -> int:
    """How many days the next extension gives: the house's step, cut at the ceiling; 0 when there is no room."""
    return min(policy.extension_step_days, days_between(current.working_on, current.max_on))


def extension_objection(
    current: Terms, policy: RequestPolicy, extensions: Sequence[Extension], *, on: date, reason: str, notice_sent: bool
) -> str:
    """Why the term may not be extended on this day, as a code; empty when it may (GDPR 12(3); D1, C-02, S1-62, S2-198).

    Codes: no_reason, no_notice, too_late_for_first, too_late, count_reached, ceiling_reached.
    """
    objections = {
        "no_reason": not reason.strip(),
        "no_notice": not notice_sent,
        "too_late_for_first": not extensions and on > current.first_notice_before,
        "too_late": bool(extensions) and on > current.working_on,
        "count_reached": policy.extension_max_count is not None and len(extensions) >= policy.extension_max_count,
        "ceiling_reached": current.working_on >= current.max_on,
    }
    return next((code for code, holds in objections.items() if holds), "")


def reminder_stage(on: date, working_on: date) -> int | None:
    """The latest stage that has come on this day: 14, 7 or 2 days left, or LATE; None when there is time (SETTLED 22).

    Of several missed stages only the latest is to be sent; the key (request, stage, deadline) keeps each to once.
    """
    left = days_between(on, working_on)
    return min((stage for stage in REMINDER_STAGES if left <= stage), default=None)
