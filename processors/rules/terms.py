"""What an agreement is on a day: begun, running out, ended (2.8)."""
from datetime import date, timedelta

from privacyadmin.deadlines import add_months


def period_end(start_on: date | None, end_on: date | None, renewal_months: int, on: date) -> date | None:
    """The last day of the period that runs on a day; None where it has no end. A renewal by itself makes a new period each time."""
    if end_on is None or not renewal_months or end_on >= on:
        return end_on
    times = ((on.year - end_on.year) * 12 + on.month - end_on.month) // renewal_months
    last = add_months(end_on, max(times, 1) * renewal_months)
    while last < on:
        times += 1
        last = add_months(end_on, times * renewal_months)
    return last


def state(status: str, start_on: date | None, end_on: date | None, renewal_months: int, notice_days: int, on: date) -> str:
    """The status, and for what is signed: future, signed, expiring (within the days of notice) or expired.

    What renews by itself never expires; it is said to expire soon while it can still be given notice.
    """
    if status != "signed":
        return status
    if start_on is not None and on < start_on:
        return "future"
    last = period_end(start_on, end_on, renewal_months, on)
    if last is None:
        return "signed"
    if last < on:
        return "expired"
    return "expiring" if on >= last - timedelta(days=notice_days) else "signed"


def acts_before(last: date, notice_days: int) -> date:
    """The last day on which notice can be given."""
    return last - timedelta(days=notice_days)
