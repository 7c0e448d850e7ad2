"""The keys of the people on one page, fetched in one query and forgotten with it."""
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from .models import DataKey
from .sealing import Shredded, associated, decrypt, encrypt, master


class Keyring:
    """Opens and seals for the people it was made for, and for nobody else."""

    def __init__(self, rows: Iterable[tuple[UUID, bytes | memoryview, int]], asked: Iterable[UUID]) -> None:
        self._wrapped = {subject: (wrapped, version) for subject, wrapped, version in rows}
        self._asked = frozenset(asked)
        self._plain: dict[UUID, bytes] = {}
        self._ciphers: dict[UUID, AESGCM] = {}

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._asked)}>"

    @classmethod
    def for_subjects(cls, ids: Iterable[UUID]) -> "Keyring":
        """The keys of these people, in one query."""
        ids = list(ids)
        return cls(DataKey.objects.filter(subject__in=ids).values_list("subject", "wrapped", "key_version"), ids)

    @classmethod
    def ensure(cls, ids: Iterable[UUID], *, at: datetime) -> "Keyring":
        """The same, after making the keys that do not exist yet."""
        ids = list(dict.fromkeys(ids))
        missing = set(ids) - set(DataKey.objects.filter(subject__in=ids).values_list("subject", flat=True))
        if missing:
            DataKey.objects.bulk_create([_new_key(subject, at) for subject in sorted(missing)], ignore_conflicts=True, batch_size=5000)
        return cls.for_subjects(ids)

    def has(self, subject_id: UUID) -> bool:
        """Whether this person's key exists."""
        return subject_id in self._wrapped

    def seal(self, subject_id: UUID, text: str, *, label: str, row_id: UUID) -> bytes:
        """The text as it is stored; label is app.Model.field."""
        return encrypt(self._cipher(subject_id), text.encode(), associated(label, subject_id, row_id))

    def open(self, subject_id: UUID, blob: bytes, *, label: str, row_id: UUID) -> str:
        """The text again; raises Shredded when the key is gone, Tampered when the value was changed or moved."""
        return decrypt(self._cipher(subject_id), bytes(blob), associated(label, subject_id, row_id)).decode()

    def key(self, subject_id: UUID) -> bytes:
        """The bare key, for sealing files; never leaves this package."""
        if subject_id not in self._plain:
            self._plain[subject_id] = self._unwrap(subject_id)
        return self._plain[subject_id]

    def _cipher(self, subject_id: UUID) -> AESGCM:
        if subject_id not in self._ciphers:
            self._ciphers[subject_id] = AESGCM(self.key(subject_id))
        return self._ciphers[subject_id]

    def _unwrap(self, subject_id: UUID) -> bytes:
        if subject_id not in self._asked:
            raise KeyError("This keyring was not made for this person.")
        if subject_id not in self._wrapped:
            raise Shredded("There is no key: it was destroyed, or never made.")
        wrapped, version = self._wrapped[subject_id]
        return decrypt(master(version), bytes(wrapped), _wrapping(subject_id, version))


def _wrapping(subject_id: UUID, version: int) -> bytes:
    return f"crypto.DataKey.wrapped|{subject_id}|{version}".encode()


def _wrap(subject: UUID, key: bytes) -> tuple[bytes, int]:
    version = settings.MASTER_KEY_VERSION
    return encrypt(master(version), key, _wrapping(subject, version)), version


def _new_key(subject: UUID, at: datetime) -> DataKey:
    wrapped, version = _wrap(subject, AESGCM.generate_key(256))
    return DataKey(subject=subject, wrapped=wrapped, key_version=version, created_at=at)


def shred(subject_id: UUID) -> bool:
    """Destroy a person's key: all that was sealed under it is gone, in every copy. True when there was one."""
    return bool(DataKey.objects.filter(subject=subject_id).delete()[0])


def rewrap(*, batch: int = 1000) -> int:
    """After a new master key: wrap every key with it, without touching what is sealed; returns how many, and may be repeated."""
    done = 0
    while changed := _rewrap_batch(batch):
        done += changed
    return done


@transaction.atomic
def _rewrap_batch(batch: int) -> int:
    rows = list(DataKey.objects.select_for_update(skip_locked=True).exclude(key_version=settings.MASTER_KEY_VERSION)[:batch])
    ring = Keyring([(row.subject, row.wrapped, row.key_version) for row in rows], [row.subject for row in rows])
    for row in rows:
        row.wrapped, row.key_version = _wrap(row.subject, ring.key(row.subject))
    DataKey.objects.bulk_update(rows, ["wrapped", "key_version"])
    return len(rows)
