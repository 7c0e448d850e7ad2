"""From instants to the days that a Dutch school counts in, and back."""
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
