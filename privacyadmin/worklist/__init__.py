"""One list of what waits, for each person: `worklist.provide(provider)`, `worklist.Task`."""
from importlib import import_module
from typing import Any

__all__ = ["Task", "Worklist", "provide", "worklist_of"]


def __getattr__(name: str) -> Any:
    """Names that need the models, fetched when first used."""
    if name in __all__:
        return getattr(import_module(".tasks", __name__), name)
    raise AttributeError(name)
