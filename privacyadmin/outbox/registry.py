"""Who does what kind of work, and who is told: higher apps say so, this one knows none of them."""
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.module_loading import autodiscover_modules

LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Handler:
    """The function that does one kind of work, and how long a worker may take before another one tries."""

    function: Callable[..., None]
    lease: timedelta


_handlers: dict[str, Handler] = {}
_addressees: dict[str, list[Callable[[datetime], Iterable[Any]]]] = defaultdict(list)
_discovered: set[str] = set()


def handler(kind: str, *, lease: timedelta = LEASE) -> Callable:
    """`@outbox.handler("documents.render")` on `fn(item, at)`, in the app's handlers.py; it may run twice, in its own transaction."""
    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        if _handlers.setdefault(kind, Handler(function, lease)).function is not function:
            raise ValueError(f"The work {kind} has two handlers.")
        return function
    return decorate


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
