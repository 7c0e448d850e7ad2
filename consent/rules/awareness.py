"""Whether a colleague knows what he must: told of the version that holds, and not too long ago (S1-16, S1-17, S1-19, S1-92)."""
from dataclasses import dataclass
from datetime import date

from privacyadmin.deadlines import add_months


@dataclass(frozen=True)
class Told:
    """The last time somebody was told of something, and of which version."""

    number: int
    on: date


def holds_until(told: Told, months: int) -> date:
    """The first day on which he must be told again."""
    return add_months(told.on, months)


def is_current(told: Told | None, *, number: int, months: int, on: date) -> bool:
    """Whether he was told of this version, and it is not too long ago; what he is told tomorrow does not count yet."""
    return told is not None and told.number >= number and told.on <= on < holds_until(told, months)
