"""What can be taken out as a file: each app offers its own lists when it starts, and says for whom and for which purposes."""
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from privacyadmin.access.scope import Scope

Cell = str | int | date | datetime | None
Row = Sequence[Cell]
Label = str | Promise


@dataclass(frozen=True)
class Column:
    """One column: its heading, and roughly how many characters wide it is."""

    label: Label
    width: int = 16


@dataclass(frozen=True)
class Offer:
    """A list that can be exported.

    `rows(scope, school)` gives what this person may see, of one school or of all within reach; it is asked when the file is made, so that
    a right that ended meanwhile gives nothing. `schools(scope)` are the schools to choose from; `left_out` counts what stays out (S2-185).
    `categories` are those of the data on pupils in it: its purpose must be allowed for them (S1-11).
    """

    code: str
    label: Label
    help: Label
    columns: tuple[Column, ...]
    purposes: tuple[str, ...]
    may: Callable[[Scope], bool]
    schools: Callable[[Scope], Any]
    rows: Callable[[Scope, UUID | None], Iterable[Row]]
    left_out: Callable[[Scope, UUID | None], int] = lambda scope, school: 0
    categories: tuple[str, ...] = ()


WhyNot = Callable[[str, Sequence[str], UUID | None, date], str]
OFFERS: dict[str, Offer] = {}
_asked: list[WhyNot] = []


def asks(function: WhyNot) -> None:
    """`function(purpose, categories, school, on)` says why data of pupils cannot be taken out for a purpose; empty when it can (S1-11)."""
    if function not in _asked:
        _asked.append(function)


def why_not_for(made: Offer, purpose: str, school: UUID | None, on: date) -> str:
    """Why this list cannot be taken out for a purpose; of lists without data on pupils nothing is asked."""
    answers = (function(purpose, made.categories, school, on) for function in _asked) if made.categories else iter(())
    return next((answer for answer in answers if answer), "")


def offer(made: Offer) -> Offer:
    """Add a list to those that can be exported; each code once."""
    if OFFERS.setdefault(made.code, made) is not made:
        raise ValueError(f"The export {made.code} is offered twice.")
    return made


def offers_for(scope: Scope) -> list[Offer]:
    """The lists that this person may take out."""
    if scope.is_family:
        return []
    return sorted((each for each in OFFERS.values() if each.may(scope)), key=lambda each: str(each.label))
