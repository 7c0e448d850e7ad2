"""AES-256-GCM, and what a seal is bound to: moved to another field, pupil or row it does not open (SETTLED 17)."""
import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORMAT = b"\x01"
NONCE = 12


class Shredded(LookupError):
    """The key is gone: what was sealed under it cannot be read by anybody."""


class Tampered(ValueError):
    """The sealed value was changed, cut or moved."""


def associated(label: str, subject_id: UUID, row_id: UUID) -> bytes:
    """app.Model.field, whose, and in which row: the same for a live row and its earlier versions."""
    return f"{label}|{subject_id}|{row_id}".encode()


def encrypt(cipher: AESGCM, content: bytes, binding: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return FORMAT + nonce + cipher.encrypt(nonce, content, binding)


def decrypt(cipher: AESGCM, blob: bytes, binding: bytes) -> bytes:
    if blob[:1] != FORMAT:
        raise Tampered("This is not a sealed value.")
    try:
        return cipher.decrypt(blob[1:1 + NONCE], blob[1 + NONCE:], binding)
    except (InvalidTag, ValueError) as error:
        raise Tampered("The sealed value does not hold.") from error


def derive(key: bytes, *, salt: bytes | None, purpose: bytes) -> AESGCM:
    """A key for one purpose, from another key."""
    return AESGCM(HKDF(SHA256(), 32, salt, purpose).derive(key))


def master(version: int) -> AESGCM:
    """The master key of a version, as the deployment gave it."""
    key = settings.MASTER_KEYS.get(version)
    if key is None:
        raise Shredded("The master key of this version was not given to the program.")
    return AESGCM(key)


@lru_cache(maxsize=8)
def _system(key: bytes) -> AESGCM:
    return derive(key, salt=None, purpose=b"privacyadmin system secrets")


def seal_system(content: str, label: str) -> bytes:
    """Seal a secret of the system itself, such as a one-time code that waits to be mailed."""
    version = settings.MASTER_KEY_VERSION
    return version.to_bytes(2) + encrypt(_system(settings.MASTER_KEYS[version]), content.encode(), label.encode())


def open_system(blob: bytes | memoryview, label: str) -> str:
    """Open a secret of the system; raises Tampered, or Shredded when its master key is no longer given."""
    blob = bytes(blob)
    key = settings.MASTER_KEYS.get(int.from_bytes(blob[:2]))
    if key is None:
        raise Shredded("The master key of this version was not given to the program.")
    return decrypt(_system(key), blob[2:], label.encode()).decode()
