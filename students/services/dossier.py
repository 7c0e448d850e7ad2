"""Adding to a pupil's dossier, voiding what was wrong, and the files that belong to an entry."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, history
from privacyadmin.access import data_categories
from privacyadmin.access.catalogue import LOGGED, SEALED, Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.files.checking import Checked
from privacyadmin.files.services import Opened, keep, opened
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import Audience, DossierEntry, DossierFile, Enrolment, Nature, Source, Student
from students.models.dossier import ENTRY_LABEL


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
    data_category: str = "",
    purpose: str = "",
    files: Iterable[Checked] = (),
) -> DossierEntry:
    """Record one thing on a pupil, sealed where its category is. Raises NotAllowed where the person may not write it.

    `student` was loaded through the scope. It is of a kind that this school keeps today, for a purpose (S1-13); who names none means
    the ordinary kind of the category. What is special, sensitive or exceptional needs a reason why it is necessary (S1-06, S1-07, S2-65).
    """
    check_may_write(student, school, category, by)
    kept = _kept(school, category, data_category, purpose, at)
    if reason := rules.statement_objection(kept, category, source=source, necessity=necessity):
        raise NotAllowed(reason)
    entry = DossierEntry(
        student=student,
        school=school,
        category=category,
        happened_on=happened_on,
        source=source,
        nature=nature,
        audience=audience,
        necessity=necessity,
        data_category=kept.data_category,
        purpose=purpose or kept.purposes[0],
        author=by.user,
        author_name=by.user.name[:150],
        created_at=at,
    )
    _put_text(entry, title, text, at)
    history.save(entry, at=at, by=by)
    for checked in files:
        row = DossierFile(entry=entry, student_id=entry.student_id, category=entry.category)
        keep(row, checked, school=school, by=by, at=at)
    audit.record(events.ENTRY_ADDED, about=entry, school=school, by=by, at=at, category=category)
    return entry


def _kept(school: School, category: Category, code: str, purpose: str, at: datetime) -> data_categories.Kept:
    """The kind of data as this school keeps it today; raises NotAllowed with the reason where it does not (S2-60, S2-65, S2-79)."""
    on = local_day(at)
    if not code:
        ordinary = data_categories.ordinary(category)
        code = ordinary.code if ordinary else ""
    kept = data_categories.kept_at(school, on=on).get(code)
    reason = data_categories.objection(school, code, category, purpose or (kept.purposes[0] if kept else ""), on=on)
    if kept is None or reason:
        raise NotAllowed(reason)
    return kept


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


@transaction.atomic
def open_file(file: DossierFile, *, student: Student, by: Scope, at: datetime) -> Opened:
    """The file, for somebody who may read its entry; noted in the reading log and the register. Raises NotAllowed while it is held."""
    found = opened(file)
    category = Category(file.entry.category)
    note_reading(student, category, by=by, at=at)
    audit.record(events.FILE_DOWNLOADED, about=file.entry, school=file.entry.school_id, by=by, at=at, category=category)
    return found


def note_reading(student: Student, category: Category, *, by: Scope, at: datetime) -> None:
    """Somebody reads a sensitive category of a pupil: who, whose, what and by which right (S2-121, S2-128)."""
    if category not in LOGGED:
        return
    held = by.through(student, category)
    right: Any = f"{held.source}:{held.role}" if held else "none"
    audit.reading(
        by=by, student_id=student.pk, category=category, right=right, case_id=held.target if held and held.source == "case" else None, at=at
    )
