"""Files are stored sealed, in chunks, under random names: nothing on the disk says what or whose it is."""
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from .keyring import Keyring
from .sealing import Tampered, associated, derive

MAGIC = b"PAS1"
SALT = 16
CHUNK = 64 * 1024
TAG = 16
PARTIAL = ".partial"


@dataclass(frozen=True)
class Stored:
    """What is written down of a sealed file: its random name, and the size and hash of what it holds."""

    name: UUID
    size: int
    sha256: str


def path_of(name: UUID) -> Path:
    """Where a sealed file lies."""
    return Path(settings.SEALED_ROOT) / name.hex[:2] / str(name)


def seal_stream(source: BinaryIO | Iterable[bytes], *, keyring: Keyring, subject_id: UUID, label: str, row_id: UUID) -> Stored:
    """Store a file sealed under this person's key, bound to field and row; complete on the disk, or not there at all."""
    salt, name = os.urandom(SALT), uuid4()
    cipher = _cipher(keyring, subject_id, associated(label, subject_id, row_id), salt)
    target = path_of(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_suffix(PARTIAL)
    size, digest = 0, hashlib.sha256()
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(MAGIC + salt)
            for number, (chunk, is_last) in enumerate(_with_last(_chunks(source))):
                size += len(chunk)
                digest.update(chunk)
                out.write(cipher.encrypt(_nonce(number, is_last), chunk, MAGIC))
            out.flush()
            os.fsync(out.fileno())
        partial.rename(target)
        _sync_folder(target.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Stored(name, size, digest.hexdigest())


def open_stream(name: UUID, *, keyring: Keyring, subject_id: UUID, label: str, row_id: UUID) -> Iterator[bytes]:
    """The content again, chunk by chunk; raises Shredded, Tampered, or FileNotFoundError before the first chunk where it can."""
    key_needed_first = keyring.key(next(keyring.keys_of(subject_id)))
    del key_needed_first
    return _open(path_of(name).open("rb"), keyring, subject_id, label, row_id)


def read(name: UUID, *, keyring: Keyring, subject_id: UUID, label: str, row_id: UUID) -> bytes:
    """A whole small file."""
    return b"".join(open_stream(name, keyring=keyring, subject_id=subject_id, label=label, row_id=row_id))


def _open(stored: BinaryIO, keyring: Keyring, subject_id: UUID, label: str, row_id: UUID) -> Iterator[bytes]:
    with stored:
        head = stored.read(len(MAGIC) + SALT)
        if head[:len(MAGIC)] != MAGIC or len(head) != len(MAGIC) + SALT:
            raise Tampered("This is not a sealed file.")
        sealed = _with_last(iter(lambda: stored.read(CHUNK + TAG), b""))
        first = next(sealed, None)
        if first is None:
            raise Tampered("The sealed file is empty.")

        def begin(subject: UUID) -> tuple[AESGCM, bytes]:
            cipher = _cipher(keyring, subject, associated(label, subject, row_id), head[len(MAGIC):])
            return cipher, _unsealed(cipher, 0, *first)

        cipher, opened = keyring.first_that_opens(subject_id, begin)
        yield opened
        for number, (chunk, is_last) in enumerate(sealed, start=1):
            yield _unsealed(cipher, number, chunk, is_last)


def _unsealed(cipher: AESGCM, number: int, chunk: bytes, is_last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, is_last), chunk, MAGIC)
    except (InvalidTag, ValueError) as error:
        raise Tampered("The sealed file does not hold.") from error


def delete(name: UUID) -> None:
    """Remove a sealed file, and what was begun of it; nothing happens when it is already gone."""
    path_of(name).unlink(missing_ok=True)
    path_of(name).with_suffix(PARTIAL).unlink(missing_ok=True)


def older_than(moment: datetime) -> Iterator[UUID]:
    """The names of sealed files, complete or begun, that were last written before this moment."""
    for path in Path(settings.SEALED_ROOT).glob("??/*"):
        with suppress(ValueError, FileNotFoundError):           # not one of ours, or just removed
            name = UUID(path.name.removesuffix(PARTIAL))
            if path.stat().st_mtime < moment.timestamp():
                yield name


def uploads() -> Path:
    """Where a large file lies while it comes in, before it is sealed: for this program alone."""
    return Path(settings.SEALED_ROOT) / "uploads"


def forget_uploads(before: datetime) -> int:
    """Remove what a killed process left there."""
    left = [path for path in uploads().glob("*") if path.stat().st_mtime < before.timestamp()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def delete_after_commit(name: UUID) -> None:
    """Remove it once the transaction that forgets it has been committed."""
    transaction.on_commit(lambda: delete(name))


def _cipher(keyring: Keyring, subject_id: UUID, purpose: bytes, salt: bytes) -> AESGCM:
    return derive(keyring.key(subject_id), salt=salt, purpose=purpose)


def _nonce(number: int, is_last: bool) -> bytes:
    """The number of the chunk, and whether it is the last: a chunk cannot be moved, nor the end cut off."""
    return number.to_bytes(11) + bytes([is_last])


def _chunks(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of exactly CHUNK bytes, but for the last."""
    parts = iter(lambda: source.read(CHUNK), b"") if hasattr(source, "read") else source
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    yield bytes(waiting)


def _with_last(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    chunks = iter(chunks)
    with suppress(StopIteration):
        held = next(chunks)
        for chunk in chunks:
            yield held, False
            held = chunk
        yield held, True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
