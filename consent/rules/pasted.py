"""A list of names as somebody pastes it, against the pupils it may be about: who is meant, and which names say nothing for sure."""
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from uuid import UUID

from students.models.pupils import fold

BETWEEN = re.compile(r"[\r\n;\t]+")
BULLET = re.compile(r"^\W*\d*\W*")
LONGEST, MOST = 120, 300
CLOSE = 0.78


class Trouble(StrEnum):
    """Why a name in the list is not checked."""

    UNKNOWN = "unknown"
    DOUBLE = "double"                       # more than one pupil is called so
    TOO_MANY = "many"                       # the list is longer than a check takes


@dataclass(frozen=True)
class Named:
    """A pupil as he may be called."""

    key: UUID
    full_name: str
    list_name: str
    call_name: str


@dataclass(frozen=True)
class Unclear:
    """A name that was not checked, as it was typed; `like` is a name that looks like it."""

    typed: str
    trouble: Trouble
    like: str = ""


@dataclass
class Found:
    """Who is meant, each once and in the order of the list."""

    pupils: list[UUID] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def names_in(text: str) -> list[str]:
    """One name a line, or with commas between where all stands on one line; numbers and bullets before a name are dropped."""
    lines = [line for line in BETWEEN.split(text) if line.strip()]
    if len(lines) == 1 and lines[0].count(",") != 1:
        lines = lines[0].split(",")
    cleaned = (" ".join(BULLET.sub("", line.replace("\x00", " ")).split()).strip(" ,.")[:LONGEST] for line in lines)
    return [name for name in cleaned if name]


def look_up(text: str, pupils: Iterable[Named], *, by_first_name: bool) -> Found:
    """`by_first_name`: among the pupils of one class a first name is enough."""
    pupils = list(pupils)
    names, found = names_in(text), Found()
    called = _called(pupils, by_first_name=by_first_name)
    shown = {_key(pupil.full_name): pupil.full_name for pupil in pupils}
    for name in names[:MOST]:
        keys = called.get(_key(name), [])
        if len(keys) == 1:
            (found.repeated.append(name) if keys[0] in found.pupils else found.pupils.append(keys[0]))
        elif keys:
            found.unclear.append(Unclear(name, Trouble.DOUBLE))
        else:
            found.unclear.append(Unclear(name, Trouble.UNKNOWN, _like(name, shown)))
    found.unclear += [Unclear(name, Trouble.TOO_MANY) for name in names[MOST:]]
    return found


def _called(pupils: Sequence[Named], *, by_first_name: bool) -> Mapping[str, list[UUID]]:
    """Under which names each may stand in a list; a full name goes before a first name that is spelt the same."""
    called: dict[str, list[UUID]] = defaultdict(list)
    for pupil in pupils:
        for words in {_key(pupil.full_name), _key(pupil.list_name), _key(_turned(pupil.list_name))}:
            called[words].append(pupil.key)
    if by_first_name:
        whole = set(called)
        for pupil in pupils:
            if (first := _key(pupil.call_name)) not in whole:
                called[first].append(pupil.key)
    return called


def _turned(list_name: str) -> str:
    """«Wit, Noor de» also as «de Wit, Noor»."""
    last, _, rest = list_name.partition(", ")
    first, _, prefix = rest.partition(" ")
    return f"{prefix} {last} {first}"


def _like(name: str, shown: Mapping[str, str]) -> str:
    near = get_close_matches(_key(name), shown, n=1, cutoff=CLOSE)
    return shown[near[0]] if near else ""


def _key(name: str) -> str:
    """Accents, case, commas, hyphens and spaces aside."""
    return "".join(each for each in fold(name) if each.isalnum())
