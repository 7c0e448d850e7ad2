"""Who got data of this pupil: what was given outside the school, to whom, for what and on which ground (GDPR 15(1)(c), 19; S1-78).

An app that gives data of pupils away says so in ready(): `provides(function)`. What somebody got stays here, also when it went wrongly.
"""
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

from privacyadmin.access.catalogue import Category

from .marks import Marks


@dataclass(frozen=True)
class Giving:
    """One giving of data of one pupil: on a day, or from a day on and again (`is_standing`; without `until` it goes on)."""

    pupil: UUID
    on: date
    to: str                                # whom, in words that a family may read
    kind: str | Promise                    # what kind of giving: "once, by secure mail", "transfer to another school"
    categories: tuple[str, ...]            # codes of access.catalogue.Category
    purpose: str | Promise                 # why, as one sentence
    ground: str | Promise                  # the ground in law, in words
    url: str = ""                          # its page for staff, which itself asks who may see it
    until: date | None = None              # exclusive
    is_standing: bool = False
    recipient: UUID | None = None          # the party, where the register knows it
    source: UUID | None = None             # the disclosure or transfer behind it
    is_withheld: bool = False              # the family does not see it yet (UAVG 41)
    kept_under: str = ""                   # the part of the file under which the giving itself stands; hidden when that is (C-25)

    @property
    def hidden_with(self) -> set[str]:
        """Whoever may not read one of these parts does not hear of it."""
        return {*self.categories, *([self.kept_under] if self.kept_under else [])}

    @property
    def labels(self) -> list[str]:
        """The kinds of data in words."""
        return [str(Category(code).label) for code in self.categories]


Provider = Callable[[Collection[UUID], date, date | None], Iterable[Giving]]
_providers: list[Provider] = []


def provides(function: Provider) -> None:
    """`function(pupils, on, since)` yields what these pupils' data was given up to and including `on`, and from `since` where asked."""
    if function not in _providers:
        _providers.append(function)


def of(pupils: Collection[UUID], *, on: date, since: date | None = None) -> dict[UUID, list[Giving]]:
    """Per pupil what was given, the latest first; a constant number of queries whatever the number of pupils."""
    found: dict[UUID, list[Giving]] = {pupil: [] for pupil in pupils}
    for provider in _providers if found else ():
        for giving in provider(list(found), on, since):
            found[giving.pupil].append(giving)
    for givings in found.values():
        givings.sort(key=lambda each: (each.on, each.to), reverse=True)
    return found


def for_family(givings: Iterable[Giving], marks: Marks, *, from_pupil: bool) -> list[Giving]:
    """What the family may read of it: nothing that is kept back for now, nor of a part that is hidden from the reader (UAVG 41; C-25)."""
    return [each for each in givings if not each.is_withheld and not marks.hides(each.hidden_with, from_pupil=from_pupil)]


def of_kinds(givings: Iterable[Giving], categories: Collection[str]) -> list[Giving]:
    """Those that hold something of these categories: whoever got what is restricted now is told of it (GDPR 19)."""
    return [each for each in givings if not set(categories).isdisjoint(each.categories)]
