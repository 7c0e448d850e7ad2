"""Sealed files for the world of the table: small ones, made without the worker."""
from io import BytesIO

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.documents.models import Document
from privacyadmin.documents.services import store
from students.models import DossierEntry, DossierFile, Student
from students.services import dossier
from tests.factories import NOW, TODAY, staff

PDF = b"%PDF-1.7 a small file"


def entry_with_file(student: Student, school) -> tuple[DossierEntry, DossierFile]:
    """A note of the one who coordinates the care, with a file."""
    author = resolve(staff(Role.COUNSELLOR if school.sector == "po" else Role.CARE_COORDINATOR, school), NOW)
    loaded = Student.objects.visible_to(author).get(pk=student.pk)
    entry = dossier.add_entry(
        loaded, school=school, category=Category.GUI, happened_on=TODAY, text="Een notitie.", title="Gesprek", by=author, at=NOW,
        file=dossier.NewFile("verslag.pdf", BytesIO(PDF), len(PDF)),
    )
    return entry, entry.files.get()


def document(privacy_request, student: Student) -> Document:
    crypto.Keyring.ensure([student.pk], at=NOW)
    made = Document(
        kind="access_answer", school=privacy_request.school, about=privacy_request.pk, subject=student.pk, language="nl", ordered_at=NOW
    )
    made.save()
    return store(made, PDF, media_type="application/pdf", pages=1, volumes=1, at=NOW)
