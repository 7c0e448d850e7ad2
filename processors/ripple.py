"""What hangs on one supplier: what a breach there, or the end of its contract, touches (FEATURES G12).

A later app adds its part in ready(): `ripple.adds("breaches", function)`; it gets the party and the scope, and gives lines to show.
"""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from privacyadmin.access.scope import Scope

from .models import Party


@dataclass(frozen=True)
class Wave:
    """One line of a part: what, where it is shown, and how it stands."""

    title: str
    url: str = ""
    text: str = ""
    tag: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Part:
    """One kind of thing that is touched."""

    code: str
    label: Any
    lines: list[Wave]


Add = Callable[[Party, Scope], Iterable[Wave]]
_parts: dict[str, tuple[Any, int, Add]] = {}


def adds(code: str, label: Any, function: Add, *, order: int = 50) -> None:
    """A register says what it has that touches a party; a constant number of queries."""
    _parts[code] = (label, order, function)


def of(party: Party, scope: Scope) -> list[Part]:
    """Everything that hangs on a party, part by part, as far as this person may see it."""
    found = sorted(_parts.items(), key=lambda each: (each[1][1], each[0]))
    return [Part(code, label, list(function(party, scope))) for code, (label, _order, function) in found]
