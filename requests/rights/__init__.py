"""The rights of GDPR 15-22 as values: each has its own steps and its own way of being answered; a new one is registered, no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from privacyadmin.workflow import Workflow


@dataclass(frozen=True)
class PrivacyRight:
    """What somebody may ask for, by which article, in which steps, and what happens when it is granted."""

    code: str
    label: Any  # «Access to the file»
    article: Any  # «GDPR 15», as the law is called in the language of the reader
    question: Any  # how the portal puts it to a parent
    explanation: Any
    steps: Workflow
    granted: Callable[[Any, datetime], object]  # (privacy_request, at): in the transaction of the decision


_rights: dict[str, PrivacyRight] = {}


def register(right: PrivacyRight) -> PrivacyRight:
    """Make a right known; its code can be given once."""
    if _rights.setdefault(right.code, right) is not right:
        raise ValueError(f"The right {right.code} is registered twice.")
    return right


def forget(code: str) -> None:
    """Take a right out again: for a test that adds one of its own."""
    _rights.pop(code, None)


def get(code: str) -> PrivacyRight:
    return _rights[code]


def name_of(code: str) -> Any:
    """How a right is called; one that is no longer registered keeps its code."""
    return _rights[code].label if code in _rights else code


def all_rights() -> list[PrivacyRight]:
    """In the order of the law."""
    return sorted(_rights.values(), key=lambda right: (str(right.article), right.code))


def choices() -> list[tuple[str, Any]]:
    return [(right.code, right.label) for right in all_rights()]
