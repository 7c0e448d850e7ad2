"""Who does what kind of work, and who is told: higher apps say so, this one knows none of them."""
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.module_loading import autodiscover_modules

LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))      # after each failed attempt; then it is given up, and shown
TWO_DAYS = (*WAITS[:3], *[timedelta(hours=1)] * 48)                           # for mail: its server may be down for a day


@dataclass(frozen=True)
class Handler:
    """The function that does one kind of work, how long a worker may take before another one tries, and when it is tried again."""

    function: Callable[..., None]
    lease: timedelta
    waits: tuple[timedelta, ...] = WAITS


_handlers: dict[str, Handler] = {}
_given_up: dict[str, Callable[..., None]] = {}
_addressees: dict[str, list[Callable[[datetime], Iterable[Any]]]] = defaultdict(list)
_discovered: set[str] = set()


def handler(kind: str, *, lease: timedelta = LEASE, waits: tuple[timedelta, ...] = WAITS) -> Callable:
    """`@outbox.handler("documents.render")` on `fn(item, at)`, in the app's handlers.py; it may run twice, in its own transaction."""
    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        if _handlers.setdefault(kind, Handler(function, lease, waits)).function is not function:
            raise ValueError(f"The work {kind} has two handlers.")
        return function
    return decorate


def when_given_up(kind: str) -> Callable:
    """`fn(item, at)` is called once this kind of work was given up: so that what waits for it does not wait for ever."""
    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        if _given_up.setdefault(kind, function) is not function:
            raise ValueError(f"Giving up the work {kind} has two consequences.")
        return function
    return decorate


def given_up(kind: str) -> Callable[..., None] | None:
    """What follows when this kind of work is given up."""
    return _given_up.get(kind)


def handler_of(kind: str) -> Handler | None:
    """Who does this kind of work."""
    discover("handlers")
    return _handlers.get(kind)


def discover(module: str) -> None:
    """Import this module of every app, once: never in the web, since renderers are heavy."""
    if module not in _discovered:
        autodiscover_modules(module)
        _discovered.add(module)


def addressees(name: str, function: Callable[[datetime], Iterable[Any]]) -> None:
    """A higher app names the accounts that get a mail: night_watch (the night failed), audit_checkpoint (the FG)."""
    _addressees[name].append(function)


def addressees_of(name: str, *, at: datetime) -> list[Any]:
    """The accounts that get such a mail now, each once."""
    return list({user.pk: user for function in _addressees[name] for user in function(at)}.values())
