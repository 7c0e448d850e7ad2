"""Adding to a pupil's dossier, voiding what was wrong, and the files that belong to an entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, history
from privacyadmin.access.catalogue import LOGGED, SEALED, SPECIAL, Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.crypto import files
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students import events
from students.models import Audience, DossierEntry, DossierFile, Enrolment, Nature, Source, Student
from students.models.dossier import ENTRY_LABEL, FILE_LABEL, FILE_NAME_LABEL

MAX_FILE = 20 * 1024 * 1024
MEDIA_TYPES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True)
class NewFile:
    """A file as somebody chose it."""

    name: str
    content: BinaryIO
    size: int


def media_type_of(head: bytes) -> str:
    """PDF, PNG or JPEG by the first bytes; empty for anything else, whatever its name says."""
    return next((kind for magic, kind in MEDIA_TYPES.items() if head.startswith(magic)), "")


@transaction.atomic
def add_entry(
    student: Student,
    *,
    school: School,
    category: Category,
    happened_on: date,
    text: str,
    by: Scope,
    at: datetime,
    title: str = "",
    source: str = Source.STAFF,
    nature: str = Nature.FACT,
    audience: str = Audience.ROLE,
    necessity: str = "",
    file: NewFile | None = None,
) -> DossierEntry:
    """Record one thing on a pupil, sealed where its category is. Raises NotAllowed where the person may not write it.

    `student` was loaded through the scope. Special categories need a reason why they are necessary (S1-07).
    """
    check_may_write(student, school, category, by)
    if category in SPECIAL and not necessity:
        raise NotAllowed(_("For this kind of data, say why it is necessary."))
    entry = DossierEntry(
        student=student,
        school=school,
        category=category,
        happened_on=happened_on,
        source=source,
        nature=nature,
        audience=audience,
        necessity=necessity,
        author=by.user,
        author_name=by.user.name[:150],
        created_at=at,
    )
    _put_text(entry, title, text, at)
    history.save(entry, at=at, by=by)
    if file:
        _attach(entry, file, at)
    audit.record(events.ENTRY_ADDED, about=entry, school=school, by=by, at=at, category=category)
    return entry


def check_may_write(student: Student, school: School, category: Category, by: Scope) -> None:
    """Raises NotAllowed unless this person may write this category of this pupil at this school."""
    if reason := by.why_not(student, category, Right.WRITE):
        raise NotAllowed(reason)
    ways = [held for held, _sector in by.giving(category, Right.WRITE) if held.source == "board" or held.school == school.pk]
    if not ways or not Enrolment.objects.filter(student=student, school=school).exists():
        raise NotAllowed(_("Your role does not give this right at this school."))


def _put_text(entry: DossierEntry, title: str, text: str, at: datetime) -> None:
    """Sealed categories keep their subject as the first line of the sealed text."""
    if entry.category not in SEALED:
        entry.title, entry.text = title, text
        return
    keyring = crypto.Keyring.ensure([entry.student_id], at=at)
    whole = f"{title}\n\n{text}" if title else text
    entry.sealed = keyring.seal(entry.student_id, whole, label=ENTRY_LABEL, row_id=entry.pk)


def _attach(entry: DossierEntry, file: NewFile, at: datetime) -> DossierFile:
    head = file.content.read(16)
    media_type = media_type_of(head)
    if not media_type or file.size > MAX_FILE:
        raise NotAllowed(_("A file is a PDF, PNG or JPEG of at most 20 MB."))
    keyring = crypto.Keyring.ensure([entry.student_id], at=at)
    row = DossierFile(entry=entry, student_id=entry.student_id, category=entry.category, media_type=media_type, created_at=at)
    file.content.seek(0)
    stored = files.seal_stream(file.content, keyring=keyring, subject_id=entry.student_id, label=FILE_LABEL, row_id=row.pk)
    row.stored_as, row.size, row.sha256 = stored.name, stored.size, stored.sha256
    row.name_sealed = keyring.seal(entry.student_id, file.name[:200], label=FILE_NAME_LABEL, row_id=row.pk)
    row.save(force_insert=True)
    return row


@transaction.atomic
def void_entry(entry: DossierEntry, *, why: str, by: Scope, at: datetime) -> DossierEntry:
    """Mark an entry as wrong, with the reason; it stays readable for whoever could read it (accountability, GDPR 5(2))."""
    entry = DossierEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    student = Student.objects.with_places(on=by.on).get(pk=entry.student_id)
    if (
        not DossierEntry.objects.of_pupil(student, by, categories=[Category(entry.category)], right=Right.WRITE)
        .filter(pk=entry.pk)
        .exists()
    ):
        raise NotAllowed(
            by.why_not(student, Category(entry.category), Right.WRITE) or _("Your role does not give this right at this school.")
        )
    if entry.voided_at:
        raise NotAllowed(_("This entry was voided already."))
    entry.voided_at, entry.voided_why = at, why
    history.save(entry, at=at, by=by, update_fields=["voided_at", "voided_why"])
    audit.record(events.ENTRY_VOIDED, about=entry, school=entry.school_id, by=by, at=at, category=entry.category)
    return entry


@dataclass(frozen=True)
class OpenedFile:
    name: str
    media_type: str
    size: int
    content: Iterator[bytes]


@transaction.atomic
def open_file(file: DossierFile, *, student: Student, by: Scope, at: datetime) -> OpenedFile:
    """The file, for somebody who may read its entry; noted in the reading log and the register."""
    keyring = crypto.Keyring.for_subjects([file.student_id])
    name = keyring.open(file.student_id, file.name_sealed, label=FILE_NAME_LABEL, row_id=file.pk)
    content = files.open_stream(file.stored_as, keyring=keyring, subject_id=file.student_id, label=FILE_LABEL, row_id=file.pk)
    category = Category(file.entry.category)
    note_reading(student, category, by=by, at=at)
    audit.record(events.FILE_DOWNLOADED, about=file.entry, school=file.entry.school_id, by=by, at=at, category=category)
    return OpenedFile(name, file.media_type, file.size, content)


def note_reading(student: Student, category: Category, *, by: Scope, at: datetime) -> None:
    """Somebody reads a sensitive category of a pupil: who, whose, what and by which right (S2-121, S2-128)."""
    if category not in LOGGED:
        return
    held = by.through(student, category)
    right: Any = f"{held.source}:{held.role}" if held else "none"
    audit.reading(
        by=by, student_id=student.pk, category=category, right=right, case_id=held.target if held and held.source == "case" else None, at=at
    )


def file_of(name: str, content: bytes) -> NewFile:
    """A file from bytes."""
    return NewFile(name, BytesIO(content), len(content))
