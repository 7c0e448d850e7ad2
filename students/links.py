"""Ways from the page of a pupil to what other apps hold on him; each app says for whom."""
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from privacyadmin.access.scope import Scope

from .models import Student


@dataclass(frozen=True)
class Link:
    """One way, in words."""

    label: str | Promise
    url: str


Offers = Callable[[Student, Scope], Link | None]
_offers: list[Offers] = []


def offers(function: Offers) -> None:
    """`function(student, scope)` gives the way to a page, or None for who does not see that; it asks no query."""
    if function not in _offers:
        _offers.append(function)


def of(student: Student, scope: Scope) -> list[Link]:
    return [found for function in _offers if (found := function(student, scope)) is not None]
