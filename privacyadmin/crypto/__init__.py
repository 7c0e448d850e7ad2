"""Sealed content: one key per pupil, wrapped by a master key from the environment (DESIGN, SETTLED 17).

`crypto.Keyring.for_subjects(ids)` opens, `crypto.Keyring.ensure(ids, at=…)` also makes keys; `privacyadmin.crypto.files` seals files.
"""
from importlib import import_module
from typing import Any

from .sealing import Shredded, Tampered, open_system, seal_system

_LATER = {"Keyring": "keyring", "shred": "keyring", "join": "keyring", "rewrap": "keyring", "fits": "keyring", "files": ""}
__all__ = ["Shredded", "Tampered", "open_system", "seal_system", *_LATER]


def __getattr__(name: str) -> Any:
    """Names that need the models, fetched when first used."""
    if name == "files":
        return import_module(".files", __name__)
    if name in _LATER:
        return getattr(import_module(f".{_LATER[name]}", __name__), name)
    raise AttributeError(name)
