"""What must happen, as rows in the transaction that causes it: `outbox.put`, `outbox.mail`, `outbox.work`; and `outbox.nightly`."""
from importlib import import_module
from typing import Any

from .registry import addressees, addressees_of, handler

_LATER = {"put": "services", "mail": "services", "extra_of": "services", "retry": "services", "work": "working", "GiveUp": "working"}
_MODULES = {"nightly", "health"}
__all__ = ["addressees", "addressees_of", "handler", *_LATER, *_MODULES]


def __getattr__(name: str) -> Any:
    """Names that need the models, fetched when first used."""
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in _LATER:
        return getattr(import_module(f".{_LATER[name]}", __name__), name)
    raise AttributeError(name)
