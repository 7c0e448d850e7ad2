"""What a school asks its families, and an answer on paper for every pupil: what an address of consent can name."""
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from consent import seed
from consent.models import Channel, Purpose
from consent.services import noted, purposes
from privacyadmin.access.scope import Scope
from privacyadmin.files.checking import Checked
from students.models import Guardian, Student
from tests.factories import NOW, TODAY

NEW_TEXT = {"title_nl": "Website", "title_en": "Website", "body_nl": "Nieuwe tekst.", "body_en": "New text."}


def things_of_school(school: Any, by: Scope) -> dict[str, Any]:
    """A purpose with a text in force and a draft."""
    seed.write(school, on=TODAY, at=NOW)
    purpose = Purpose.objects.get(school=school, code="IMG_WEB")
    purposes.draft(purpose, NEW_TEXT, by=by, at=NOW)
    return {"consent purpose": purpose}


def things_of_pupil(student: Student, parent: Guardian, school: Any, by: Scope) -> dict[str, Any]:
    """A form on which a parent says no, with its scan and a note."""
    pupil = Student.objects.with_places(on=TODAY).get(pk=student.pk)
    asked = Purpose.objects.select_related("school").get(school=school, code="IMG_SOCIAL")
    scan = Checked("formulier.pdf", "application/pdf", b"%PDF-1.7")
    answer = noted.note(
        pupil, [(asked, False)], guardian=parent, channel=Channel.PAPER, answered_on=TODAY, words="Gebracht.", scans=[scan], by=by, at=NOW
    )[0]
    assert answer.evidence is not None
    return {"scan": answer.evidence.files.get()}


@contextmanager
def rewritable() -> Iterator[None]:
    """Proof never changes; the words that the tests look for are written in it past that rule."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consent_evidence DISABLE TRIGGER consent_evidence_stays")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consent_evidence ENABLE TRIGGER consent_evidence_stays")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
