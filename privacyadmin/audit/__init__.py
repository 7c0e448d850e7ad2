"""The register of events and the reading log: `audit.record(...)`, `audit.reading(...)`, `audit.trail(...)`, `audit.verify()`.

Names that need the models are fetched when first used, so that `from privacyadmin import audit` works in any module.
"""
from importlib import import_module
from typing import Any

from .kinds import EventKind, all_kinds, known, labels_of, register, sentence

_LATER = {
    "record": "services", "reading": "services", "readings_of": "services", "trail": "services", "flush": "services", "plain": "services",
    "verify": "verification", "Verdict": "verification", "checkpoint": "checkpoints", "Event": "models", "BOARD_CHAIN": "models",
}
__all__ = ["EventKind", "all_kinds", "known", "labels_of", "register", "sentence", *_LATER]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f".{_LATER[name]}", __name__), name)
    raise AttributeError(name)
