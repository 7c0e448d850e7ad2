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


OFFERS: dict[str, Offer] = {}


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
