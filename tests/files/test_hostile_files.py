"""Whatever is sent, nothing dangerous is handed out, and every decision is in the register (RELIABILITY T6, T17; ASVS V5)."""

import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.audit.models import Event
from privacyadmin.files.models import FileState
from students.models import DossierFile
from tests.files import hostile, samples
from tests.students.test_dossier import write

ESCAPED = {"\r": "%0D", "\n": "%0A", '"': "%22"}  # as a browser writes a name in the head of a part


def sent(client, student, *uploads: SimpleUploadedFile):
    return write(client, student, "RES", uploads=list(uploads))


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("".join(ESCAPED.get(sign, sign) for sign in name), content)


def laid_open(content: bytes) -> bytes:
    """Everything in a file that a reader of it would come upon, unpacked."""
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as opened:
            target = BytesIO()
            opened.save(target, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return target.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return b"\n".join([content, *(name.encode() + archive.read(name) for name in archive.namelist())])
    return content


def test_there_are_enough_of_them():
    assert len(hostile.FAMILIES) >= 25 and len(hostile.all_files()) >= 250


@pytest.mark.parametrize("family", hostile.FAMILIES)
def test_nothing_dangerous_is_handed_out(client, teacher, noor, family):
    client.force_login(teacher)
    count = 0
    for name, content in hostile.FAMILIES[family]():
        count += 1
        assert sent(client, noor, upload(name, content)).status_code in (200, 302)
    for row in DossierFile.objects.filter(state=FileState.RELEASED):
        answer = client.get(reverse("students:file", args=[row.pk]))
        given = laid_open(b"".join(answer.streaming_content))
        assert not [mark for mark in hostile.MARKS if mark in given]
        assert not any(sign in answer["Content-Disposition"] for sign in "\r\n\0<>\u202e")
        assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox;") and answer["Cache-Control"] == "no-store"
    audit.flush()
    decided = Event.objects.filter(name="file.refused").count() + DossierFile.objects.values("entry").distinct().count()
    assert decided == count, "each is kept or refused, and either is written down"


@pytest.mark.parametrize(("number", "status"), [(11, 200), (300, 400)])
def test_too_many_files_at_once_are_not_taken(client, teacher, noor, number, status):
    client.force_login(teacher)
    assert sent(client, noor, *(upload(f"{each}.txt", b"Hallo") for each in range(number))).status_code == status
    assert not DossierFile.objects.exists()


def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(client, teacher, noor):
    client.force_login(teacher)
    answer = write(
        client, noor, "RES", text="Een lang verhaal", uploads=upload("a.docm", samples.docx(parts={"word/vbaProject.bin": b"x"}))
    )
    shown = answer.content.decode()
    assert "Save it without macros, or as PDF." in shown and "Een lang verhaal" in shown
    assert not DossierFile.objects.exists()


def test_several_files_go_with_one_entry(client, teacher, noor):
    client.force_login(teacher)
    sent(client, noor, upload("a.pdf", samples.pdf()), upload("foto.jpg", samples.photo()), upload("brief.docx", samples.docx()))
    shown = client.get(reverse("students:category", args=[noor.pk, "RES"])).content.decode()
    assert all(name in shown for name in ("a.pdf", "foto.jpg", "brief.docx")) and DossierFile.objects.count() == 3
