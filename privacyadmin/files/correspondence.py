"""What came in and went out on a case of any register: with date, sender and channel, sealed, and its files with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed

from . import events
from .checking import Checked
from .models import Correspondence, CorrespondenceFile
from .services import Opened, keep, name_of, why_not_open
from .services import opened as opened_file

PARTY, WORDS = "files.Correspondence.party_sealed", "files.Correspondence.words_sealed"


@dataclass(frozen=True)
class CaseFile:
    """A case of some register, as the register shows it to one person who may read its letters.

    `subject`: the pupil whose key seals them, or the case itself where it is about no pupil. `why_not_add`: empty when this person may
    add to it. `read`: called when its letters are read, where reading is recorded.
    """

    kind: str
    key: UUID
    school: UUID | None
    subject: UUID
    category: str
    title: str
    url: str
    why_not_add: str = ""
    read: Callable[[datetime], None] = field(default=lambda at: None)


Load = Callable[[Scope, UUID], CaseFile | None]
_loaders: dict[str, Load] = {}


def register(kind: str, load: Load) -> None:
    """A register says of which cases it keeps letters: `load(scope, key)` gives the case, or None for who may not read them."""
    if _loaders.setdefault(kind, load) is not load:
        raise ValueError(f"Letters of {kind} are registered twice.")


def case_of(kind: str, key: UUID, scope: Scope) -> CaseFile | None:
    """The case as this person may see it; None where there is none for him."""
    load = _loaders.get(kind)
    return load(scope, key) if load else None


@dataclass(frozen=True)
class Attached:
    """A file of a letter, as the page shows it."""

    key: UUID
    name: str
    size: int
    why_not: str


@dataclass(frozen=True)
class Letter:
    """A letter or e-mail with its words opened."""

    row: Correspondence
    party: str
    words: str
    files: list[Attached]


def letters_of(case: CaseFile, *, at: datetime) -> list[Letter]:
    """The letters of a case, the latest first; that somebody reads them is recorded where the register wants it."""
    rows = list(Correspondence.objects.of_case(case.kind, case.key).select_related("added_by").prefetch_related("files"))
    if rows:
        case.read(at)
    return opened(rows)


def opened(rows: Iterable[Correspondence]) -> list[Letter]:
    """With their words, by one keyring; `files` is prefetched."""
    rows = list(rows)
    keyring = crypto.Keyring.for_subjects({row.subject for row in rows})
    return [_letter(row, keyring) for row in rows]


def _letter(row: Correspondence, keyring: crypto.Keyring) -> Letter:
    party = keyring.open(row.subject, row.party_sealed, label=PARTY, row_id=row.pk)
    words = keyring.open(row.subject, row.words_sealed, label=WORDS, row_id=row.pk)
    files = [Attached(file.pk, name_of(file, keyring), file.size, why_not_open(file)) for file in row.files.all()]
    return Letter(row, party, words, files)


@transaction.atomic
def add(
    case: CaseFile, *, direction: str, channel: str, happened_on: date, party: str, words: str, files: Iterable[Checked], by: Scope,
    at: datetime,
) -> Correspondence:
    """Write down a letter or e-mail with its files. Raises NotAllowed where this person may not add to the case."""
    _check(case.why_not_add)
    row = Correspondence(
        case_kind=case.kind, case=case.key, school_id=case.school, subject=case.subject, category=case.category, direction=direction,
        channel=channel, happened_on=happened_on, added_by=by.user, added_at=at,
    )
    keyring = crypto.Keyring.ensure([case.subject], at=at)
    row.party_sealed = keyring.seal(case.subject, party, label=PARTY, row_id=row.pk)
    row.words_sealed = keyring.seal(case.subject, words, label=WORDS, row_id=row.pk)
    row.save(force_insert=True)
    for checked in files:
        file = CorrespondenceFile(correspondence=row, subject=row.subject, category=row.category)
        keep(file, checked, school=case.school, by=by, at=at)
    _tell(events.LETTER_ADDED, case, by=by, at=at, direction=direction, channel=channel)
    return row


@transaction.atomic
def void(case: CaseFile, row: Correspondence, *, why: str, by: Scope, at: datetime) -> None:
    """Mark a letter as wrong here, with the reason; it stays readable for who could read it."""
    _check(case.why_not_add)
    row = Correspondence.objects.select_for_update().get(pk=row.pk)
    _check(_("This was voided already.") if row.voided_at else "")
    row.voided_at, row.voided_why, row.voided_by = at, why, by.user
    row.save(update_fields=["voided_at", "voided_why", "voided_by"])
    _tell(events.LETTER_VOIDED, case, by=by, at=at)


def open_file(file: CorrespondenceFile, *, by: Scope, at: datetime) -> Opened:
    """A file of a letter, for one who may read it; noted in the register. Raises NotAllowed while it is held."""
    found = opened_file(file)
    letter = file.correspondence
    audit.record(events.LETTER_OPENED, about=letter.case, school=letter.school_id, by=by, at=at, case=letter.case_kind)
    return found


def _tell(event: audit.EventKind, case: CaseFile, *, by: Scope, at: datetime, **details: Any) -> None:
    audit.record(event, about=case.key, school=case.school, by=by, at=at, case=case.kind, **details)


def _check(reason: str) -> None:
    if reason:
        raise NotAllowed(reason)
