from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a document says: a title, a template with its context, and the sections that may be spread over volumes.

    `sections` are what the template shows one after another under the name `sections`; `weight` tells the pages one takes, roughly.
    """

    title: str
    template: str
    context: dict[str, Any]
    sections: Sequence[Any] = ()
    weight: Callable[[Any], float] = lambda section: 0.2
    attachments: dict[str, bytes] = field(default_factory=dict)


BUILDERS: dict[str, Callable[[Any], Answer]] = {}
READY: dict[str, Callable[[Any, datetime], None]] = {}


def builder(kind: str) -> Callable:
    """Registers what makes the content of a kind of document."""

    def register(function: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
        BUILDERS[kind] = function
        return function

    return register


def when_ready(kind: str) -> Callable:
    """Registers what happens, in the same transaction, once a document of this kind is stored."""

    def register(function: Callable[[Any, datetime], None]) -> Callable[[Any, datetime], None]:
        READY[kind] = function
        return function

    return register
