"""Whether whoever may decide has said yes, for one occasion (C-04, C-05; S1-44, S1-106, S2-78, S2-159).

consent/ answers in ready(): `answers(function)`, and keeps what was asked: `kept_by(register)`. Where nobody answers the answer is no:
no answer is not yes.
"""
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School


@dataclass(frozen=True)
class Consent:
    """The answer for one pupil, with the sentence that explains it to a colleague."""

    is_valid: bool
    why: str | Promise
    until: date | None = None
    waits: bool = False                    # no yes, and no no either: nobody who decides has answered, or what they said has run out


NOBODY_SAID_YES = Consent(is_valid=False, why=_("Nobody who may decide has said yes to this."), waits=True)
Answer = Callable[[Collection[UUID], str, UUID, date], dict[UUID, Consent]]
_answer: list[Answer] = []


def answers(function: Answer) -> None:
    """`function(pupils, purpose, occasion, on)` knows of many pupils at once, in a constant number of queries."""
    _answer[:] = [function]


def of(pupils: Collection[UUID], purpose: str, *, occasion: UUID, on: date) -> dict[UUID, Consent]:
    """Per pupil whether a consent for this purpose (a code of DOMAIN 2.4) holds on this day for this one occasion and no other."""
    found = _answer[0](pupils, purpose, occasion, on) if _answer else {}
    return {pupil: found.get(pupil, NOBODY_SAID_YES) for pupil in pupils}


# Asking it, from a page or a step of another app.


@dataclass(frozen=True)
class Line:
    """One pupil or one talk, and how it stands with consent."""

    label: str
    words: str | Promise
    kind: str = ""                         # how it is coloured: good, warn
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """What stands about consent beside a case, an entry, a disclosure or a transfer, and what this reader can do."""

    title: str | Promise
    lines: tuple[Line, ...] = ()
    links: tuple[Line, ...] = ()
    note: str | Promise = ""


Panels = Mapping[UUID, Panel]


@dataclass(frozen=True)
class Register:
    """What the app that keeps the answers does for others."""

    ask: Callable[..., Any]
    end: Callable[..., None]
    beside: Callable[[str, Collection[UUID], Scope], Panels]
    closed: Callable[[Any, date], Collection[UUID]]


_register: list[Register] = []


def kept_by(register: Register) -> None:
    _register[:] = [register]


def ask(
    pupils: Collection[UUID], purpose: str, *, occasion: UUID, school: School, label: str, until: date, by: Scope, at: datetime
) -> None:
    """Put the question to whoever may decide, for this one occasion; the family finds it in the portal."""
    for register in _register:
        register.ask(pupils, purpose, source=occasion, school=school, label=label, until=until, by=by, at=at)


def end(occasion: UUID, purpose: str, *, by: Scope, at: datetime) -> None:
    """What was asked for changed or is over: an answer to it counts no more."""
    for register in _register:
        register.end(occasion, purpose, by=by, at=at)


def beside(kind: str, keys: Collection[UUID], scope: Scope) -> Panels:
    """Per case, entry, disclosure or transfer what stands beside it, where there is something; a constant number of queries."""
    return _register[0].beside(kind, keys, scope) if _register and keys else {}


def closed(entries: Any, *, on: date) -> Collection[UUID]:
    """Of these entries of files those that rest on a consent that is not there: a yes opens them, its end closes them (C-10, S2-78)."""
    return _register[0].closed(entries, on) if _register else ()
