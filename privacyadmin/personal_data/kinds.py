"""The words in which an app says what it holds on a pupil (SETTLED 16)."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """What a field is, seen from the pupil."""

    name: str
    reason: str = ""

    @property
    def is_exported(self) -> bool:
        """Whether the answer to a request for access shows it."""
        return self.name in {"plain", "special", "sealed", "sealed_file"}


Plain = Kind("plain")                   # personal data
Special = Kind("special")               # special categories (GDPR 9), not sealed
Sealed = Kind("sealed")                 # ciphertext under the pupil's key
SealedFile = Kind("sealed_file")        # the random name of a sealed file
Staff = Kind("staff")                   # says something of a member of staff
Technical = Kind("technical")           # keys, states and links


def NotPersonal(reason: str) -> Kind:   # reads as the kinds beside it
    """Says nothing about anybody, for this reason."""
    if not reason:
        raise ValueError("Say why the field is not personal.")
    return Kind("not_personal", reason)


@dataclass(frozen=True)
class OnDestroy:
    """What happens to a row when the pupil's data is destroyed."""

    name: str
    rule: str = ""
    function: Callable[..., int] | None = None


delete = OnDestroy("delete")
shred = OnDestroy("shred")              # the row goes, and its sealed files with it


def anonymise(function: Callable[..., int]) -> OnDestroy:
    """`function(queryset, at=…)` takes the pupil out of the rows, and returns how many."""
    return OnDestroy("anonymise", function=function)


def keep(rule: str) -> OnDestroy:
    """The row stays, by this rule."""
    if not rule:
        raise ValueError("Say by which rule it is kept.")
    return OnDestroy("keep", rule)


@dataclass(frozen=True)
class Holding:
    """What one model holds on pupils."""

    model: Any
    pupil: str
    category: str
    fields: dict[str, Kind]
    history: str | None
    on_destroy: OnDestroy

    @property
    def is_pupil(self) -> bool:
        return self.pupil == "self"

    @property
    def lookup(self) -> str:
        return "pk" if self.is_pupil else self.pupil

    @property
    def category_field(self) -> str | None:
        """The field that names the category of each row, where it differs per row."""
        return self.category if self.category in self.fields else None

    def named(self, *names: str) -> list[str]:
        """The fields of these kinds."""
        return [field for field, kind in self.fields.items() if kind.name in names]
