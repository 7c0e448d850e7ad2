"""The keys of the people on one page, fetched in one query and forgotten with it."""
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from .models import DataKey
from .sealing import Shredded, Tampered, associated, decrypt, encrypt, master

T = TypeVar("T")


class Keyring:
    """Opens and seals for the people it was made for, and for nobody else.

    Of two records that were merged into one person the keys of both open what was sealed under either; only his own seals.
    """

    def __init__(self, rows: Iterable[tuple[UUID, bytes | memoryview, int, UUID | None]], asked: Iterable[UUID]) -> None:
        self._wrapped: dict[UUID, tuple[bytes | memoryview, int, UUID | None]] = {}
        self._former: dict[UUID, list[UUID]] = defaultdict(list)
        self._asked = frozenset(asked)
        for subject, wrapped, version, holder in rows:
            self._wrapped[subject] = wrapped, version, holder
            if holder is not None and holder in self._asked:
                self._former[holder].append(subject)
        self._plain: dict[UUID, bytes] = {}
        self._ciphers: dict[UUID, AESGCM] = {}

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._asked)}>"

    @classmethod
    def for_subjects(cls, ids: Iterable[UUID]) -> "Keyring":
        """The keys of these people, in one query."""
        ids = list(ids)
        return cls(_held_by(ids).values_list("subject", "wrapped", "key_version", "holder"), ids)

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
        return subject_id in self._wrapped or subject_id in self._former

    def seal(self, subject_id: UUID, text: str, *, label: str, row_id: UUID) -> bytes:
        """The text as it is stored; label is app.Model.field."""
        return encrypt(self._cipher(subject_id), text.encode(), associated(label, subject_id, row_id))

    def open(self, subject_id: UUID, blob: bytes, *, label: str, row_id: UUID) -> str:
        """The text again; raises Shredded when the key is gone, Tampered when the value was changed or moved."""
        return self.first_that_opens(
            subject_id, lambda subject: decrypt(self._cipher(subject), bytes(blob), associated(label, subject, row_id))
        ).decode()

    def first_that_opens(self, subject_id: UUID, attempt: Callable[[UUID], T]) -> T:
        """The attempt with his own key, then with those of the records that were merged into his: the seal itself tells which fits."""
        error: Exception | None = None
        for subject in self.keys_of(subject_id):
            try:
                return attempt(subject)
            except Tampered as does_not_fit:
                error = does_not_fit
        raise error or Shredded("There is no key: it was destroyed, or never made.")

    def keys_of(self, subject_id: UUID) -> Iterator[UUID]:
        """Whose keys to try, his own first."""
        if subject_id in self._wrapped or subject_id not in self._former:
            yield subject_id
        yield from self._former.get(subject_id, ())

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
        if subject_id not in self._asked and not any(subject_id in former for former in self._former.values()):
            raise KeyError("This keyring was not made for this person.")
        if subject_id not in self._wrapped:
            raise Shredded("There is no key: it was destroyed, or never made.")
        wrapped, version, holder = self._wrapped[subject_id]
        return decrypt(master(version), bytes(wrapped), _wrapping(subject_id, version, holder))


def _wrapping(subject_id: UUID, version: int, holder: UUID | None) -> bytes:
    """What a wrapped key is bound to: given to somebody else in the database it does not unwrap."""
    return f"crypto.DataKey.wrapped|{subject_id}|{version}{f'|{holder}' if holder else ''}".encode()


def _wrap(subject: UUID, key: bytes, holder: UUID | None = None) -> tuple[bytes, int]:
    version = settings.MASTER_KEY_VERSION
    return encrypt(master(version), key, _wrapping(subject, version, holder)), version


def _new_key(subject: UUID, at: datetime) -> DataKey:
    wrapped, version = _wrap(subject, AESGCM.generate_key(256))
    return DataKey(subject=subject, wrapped=wrapped, key_version=version, created_at=at)


def _held_by(ids: Iterable[UUID]) -> "QuerySet[DataKey]":
    """The keys of these people, and those of the records that were merged into theirs."""
    return DataKey.objects.filter(Q(subject__in=ids) | Q(holder__in=ids))


def shred(subject_id: UUID) -> bool:
    """Destroy a person's keys: all that was sealed under them is gone, in every copy. True when there was one."""
    return bool(_held_by([subject_id]).delete()[0])


@transaction.atomic
def join(absorbed: UUID, survivor: UUID) -> int:
    """Two records are one person: what was sealed for either opens for the survivor alone, and goes with him. Nothing is sealed anew."""
    rows = list(_held_by([absorbed]).select_for_update())
    ring = _ring_of(rows)
    for row in rows:
        row.holder = survivor
        row.wrapped, row.key_version = _wrap(row.subject, ring.key(row.subject), survivor)
    return DataKey.objects.bulk_update(rows, ["holder", "wrapped", "key_version"])


def _ring_of(rows: Iterable[DataKey]) -> Keyring:
    """Of these very keys, each for itself."""
    rows = list(rows)
    return Keyring([(row.subject, row.wrapped, row.key_version, row.holder) for row in rows], [row.subject for row in rows])


def rewrap(*, batch: int = 1000) -> int:
    """After a new master key: wrap every key with it, without touching what is sealed; returns how many, and may be repeated."""
    done = 0
    while changed := _rewrap_batch(batch):
        done += changed
    return done


@transaction.atomic
def _rewrap_batch(batch: int) -> int:
    rows = list(DataKey.objects.select_for_update(skip_locked=True).exclude(key_version=settings.MASTER_KEY_VERSION)[:batch])
    ring = _ring_of(rows)
    for row in rows:
        row.wrapped, row.key_version = _wrap(row.subject, ring.key(row.subject), row.holder)
    DataKey.objects.bulk_update(rows, ["wrapped", "key_version"])
    return len(rows)


def fits() -> bool:
    """Whether the master keys that the program was given open the newest key of a person; also where there is none yet."""
    newest = DataKey.objects.filter(key_version__in=settings.MASTER_KEYS).order_by("-created_at")[:1]
    try:
        return all(_ring_of([row]).key(row.subject) for row in newest)
    except Tampered:
        return False
