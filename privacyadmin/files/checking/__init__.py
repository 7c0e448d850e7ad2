"""What may come in: known by its content, rebuilt, and named again; nothing else is kept (RELIABILITY T6, T17; ASVS V5)."""

from .kinds import MAX_BYTES, MAX_FILES, SUFFIXES, Checked, Reason, Refused
from .look import check

__all__ = ["MAX_BYTES", "MAX_FILES", "SUFFIXES", "Checked", "Reason", "Refused", "check"]
