"""A list of suppliers out of a spreadsheet: the difference first, doubles proposed, nothing merged silently (S1-52; Bad input)."""
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from processors import importing
from processors.models import Party, PartyUse, SupplierUpload
from students.imports.messages import Refused
from tests.processors import making

HEADER = ["Naam", "KvK", "Rol", "Dienst", "Doel", "Gegevens", "School", "Land"]


def sheet(*rows, merged=()) -> bytes:
    book, target = Workbook(), io.BytesIO()
    page = book.active
    page.append(HEADER)
    for row in rows:
        page.append(list(row))
    for each in merged:
        page.merge_cells(each)
    book.save(target)
    return target.getvalue()


def send(browser, content: bytes):
    return browser.post(reverse("processors:import"), {"file": SimpleUploadedFile("lijst.xlsx", content)})


def test_coordinator_sees_the_difference_and_then_writes_it(sign_in, coordinator, writer, vlieger):
    known = making.party(writer, name="Volgwijs B.V.", kvk="12345678")
    content = sheet(
        ("Volgwijs B.V.", "12345678", "verwerker", "toetsen", "oefenen", "ID, RES", "99ZA", "BE"),
        ("Fotopret", None, "verwerker", "schoolfoto's", "foto's", "ID, IMG", "alle", None),
    )
    browser = sign_in(coordinator)
    answer = send(browser, content)
    page = browser.get(answer.url).content.decode()
    assert "Fotopret" in page and "BE" in page
    assert Party.objects.count() == 1, "nothing is written before somebody says so"
    assert browser.post(answer.url).status_code == 302
    known.refresh_from_db()
    assert known.country == "BE"
    assert set(PartyUse.objects.values_list("party__name", "service", "school__name")) == {
        ("Volgwijs B.V.", "toetsen", "De Vlieger"), ("Fotopret", "schoolfoto's", None),
    }
    assert not SupplierUpload.objects.exists()
    again = importing.compare(importing.read(content))
    assert (again.new, again.changed, again.uses) == ([], [], [])


@pytest.mark.parametrize(("said", "parties", "uses"), [("leave", 1, 0), ("same", 1, 1), ("other", 2, 1), ("", 1, 0)])
def test_another_spelling_is_proposed_and_waits_for_an_answer(said, parties, uses, sign_in, coordinator, writer):
    """Bad input: never merged silently, never added silently either."""
    making.party(writer, name="Volgwijs B.V.")
    browser = sign_in(coordinator)
    answer = send(browser, sheet(("Stichting VolgWijs", None, "", "toetsen", "oefenen", "ID", "", "")))
    assert "Volgwijs B.V." in browser.get(answer.url).content.decode()
    browser.post(answer.url, {"row_2": said} if said else {})
    assert (Party.objects.count(), PartyUse.objects.count()) == (parties, uses)


def test_two_spellings_within_the_list_are_proposed_too(writer):
    found = importing.compare(importing.read(sheet(
        ("Fotopret B.V.", None, "", "foto", "", "", "", ""), ("Foto-Pret bv", None, "", "video", "", "", "", ""))))
    assert [row.read.name for row in found.new] == ["Fotopret B.V."]
    assert [(row.read.name, row.like) for row in found.proposed] == [("Foto-Pret bv", "Fotopret B.V.")]


def test_a_merged_cell_speaks_for_each_of_its_rows(writer):
    """Bad input."""
    content = sheet(("Fotopret", None, "", "foto", "", "", "", ""), (None, None, "", "video", "", "", "", ""), merged=["A2:A3"])
    assert [(row.name, row.values["service"]) for row in importing.read(content)] == [("Fotopret", "foto"), ("Fotopret", "video")]


def test_five_thousand_rows_are_compared_in_three_questions(writer, django_assert_num_queries):
    """Bad input: 5,000 rows; one more is refused."""
    rows = [(f"Leverancier {number:05d} {chr(97 + number % 26) * 4}", None, "", "dienst", "doel", "ID", "", "") for number in range(5000)]
    read = importing.read(sheet(*rows))
    with CaptureQueriesContext(connection) as asked:
        found = importing.compare(read)
    assert (len(found.rows), found.errors, len(asked)) == (5000, [], 2)
    with pytest.raises(Refused):
        importing.read(sheet(*rows, rows[0]))


@pytest.mark.parametrize("row", [
    (None, None, "", "dienst", "", "", "", ""), ("A", "12", "", "d", "", "", "", "N1"), ("A", "abc", "", "d", "", "", "", ""),
    ("A", None, "baas", "d", "", "", "", ""), ("A", None, "", "d", "", "ZZZ", "", ""), ("A", None, "", "d", "", "", "88XX", ""),
    ("=1+1", None, "", "d", "", "", "", ""), ("A" * 151, None, "", "d", "", "", "", ""),
])
def test_a_row_with_a_mistake_is_named_and_nothing_is_written(row, sign_in, coordinator, writer):
    browser = sign_in(coordinator)
    answer = send(browser, sheet(row))
    assert browser.get(answer.url).status_code == 422
    browser.post(answer.url)
    assert not Party.objects.exists()


@pytest.mark.parametrize("content", [b"", b"naam;kvk\nA;1", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_spreadsheet_is_refused(content, sign_in, coordinator, writer):
    assert send(sign_in(coordinator), content).status_code in (400, 422)


def test_director_imports_nothing(sign_in, director, writer):
    assert sign_in(director).get(reverse("processors:import")).status_code == 403
