"""What somebody searched for, as part of an address: sealed, so that no name stands in a URL, a history or a log (ASVS V14.2.1)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from .sealing import Shredded, Tampered, open_system, seal_system

LONGEST = 1200


def hide(words: str, *, by: UUID) -> str:
    """The words as a token that means something to this person alone; empty for no words."""
    return urlsafe_b64encode(seal_system(words, _label(by))).decode().rstrip("=") if words else ""


def shown(token: str, *, by: UUID) -> str:
    """The words again; empty for a token that is somebody else's, too old, or none at all."""
    if not token or len(token) > LONGEST:
        return ""
    try:
        return open_system(urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4)), _label(by))
    except (ValueError, Tampered, Shredded):
        return ""


def _label(by: UUID) -> str:
    return f"search|{by}"
