"""From instants to the days that a Dutch school counts in, and back; and ages."""
from calendar import isleap
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local_day(at: datetime) -> date:
    """The day on the school's calendar at this instant."""
    if at.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return at.astimezone(AMSTERDAM).date()


def start_of_day(day: date) -> datetime:
    """The instant at which this day begins in the Netherlands; days of 23 and 25 hours included."""
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)


def end_of_day(day: date) -> datetime:
    """The instant at which this day is over; whoever types the last day of the calendar means «for good»."""
    return start_of_day(day + timedelta(days=1)) if day < date.max else datetime.combine(day, time.max, tzinfo=AMSTERDAM)


def age_on(birth_on: date, day: date) -> int:
    """Whole years lived; a birthday of 29 February counts on 1 March in other years."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def birthday(birth_on: date, age: int) -> date:
    """The day on which somebody reaches an age."""
    return _in_year(birth_on, birth_on.year + age, else_on=(3, 1))


def years_before(day: date, years: int) -> date:
    """Who was born on this day or before has lived that many years."""
    return _in_year(day, day.year - years, else_on=(2, 28))


def _in_year(day: date, year: int, *, else_on: tuple[int, int]) -> date:
    is_lost = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, *else_on) if is_lost else day.replace(year=year)
