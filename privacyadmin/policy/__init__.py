"""The house rules: `policy.in_force(school, on)`, `policy.notices(on, language)`."""
from importlib import import_module
from typing import Any

__all__ = ["in_force", "notices"]


def __getattr__(name: str) -> Any:
    """Names that need the models, fetched when first used."""
    if name in __all__:
        return getattr(import_module(".services", __name__), name)
    raise AttributeError(name)
