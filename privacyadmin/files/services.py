"""Receiving a file: examined, kept sealed, released, opened. Every app's files go this way, and no other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, outbox
from privacyadmin.crypto import files as sealed
from privacyadmin.workflow import NotAllowed

from . import events, scanning
from .checking import MAX_BYTES, Checked, Reason, Refused, check
from .models import DropReason, FileState, ReceivedFile

SCAN = "files.scan"
SCAN_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Opened:
    """A file as it is handed out."""

    name: str
    media_type: str
    size: int
    content: Iterator[bytes]


def examine(upload: UploadedFile, *, about: Any, school: Any, by: Any, at: datetime) -> list[Checked]:
    """What of an upload may be kept (an e-mail: its words and its attachments). Raises Refused, after noting why in the register.

    `about`: the pupil or the case that it is for.
    """
    try:
        if (upload.size or 0) > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE)
        content = upload.read()
        found = check(upload.name or "", content)
        return [replace(each, is_scanned=True) for each in found] if _is_scanned(content) else found
    except Refused as refusal:
        audit.record(events.FILE_REFUSED, about=about, school=school, by=by, at=at, reason=refusal.reason)
        raise


def _is_scanned(content: bytes) -> bool:
    """True for a clean bill; False where the scanner is silent, or none is there."""
    verdict = _verdict(content)
    if verdict is False:
        raise Refused(Reason.VIRUS)
    return verdict is True


def _verdict(content: bytes) -> bool | None:
    try:
        return scanning.is_clean(content) if scanning.is_configured() else None
    except scanning.ScannerDown:
        return None


@transaction.atomic
def keep(row: ReceivedFile, checked: Checked, *, school: Any, by: Any, at: datetime) -> ReceivedFile:
    """Store a checked file, sealed; where a scanner is configured and gave no verdict yet, it is held until it does."""
    keyring = crypto.Keyring.ensure([row.seal_subject], at=at)
    row.state = FileState.HELD if scanning.is_configured() and not checked.is_scanned else FileState.RELEASED
    row.media_type, row.created_at = checked.media_type, at
    row.name_sealed = keyring.seal(row.seal_subject, checked.name, label=row.label_of("name_sealed"), row_id=row.pk)
    stored = sealed.seal_stream([checked.content], **_place(row, keyring))
    row.stored_as, row.size, row.sha256 = stored.name, stored.size, stored.sha256
    try:
        row.save(force_insert=True)
        is_held = row.state == FileState.HELD
        audit.record(events.FILE_HELD if is_held else events.FILE_RECEIVED, about=row, school=school, by=by, at=at)
        if is_held:
            _scan_later(row, at)
    except BaseException:
        sealed.delete(row.stored_as)
        raise
    return row


def name_of(row: ReceivedFile, keyring: crypto.Keyring) -> str:
    """The name to show."""
    return keyring.open(row.seal_subject, row.name_sealed, label=row.label_of("name_sealed"), row_id=row.pk)


def chunks_of(row: ReceivedFile, keyring: crypto.Keyring) -> Iterator[bytes]:
    """The content of a released file; raises NotAllowed for one that is not."""
    if reason := why_not_open(row):
        raise NotAllowed(reason)
    return sealed.open_stream(row.stored_as, **_place(row, keyring))


def why_not_open(row: ReceivedFile) -> str:
    """Why nobody can open this file now; empty when it is released."""
    return {
        FileState.HELD: _("This file waits for the virus scanner. Try again later."),
        FileState.INFECTED: _("A virus was found in this file. Its content was destroyed."),
        FileState.DROPPED: _("This file was not kept. Its content was destroyed."),
    }.get(FileState(row.state), "")


def opened(row: ReceivedFile) -> Opened:
    """A file to hand out, by one who has asked the scope whether this person may have it."""
    keyring = crypto.Keyring.for_subjects([row.seal_subject])
    content = chunks_of(row, keyring)
    return Opened(name_of(row, keyring), row.media_type, row.size, content)


@transaction.atomic
def scan_held(model_label: str, key: UUID, *, at: datetime) -> None:
    """Ask the scanner about a file that is held; it is released, destroyed, or goes on waiting."""
    model = apps.get_model(model_label)
    assert issubclass(model, ReceivedFile)
    row = model._default_manager.select_for_update().filter(pk=key, state=FileState.HELD).first()
    if row is None:
        return
    verdict = _verdict(sealed.read(row.stored_as, **_place(row, crypto.Keyring.for_subjects([row.seal_subject]))))
    if verdict is None:
        _scan_later(row, at)
        return
    row.state = FileState.RELEASED if verdict else FileState.INFECTED
    row.save(update_fields=["state"])
    if not verdict:
        sealed.delete_after_commit(row.stored_as)
    audit.record(events.FILE_RELEASED if verdict else events.FILE_INFECTED, about=row, school=None, by=None, at=at)


@transaction.atomic
def scan_again(row: ReceivedFile, *, by: Any, at: datetime) -> None:
    """Somebody mended the scanner: the worker asks it at once."""
    row = _waiting(row, FileState.HELD)
    outbox.put(SCAN, key=f"{SCAN}:{row.pk}:{int(at.timestamp())}", about={"model": row._meta.label, "file": row.pk}, at=at)
    audit.record(events.FILE_SCANNED_AGAIN, about=row, school=None, by=by, at=at)


@transaction.atomic
def drop(row: ReceivedFile, *, reason: DropReason | str, by: Any, at: datetime) -> None:
    """This file is not kept: its content is destroyed, and its row says so to who could have read it."""
    row = _waiting(row, FileState.HELD, FileState.INFECTED)
    if row.state == FileState.HELD:
        sealed.delete_after_commit(row.stored_as)
    row.state = FileState.DROPPED
    row.save(update_fields=["state"])
    audit.record(events.FILE_DROPPED, about=row, school=None, by=by, at=at, reason=str(reason))


def _waiting(row: ReceivedFile, *states: FileState) -> ReceivedFile:
    found = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk, state__in=states).first()
    if found is None:
        raise NotAllowed(_("This file no longer waits."))
    return found


def _scan_later(row: ReceivedFile, at: datetime) -> None:
    due = at + (SCAN_AGAIN if row.created_at != at else timedelta(minutes=1))
    key = f"{SCAN}:{row.pk}:{int(due.timestamp())}"
    outbox.put(SCAN, key=key, about={"model": row._meta.label, "file": row.pk}, at=at, due_at=due)


def _place(row: ReceivedFile, keyring: crypto.Keyring) -> dict[str, Any]:
    return {"keyring": keyring, "subject_id": row.seal_subject, "label": row.label_of("stored_as"), "row_id": row.pk}
