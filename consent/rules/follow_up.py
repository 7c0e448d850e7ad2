"""By when something is done after somebody said no (S1-94)."""
from collections.abc import Container
from datetime import date, timedelta

WORKING_DAYS = 5
SATURDAY = 5


def due_on(day: date, holidays: Container[date], *, days: int = WORKING_DAYS) -> date:
    """The last day to do it: so many working days after the day on which it was asked."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY and day not in holidays
    return day
