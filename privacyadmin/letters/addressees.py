"""Who gets a letter about a pupil, and how; worked out by the app of the pupils, which this one does not know."""
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from privacyadmin.accounts.models import User

from .registry import Audience


class Matter(TextChoices):
    """What a letter is about: it decides who may be told (DOMAIN 1.6, U6-U9; SETTLED 10)."""

    GENERAL = "general", _("how the school handles data")
    CONSENT = "consent", _("a question for consent")
    CHILD = "child", _("something about this pupil")
    FACTS = "facts", _("important facts, for a parent without authority who asked for them")


class Channel(TextChoices):
    """How a letter reaches somebody."""

    PORTAL = "portal", _("portal")
    POST = "post", _("by post")
    HAND = "hand", _("handed over, since no address is known")


@dataclass(frozen=True)
class Addressee:
    """Somebody to write to. No address: that is read only when a letter is printed."""

    key: UUID                                 # the guardian's or the pupil's; a new one for somebody outside
    name: str
    audience: Audience
    language: str
    channel: Channel
    user: User | None = None
    standing: str = ""                        # what this person is to the pupil, at this moment
    has_secret_address: bool = False
    lines: tuple[str, ...] = ()               # the address of somebody outside, as it was typed
    attention: str = ""                       # of whom in an organisation


@dataclass(frozen=True)
class Addressees:
    """Who gets it, and who does not, with the reason."""

    to: list[Addressee] = field(default_factory=list)
    not_to: list[tuple[str, str]] = field(default_factory=list)      # name, reason


Pair = tuple[UUID, UUID]                      # a pupil, and the guardian or pupil whom a letter about him is for


@dataclass(frozen=True)
class Source:
    """What the app of the pupils gives: who is written to, the lines of an address, and to whom nothing goes any more."""

    find: Callable[..., Addressees]
    lines: Callable[[Iterable[UUID]], dict[UUID, list[str]]]
    not_any_more: Callable[[Collection[Pair]], set[Pair]]


_sources: list[Source] = []


def provided_by(source: Source) -> None:
    """The app of the pupils says how addressees are found; once."""
    if _sources:
        raise ValueError("There is one source of addressees.")
    _sources.append(source)


def addressees(pupil: Any, *, matter: Matter, on: date, school: Any = None, category: str = "") -> Addressees:
    """Who is written to about this pupil on this day: by authority, age, contact block, protection and secret address."""
    return _sources[0].find(pupil, matter=matter, on=on, school=school, category=category)


def lines_of(keys: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The lines of the address of these people, for the printer alone; a secret address too, since it is for himself."""
    return _sources[0].lines(keys)


def not_any_more(pairs: Collection[Pair]) -> set[Pair]:
    """Those to whom nothing goes out by itself since their letter was written: contact was forbidden, or the pupil has died."""
    return _sources[0].not_any_more(pairs)
