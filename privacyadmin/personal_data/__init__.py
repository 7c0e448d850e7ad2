"""What is held on a pupil, said by each app in its own personal_data.py (SETTLED 16)."""
from importlib import import_module
from typing import Any

from .kinds import Kind, NotPersonal, Plain, Sealed, SealedFile, Special, Staff, Technical, anonymise, delete, keep, shred
from .registry import ask, fields_of, keys_of, not_about_pupils, provides, register

_LATER = {"export": "exporting", "plan_erase": "erasing", "erase": "erasing"}
__all__ = [
    "Kind", "NotPersonal", "Plain", "Sealed", "SealedFile", "Special", "Staff", "Technical", "anonymise", "ask", "delete", "fields_of",
    "keep", "keys_of", "not_about_pupils", "provides", "register", "shred", *_LATER,
]


def __getattr__(name: str) -> Any:
    """Names that need the models, fetched when first used."""
    if name in _LATER:
        return getattr(import_module(f".{_LATER[name]}", __name__), name)
    raise AttributeError(name)
