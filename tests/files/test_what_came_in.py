"""E-mails and letters of a case: with date, sender and channel, sealed, for who may read the case, and in the answer to a request."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import audit, personal_data
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.services import grant
from privacyadmin.crypto.files import path_of
from privacyadmin.files.models import Correspondence, CorrespondenceFile
from students.models import CaseKind
from tests.factories import NOW, case, staff
from tests.files import samples
from tests.files.test_hostile_files import upload

LETTER = {
    "direction": "in",
    "happened_on": "2026-01-05",
    "channel": "email",
    "party": "Moeder Wit",
    "words": "Vraagt om een gesprek over Finn",
}


@pytest.fixture
def care(vlieger, noor):
    return case(noor, school=vlieger, categories=[Category.CAR])


def add(client, kind, key, *uploads, **values):
    return client.post(reverse("files:add", args=[kind, key]), LETTER | values | {"uploads": list(uploads)})


def add_to(client, care, *uploads, **values):
    return add(client, "students.case", care.pk, *uploads, **values)


@pytest.fixture
def by_counsellor(client, counsellor):
    client.force_login(counsellor)
    return client


def test_a_letter_with_its_file_stands_on_the_page_of_the_case_and_is_sealed(by_counsellor, care, noor):
    answer = add_to(by_counsellor, care, upload("Brief van Wit.pdf", samples.pdf("Graag een gesprek")))
    assert answer.url == reverse("students:case", args=[care.pk])
    row, file = Correspondence.objects.get(), CorrespondenceFile.objects.get()
    assert (row.subject, row.category, row.happened_on) == (noor.pk, "CAR", date(2026, 1, 5))
    assert (
        b"Moeder" not in bytes(row.party_sealed)
        and b"Finn" not in bytes(row.words_sealed)
        and b"%PDF" not in path_of(file.stored_as).read_bytes()
    )
    shown = by_counsellor.get(answer.url).content.decode()
    assert all(words in shown for words in ("Moeder Wit", "gesprek over Finn", "Brief van Wit.pdf", "5 Jan 2026"))
    opened = by_counsellor.get(reverse("files:file", args=[file.pk]))
    assert "Graag een gesprek" in samples.words_of(b"".join(opened.streaming_content)) and opened["Content-Security-Policy"].startswith(
        "sandbox"
    )
    names = [event.name for event in audit.trail(care.pk)]
    assert names == ["letter.added", "letter.opened"]
    assert {reading.category for reading in audit.readings_of([noor.pk])} == {"CAR"}


def test_a_saved_email_brings_its_words_and_its_attachments(by_counsellor, care):
    add_to(by_counsellor, care, upload("verzoek.eml", samples.mail("Hoi", ("brief.pdf", samples.pdf()))))
    shown = by_counsellor.get(reverse("students:case", args=[care.pk])).content.decode()
    assert "verzoek.txt" in shown and "brief.pdf" in shown


def test_who_may_not_read_the_care_of_the_pupil_finds_no_letters(by_counsellor, client, care, teacher, office, noor):
    add_to(by_counsellor, care, upload("a.pdf", samples.pdf()))
    file, letter = CorrespondenceFile.objects.get(), Correspondence.objects.get()
    for person in (teacher, office, staff()):
        client.force_login(person)
        assert client.get(reverse("files:file", args=[file.pk])).status_code == 404
        assert client.get(reverse("files:void", args=[letter.pk])).status_code == 404
        assert add_to(client, care).status_code == 404
    grant(user=teacher, role=Role.MENTOR, on=care, since=NOW, until=care.until, why="test", by=None, at=NOW)
    client.force_login(teacher)
    assert client.get(reverse("files:add", args=["students.case", noor.pk])).status_code == 404, "not the key of a case"
    assert client.get(reverse("files:add", args=["students.nothing", care.pk])).status_code == 404


def test_the_letters_of_an_adviser_are_hers_alone(client, adviser, coordinator, sam, kompas):
    """S1-115."""
    file = case(sam, school=kompas, categories=[Category.ADV], kind=CaseKind.ADVISER)
    grant(user=adviser, role=Role.ADVISER, on=file, since=NOW, until=file.until, why="test", by=None, at=NOW)
    client.force_login(adviser)
    assert add_to(client, file).status_code == 302
    client.force_login(coordinator)
    assert add_to(client, file).status_code == 404 and Correspondence.objects.get().category == "ADV"


def test_a_letter_that_belongs_elsewhere_is_marked_with_the_reason_and_stays(by_counsellor, care):
    add_to(by_counsellor, care)
    row = Correspondence.objects.get()
    by_counsellor.post(reverse("files:void", args=[row.pk]), {"why": "verkeerde leerling"})
    shown = by_counsellor.get(reverse("students:case", args=[care.pk])).content.decode()
    assert "verkeerde leerling" in shown and "Moeder Wit" in shown
    assert by_counsellor.post(reverse("files:void", args=[row.pk]), {"why": "nog eens"}).status_code == 403


def test_a_refused_file_keeps_what_was_typed_and_adds_nothing(by_counsellor, care):
    answer = add_to(by_counsellor, care, upload("a.exe", b"MZ"))
    assert answer.status_code == 200 and "Moeder Wit" in answer.content.decode() and not Correspondence.objects.exists()


def test_a_day_to_come_is_refused(by_counsellor, care):
    assert "future" in add_to(by_counsellor, care, happened_on="2099-01-01").content.decode()


def test_a_case_that_has_ended_takes_no_more_letters(by_counsellor, care):
    by_counsellor.post(reverse("students:case_close", args=[care.pk]))
    assert add_to(by_counsellor, care).status_code == 403


def test_many_letters_cost_no_more_queries_than_one(by_counsellor, care):
    address = reverse("students:case", args=[care.pk])
    counts = []
    for number in (1, 4):
        for _each in range(number):
            add_to(by_counsellor, care, upload("a.txt", b"Hallo"))
        with CaptureQueriesContext(connection) as queries:
            by_counsellor.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_letters_go_with_the_pupil(by_counsellor, care, noor):
    """DESIGN, one erase path: rows and sealed files."""
    add_to(by_counsellor, care, upload("a.pdf", samples.pdf()))
    stored, gone = CorrespondenceFile.objects.get().stored_as, []
    personal_data.erase(noor.pk, at=NOW, delete_file=gone.append)
    assert not Correspondence.objects.exists() and not CorrespondenceFile.objects.exists() and stored in gone
