"""The kinds of event: each app declares its own in events.py and registers them in ready()."""
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

NAME = re.compile(r"^[a-z0-9_]+(\.[a-z0-9_]+)+\Z")
UNKNOWN = "–"


@dataclass(frozen=True)
class EventKind:
    """One named event: its sentence (`%(detail)s` shows a detail), and the roles that may see it; nobody named: all who see the object.

    `words` says how a detail that is a code is shown: by its name, never as it is stored.
    """

    name: str
    sentence: Any
    seen_by: frozenset[str] | Iterable[str] = field(default=frozenset(), compare=False)
    words: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not NAME.match(self.name) or len(self.name) > 64:
            raise ValueError("An event is named app.what_happened, in small letters.")
        object.__setattr__(self, "seen_by", frozenset(self.seen_by))


_kinds: dict[str, EventKind] = {}


def register(events: ModuleType) -> None:
    """Make known every EventKind of an app's events module; a name can be declared once only."""
    for kind in vars(events).values():
        if not isinstance(kind, EventKind):
            continue
        if _kinds.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"The event {kind.name} is declared twice.")


def known(name: str) -> EventKind | None:
    """The kind with this name; None for one that an older version wrote."""
    return _kinds.get(name)


def all_kinds() -> list[EventKind]:
    """Every registered kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


class _Shown(dict):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


def sentence(event: Any) -> str:
    """What a stored event says, in the reader's language."""
    kind = known(event.name)
    if kind is None:
        return event.name
    return str(kind.sentence) % _Shown({key: _shown(kind.words.get(key, str), value) for key, value in event.details.items()})


def _shown(words: Callable[[Any], Any], value: Any) -> str:
    return ", ".join(str(words(each)) for each in (value if isinstance(value, list) else [value]))


def labels_of(choices: Any) -> Callable[[Any], Any]:
    """The label of one of these choices; a code that is no longer among them stays as it was stored."""
    labels = dict(choices.choices)
    return lambda code: labels.get(code, code)
