"""What the night does for consents."""
from datetime import date, datetime

from privacyadmin.outbox import nightly

from . import yearly
from .services import sixteen

__all__ = ["yearly"]                       # campaigns and the notice


@nightly.job("birthdays_16_18", order=40)
def write_to_who_turns_16_or_18(on: date, at: datetime) -> int:
    """Pupils who turn 16 or 18 soon, and who are 16 today: they and their parents are told (S1-66, S1-69; U9)."""
    return sixteen.put_letters(on, at)
