"""A list of names as somebody pastes it, against the pupils it may be about: who is meant, and which names say nothing for sure."""
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from uuid import UUID

from students.models.pupils import fold

LINE_END, BETWEEN = re.compile(r"[\r\n;]+"), re.compile(r"[,\t]+")
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
    """A name that was not checked, as it was typed; `like` is a name that looks like it, `who` are the pupils it may be about."""

    typed: str
    trouble: Trouble
    like: str = ""
    who: tuple[UUID, ...] = ()


@dataclass
class Found:
    """Who is meant, each once and in the order of the list."""

    pupils: list[UUID] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def names_in(text: str, known: Container[str] = ()) -> list[str]:
    """The names on each line; numbers and bullets before a name are dropped. `known`: the keys of the names that somebody has."""
    return [name for line in LINE_END.split(text) for name in _on_line(line, known)]


def _on_line(line: str, known: Container[str]) -> list[str]:
    """A comma stands between two names, or between the last and the first name of one: whichever somebody is called decides."""
    parts, names = [part for each in BETWEEN.split(line) if (part := _clean(each))], []
    if len(parts) == 2 and "," in line and not any(_key(part) in known for part in parts):
        return [", ".join(parts)]
    while parts:
        pair = parts[:2]
        is_one = _key("".join(pair)) in known and not all(_key(part) in known for part in pair)
        names.append(", ".join(pair) if is_one else parts[0])
        del parts[: 2 if is_one else 1]
    return names


def _clean(words: str) -> str:
    return " ".join(BULLET.sub("", words.replace("\x00", " ")).split()).strip(" .")[:LONGEST]


def look_up(text: str, pupils: Iterable[Named], *, by_first_name: bool) -> Found:
    """`by_first_name`: among the pupils of one class a first name is enough."""
    pupils, found = list(pupils), Found()
    called = _called(pupils, by_first_name=by_first_name)
    names = names_in(text, called)
    shown = {_key(pupil.full_name): pupil.full_name for pupil in pupils}
    for name in names[:MOST]:
        keys = called.get(_key(name), [])
        if len(keys) == 1:
            (found.repeated.append(name) if keys[0] in found.pupils else found.pupils.append(keys[0]))
        elif keys:
            found.unclear.append(Unclear(name, Trouble.DOUBLE, who=tuple(keys)))
        else:
            like = _like(name, shown)
            found.unclear.append(Unclear(name, Trouble.UNKNOWN, like, tuple(called[_key(like)]) if like else ()))
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
