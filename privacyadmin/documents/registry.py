from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a document says: a title, a template with its context, and the sections that may be spread over volumes.

    `sections` are what the template shows one after another under the name `sections`; `weight` tells the pages that one takes, roughly.
    """

    title: str
    template: str
    context: dict[str, Any]
    sections: Sequence[Any] = ()
    weight: Callable[[Any], float] = lambda section: 0.2


BUILDERS: dict[str, Callable[[Any], Answer]] = {}
READY: dict[str, Callable[[Any, datetime], None]] = {}
FAILED: dict[str, Callable[[Any, datetime], None]] = {}


def builder(kind: str) -> Callable:
    """Registers what makes the content of a kind of document."""
    return _registers(BUILDERS, kind)


def when_ready(kind: str) -> Callable:
    """Registers what happens, in the same transaction, once a document of this kind is stored."""
    return _registers(READY, kind)


def when_failed(kind: str) -> Callable:
    """Registers what happens, in the same transaction, once a document of this kind turns out not to be possible."""
    return _registers(FAILED, kind)


def _registers(registry: dict[str, Callable], kind: str) -> Callable:
    def register(function: Callable) -> Callable:
        if registry.setdefault(kind, function) is not function:
            raise ValueError(f"Documents of kind {kind} are registered twice.")
        return function

    return register
