"""Writing in a pupil's dossier, and reading what others wrote."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from privacyadmin import audit, history
from privacyadmin.access.catalogue import BOARD_ROLES, Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.crypto.files import path_of
from privacyadmin.organisation.models import Board
from students.models import Audience, DossierEntry, DossierFile, Enrolment, Student
from students.services import cases
from tests.factories import NOW, TODAY, entry, staff
from tests.files import samples


def write(client, student, code, **values):
    data = {"happened_on": "2026-01-05", "text": "Een gesprek.", "source": "staff", "nature": "fact", "audience": "role", **values}
    data.setdefault("school", student.enrolments.first().school_id)
    return client.post(reverse("students:entry_new", args=[student.pk, code]), data)


def test_a_teacher_adds_a_guidance_note_that_is_sealed_in_every_copy(client, teacher, noor):
    """S1-116, S2-138; RELIABILITY: nothing readable in a dump."""
    client.force_login(teacher)
    assert write(client, noor, "GUI", title="Gesprek", text="Zeldzaam-woord").status_code == 302
    note = DossierEntry.objects.get()
    assert (note.author_name, note.text, note.title) == ("Tess de Vries", "", "")
    with connection.cursor() as cursor:
        for table in ("students_dossierentry", "students_historicaldossierentry"):
            cursor.execute(f"SELECT row_to_json(t)::text || encode(sealed, 'escape') FROM {table} t")
            assert not any("Zeldzaam-woord" in row for (row,) in cursor.fetchall())
    shown = client.get(reverse("students:category", args=[noor.pk, "GUI"])).content.decode()
    assert "Zeldzaam-woord" in shown and "Gesprek" in shown
    assert {event.name for event in audit.trail(note.pk)} == {"dossier.added"}


def test_the_form_says_who_will_read_it_and_asks_why_it_is_necessary(client, counsellor, noor):
    """S1-99, S1-07."""
    client.force_login(counsellor)
    shown = client.get(reverse("students:entry_new", args=[noor.pk, "CAR"])).content.decode()
    assert "Ingrid Bos" in shown and 'name="necessity"' in shown
    assert write(client, noor, "CAR").status_code == 200 and not DossierEntry.objects.exists()
    assert write(client, noor, "CAR", necessity="afstemming").status_code == 302


def test_nobody_writes_where_he_may_only_read_or_not_even_that(client, teacher, noor):
    client.force_login(teacher)
    assert write(client, noor, "SAF", necessity="x").status_code == 403
    assert write(client, noor, "MED", necessity="x").status_code == 404
    assert not DossierEntry.objects.exists()


def test_a_day_in_the_future_is_refused_in_words(client, teacher, noor):
    client.force_login(teacher)
    assert "future" in write(client, noor, "RES", happened_on="2099-01-01").content.decode()


def test_a_wrong_entry_is_voided_with_a_reason_and_stays_readable(client, teacher, noor, vlieger):
    note = entry(noor, vlieger, Category.RES, text="Fout cijfer")
    client.force_login(teacher)
    client.post(reverse("students:entry_void", args=[note.pk]), {"why": "verwisseld"})
    shown = client.get(reverse("students:category", args=[noor.pk, "RES"])).content.decode()
    assert "Voided: verwisseld" in shown and "Fout cijfer" in shown
    assert note.history.count() == 2
    assert client.post(reverse("students:entry_void", args=[note.pk]), {"why": "nog eens"}).status_code == 403


def test_nobody_voids_what_he_cannot_write(client, director, noor, vlieger):
    note = entry(noor, vlieger, Category.RES)
    client.force_login(director)
    assert client.post(reverse("students:entry_void", args=[note.pk]), {"why": "x"}).status_code == 404


def test_a_file_is_kept_sealed_and_comes_back_whole_as_a_download(client, teacher, office, noor):
    client.force_login(teacher)
    write(client, noor, "RES", uploads=SimpleUploadedFile("Toets van Noor.pdf", samples.pdf("Negen van de tien goed")))
    file = DossierFile.objects.get()
    assert b"%PDF" not in path_of(file.stored_as).read_bytes()
    assert b"Noor" not in bytes(file.name_sealed)
    answer = client.get(reverse("students:file", args=[file.pk]))
    assert "Negen van de tien goed" in samples.words_of(b"".join(answer.streaming_content))
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    client.force_login(office)
    assert client.get(reverse("students:file", args=[file.pk])).status_code == 404, "PO: administratie has no results"


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90", b""])
def test_what_is_not_what_its_name_says_is_refused(client, teacher, noor, content):
    client.force_login(teacher)
    assert write(client, noor, "RES", uploads=SimpleUploadedFile("a.pdf", content)).status_code == 200
    assert not DossierEntry.objects.exists()


def test_a_subject_teacher_reads_only_the_notes_meant_for_all_teachers(client, class4h1, sam, kompas):
    """2.14 note 5, SETTLED 11."""
    entry(sam, kompas, Category.GUI, text="alleen mentor")
    entry(sam, kompas, Category.GUI, text="voor iedereen", audience=Audience.TEACHERS)
    client.force_login(staff(Role.SUBJECT_TEACHER, class4h1))
    shown = client.get(reverse("students:category", args=[sam.pk, "GUI"])).content.decode()
    assert "voor iedereen" in shown and "alleen mentor" not in shown


def test_a_school_does_not_read_what_another_school_of_the_pupil_wrote(client, counsellor, noor, vlieger, kompas):
    """A pupil at two schools is one pupil with two files (SETTLED 2)."""
    Enrolment(student=noor, school=kompas, status="enrolled", entry_on=date(2026, 8, 1)).save()
    entry(noor, kompas, Category.GUI, text="van het Kompas")
    entry(noor, vlieger, Category.GUI, text="van De Vlieger")
    client.force_login(counsellor)
    shown = client.get(reverse("students:category", args=[noor.pk, "GUI"])).content.decode()
    assert "van De Vlieger" in shown and "van het Kompas" not in shown


@pytest.mark.parametrize(
    "role", [Role.DIRECTOR, Role.COORDINATOR, Role.FG, Role.MENTOR, Role.CARE_COORDINATOR, Role.ICT, Role.BOARD_MEMBER, Role.ADVISER]
)
def test_an_adviser_s_note_is_read_by_her_alone(client, adviser, board, kompas, class4h1, sam, role):
    """S1-115; 2.14 note 2."""
    scope = resolve(adviser, NOW)
    cases.open_adviser_case(school=kompas, student=sam, by=scope, at=NOW)
    client.force_login(adviser)
    note = entry(sam, kompas, Category.ADV, text="Vertrouwelijk", author=adviser)
    places = {Role.MENTOR: class4h1, Role.DIRECTOR: kompas, Role.CARE_COORDINATOR: kompas, Role.ADVISER: kompas}
    other = staff(role, places.get(role, board))
    if role == Role.ADVISER:
        cases.open_adviser_case(school=kompas, student=sam, by=resolve(other, NOW), at=NOW)
    theirs = resolve(other, NOW)
    student = Student.objects.with_places(on=TODAY).get(pk=sam.pk)
    assert not DossierEntry.objects.of_pupil(student, theirs, categories=list(Category)).filter(pk=note.pk).exists()
    assert not DossierEntry.objects.visible_to(theirs, categories=list(Category)).filter(pk=note.pk).exists()
    assert DossierEntry.objects.visible_to(resolve(adviser, NOW), categories=[Category.ADV]).get() == note
    client.force_login(other)
    answer = client.get(reverse("students:category", args=[sam.pk, "ADV"]))
    assert answer.status_code == 404 or "Vertrouwelijk" not in answer.content.decode()


def test_the_list_of_entries_and_the_file_of_a_pupil_agree(board, vlieger, kompas, group6a, class4h1, noor, sam):
    """DESIGN: lists and single checks ask the same."""
    for student, school in ((noor, vlieger), (sam, kompas)):
        for category in Category:
            entry(student, school, category)
            entry(student, school, category, audience=Audience.TEACHERS)
    people = [staff(role, place) for role in Role for place in (board, vlieger, kompas, group6a, class4h1) if _given_there(role, place)]
    assert len(people) > 50
    for person in people:
        scope = resolve(person, NOW)
        listed = set(DossierEntry.objects.visible_to(scope, categories=list(Category)).values_list("pk", flat=True))
        single = set()
        for student in Student.objects.with_places(on=TODAY):
            single |= set(DossierEntry.objects.of_pupil(student, scope, categories=list(Category)).values_list("pk", flat=True))
        assert listed == single


def _given_there(role: Role, place) -> bool:
    """Board members and handlers have places of their own; the rest is tried everywhere that a grant may stand."""
    return (role in BOARD_ROLES) if isinstance(place, Board) else role != Role.BOARD_MEMBER


def test_history_keeps_the_ciphertext_and_saving_does_not_seal_again(noor, vlieger):
    """SETTLED 17."""
    note = entry(noor, vlieger, Category.GUI)
    before = bytes(DossierEntry.objects.get().sealed)
    row = DossierEntry.objects.get()
    row.voided_at, row.voided_why = NOW, "x"
    history.save(row, at=NOW)
    assert bytes(DossierEntry.objects.get().sealed) == before
    assert {bytes(version.sealed) for version in note.history.all()} == {before}
