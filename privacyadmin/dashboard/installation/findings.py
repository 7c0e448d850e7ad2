"""What the doctor looks at: one small function per thing, which says what is wrong and how to mend it, or nothing."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from django.db import Error
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visit:
    """When the doctor looks, and the address at which people reach the site."""

    at: datetime
    site: str


@dataclass(frozen=True)
class Complaint:
    """What is wrong, and how to mend it, in words for the ICT manager."""

    what: str
    mend: str


@dataclass(frozen=True)
class Finding:
    """A complaint under the name of what was looked at."""

    name: str
    what: str
    mend: str


Look = Callable[[Visit], Complaint | None]
_looks: dict[str, Look] = {}
_need_database: set[str] = set()


def looks_at(name: str, *, database: bool = False) -> Callable[[Look], Look]:
    """`@looks_at("clock", database=True)` on a function of this package; with `database` it is left out while that does not answer."""

    def decorate(function: Look) -> Look:
        if _looks.setdefault(name, function) is not function:
            raise ValueError(f"{name} is looked at twice.")
        if database:
            _need_database.add(name)
        return function

    return decorate


def load() -> None:
    """Bring in every look; in this order they are told."""
    for module in ("settings_checks", "database_checks", "services_checks"):
        import_module(f"{__package__}.{module}")


def names() -> list[str]:
    """Everything that is looked at, in the order of looking."""
    return list(_looks)


def examine(visit: Visit) -> list[Finding]:
    """Everything that is wrong now; the database first, since much stands in it."""
    found: list[Finding] = []
    for name, look in _looks.items():
        if name in _need_database and any(finding.name == "database" for finding in found):
            continue
        complaint = _look(name, look, visit)
        if complaint:
            found.append(Finding(name, complaint.what, complaint.mend))
    return found


def _look(name: str, look: Look, visit: Visit) -> Complaint | None:
    try:
        return look(visit)
    except (Error, OSError, ValueError, LookupError) as error:  # what cannot be looked at is a finding too, and never the end of the visit
        log.warning("not looked at: %s %s", name, type(error).__name__)
        return Complaint(
            _("This could not be looked at (%(kind)s).") % {"kind": type(error).__name__}, _("Mend what is named above, and look again.")
        )


def as_json(found: list[Finding]) -> dict[str, Any]:
    """One object: whether all is well, what is wrong, and what was looked at."""
    return {"ok": not found, "findings": [asdict(finding) for finding in found], "looked_at": names()}
