"""What other apps hold on a pupil, thing by thing, for the family that looks and for whoever answers a request (GDPR 13, 15; S2-06).

An app that holds answers of a family says so in ready(): `provides(function)`. Entries and files of the dossier are known already.
"""
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Held:
    """One thing: under what it stands, in its own words, since when and from whom."""

    key: UUID
    category: str
    label: str
    text: str
    on: date
    source: str                             # of students.models.Source
    school_name: str
    data_category: str = ""
    told_by: UUID | None = None             # the guardian who told it, where that is known
    is_of_family: bool = False              # about parents and carers: no other parent sees it (DOMAIN 1.6)


Provider = Callable[[UUID, Collection[str]], Iterable[Held]]
_providers: list[Provider] = []


def provides(function: Provider) -> None:
    """`function(student, categories)` yields what is held on this pupil in these categories."""
    if function not in _providers:
        _providers.append(function)


def of(student: UUID, categories: Collection[str]) -> Iterator[Held]:
    """Everything that other apps hold on this pupil in these categories, opened."""
    for function in _providers:
        yield from function(student, categories)
