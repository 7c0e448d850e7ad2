"""Whether whoever may decide has said yes, for one occasion (C-04, C-05; S1-44, S2-159).

consent/ answers in ready(): `answers(function)`. Where nobody answers the answer is no: no answer is not yes.
"""
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Consent:
    """The answer for one pupil, with the sentence that explains it to a colleague."""

    is_valid: bool
    why: str | Promise
    until: date | None = None


NOBODY_SAID_YES = Consent(is_valid=False, why=_("Nobody who may decide has said yes to this."))
Answer = Callable[[Collection[UUID], str, UUID, date], dict[UUID, Consent]]
_answer: list[Answer] = []


def answers(function: Answer) -> None:
    """`function(pupils, purpose, occasion, on)` knows of many pupils at once, in a constant number of queries."""
    _answer[:] = [function]


def of(pupils: Collection[UUID], purpose: str, *, occasion: UUID, on: date) -> dict[UUID, Consent]:
    """Per pupil whether a consent for this purpose (a code of DOMAIN 2.4) holds on this day for this one occasion and no other."""
    found = _answer[0](pupils, purpose, occasion, on) if _answer else {}
    return {pupil: found.get(pupil, NOBODY_SAID_YES) for pupil in pupils}
