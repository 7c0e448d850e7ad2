"""A list of guardians out of a school's system or a spreadsheet is read as CONTRACT says; what is wrong is told with its row and field."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from students.imports import guardians, tables
from students.imports.messages import Refused
from tests.sizes import SIZES

COLUMNS = tuple(guardians.LENGTHS)
NOOR = {
    "ouder": "O1",
    "leerling": "1001",
    "brin": "99ZA",
    "relatie": "ouder",
    "voorletters": "A.",
    "voornaam": "Aïsha",
    "tussenvoegsel": "de",
    "achternaam": "Wit",
    "email": "Aisha@Wit.example",
    "telefoon": "+31 6 12345678",
    "gezag": "ja",
    "gezag_vanaf": "2020-02-29",
    "gezag_tot": "31-08-2034",
    "contactblokkade": "nee",
    "informatierecht": "ja",
    "geheim_adres": "nee",
    "organisatie": "",
    "straat": "Dorpsstraat",
    "huisnummer": "1a",
    "postcode": "1234 ab",
    "plaats": "Voorbeeld",
    "land": "Nederland",
    "taal": "nl",
}
FINN = {"leerling": "1002", "achternaam": "Hof", "gezag": "onbekend"}


def csv_of(*rows: dict, delimiter: str = ";", columns=COLUMNS, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    lines = [delimiter.join(columns), *(delimiter.join(str(row.get(name, "")) for name in columns) for row in rows)]
    return (end.join(lines) + end).encode(encoding)


def xlsx_of(*rows: list, sheets: int = 1) -> bytes:
    """A workbook with these rows; a string that starts with "=" is written as a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for _ in range(sheets - 1):
            book.add_worksheet()
    return target.getvalue()


def error_of(**changes: str) -> tuple[int, str, str]:
    (message,) = guardians.read(csv_of(NOOR | changes)).errors
    return message.row, message.key, message.message


def test_a_parent_is_read_with_relation_authority_contact_and_address():
    found = guardians.read(csv_of(NOOR))
    assert found.rows == [
        guardians.GuardianRow(
            row=2,
            key="O1",
            pupil_key="1001",
            brin="99ZA",
            kind="ouder",
            initials="A.",
            first_name="Aïsha",
            prefix="de",
            last_name="Wit",
            email="aisha@wit.example",
            phone="+31 6 12345678",
            authority="ja",
            authority_since=date(2020, 2, 29),
            authority_until=date(2034, 8, 31),
            has_contact_block=False,
            has_information_right=True,
            has_secret_address=False,
            organisation_name="",
            street="Dorpsstraat",
            house_number="1a",
            postcode="1234 AB",
            city="Voorbeeld",
            country="Nederland",
            language="nl",
        )
    ]
    assert not found.errors and not found.warnings


def test_what_the_list_does_not_say_stays_unsaid():
    (row,) = guardians.read(csv_of(FINN, columns=("leerling", "achternaam", "gezag"))).rows
    assert (row.key, row.kind, row.email, row.has_contact_block, row.has_information_right, row.authority_since) == (
        "",
        "",
        "",
        None,
        None,
        None,
    )


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_and_line_ends_are_found(delimiter, end):
    found = guardians.read(csv_of(NOOR, FINN, delimiter=delimiter, end=end))
    assert found.delimiter == delimiter
    assert [row.last_name for row in found.rows] == ["Wit", "Hof"]


def test_columns_may_stand_in_any_order_and_case():
    found = guardians.read(b"Gezag,ACHTERNAAM,Gezag vanaf,LeerLing\nja,Wit,2020-01-01,1001\n")
    assert found.columns == ("gezag", "achternaam", "gezag_vanaf", "leerling")
    assert (found.rows[0].pupil_key, found.rows[0].authority_since) == ("1001", date(2020, 1, 1))


@pytest.mark.parametrize(("written", "reported"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("windows-1252", "windows-1252")])
def test_the_encoding_is_found_and_reported(written, reported):
    found = guardians.read(csv_of(NOOR | {"achternaam": "Müller"}, encoding=written))
    assert (found.encoding, found.rows[0].last_name, found.rows[0].first_name) == (reported, "Müller", "Aïsha")


@pytest.mark.parametrize("written", ["utf-16", "utf-16-le", "utf-32", "cp850", "mac_roman"])
def test_another_encoding_is_refused(written):
    with pytest.raises(Refused, match=r"UTF-8|columns"):
        guardians.read(csv_of(NOOR | {"voornaam": "Zoë", "achternaam": "Coëhoorn"}, encoding=written))


def test_a_mixture_of_encodings_is_refused():
    with pytest.raises(Refused, match="mixture"):
        guardians.read(csv_of(NOOR) + csv_of(FINN | {"achternaam": "Müller"}, encoding="windows-1252"))


def test_names_that_were_stored_twice_are_warned_of():
    found = guardians.read(csv_of(NOOR | {"voornaam": "Zoë".encode().decode("windows-1252")}))
    assert "garbled" in found.warnings[0].message


def test_a_value_may_hold_the_separator_between_quotation_marks():
    data = b'leerling;achternaam;gezag;straat\n1;"Wit; de";ja;"Laan ""Oost"""\n'
    (row,) = guardians.read(data).rows
    assert (row.last_name, row.street) == ("Wit; de", 'Laan "Oost"')


def test_empty_lines_are_passed_over_and_rows_keep_their_number():
    data = csv_of(NOOR, {}, FINN).replace(b";" * 22 + b"\r\n", b"\r\n")
    assert [row.row for row in guardians.read(data).rows] == [2, 4]


ERRORS = {
    "no pupil": ({"leerling": ""}, "leerling"),
    "no surname": ({"achternaam": " "}, "achternaam"),
    "no authority": ({"gezag": ""}, "gezag"),
    "authority in other words": ({"gezag": "gedeeld"}, "gerechtelijk, ja, nee, onbekend"),
    "relation": ({"relatie": "oma"}, "relatie"),
    "language": ({"taal": "de"}, "taal"),
    "yes or no": ({"contactblokkade": "1"}, "contactblokkade"),
    "mail address": ({"email": "aisha(at)wit.example"}, "email"),
    "phone": ({"telefoon": "bel maar"}, "telefoon"),
    "phone as formula": ({"telefoon": "+cmd|' /C calc'!A0"}, "telefoon"),
    "brin": ({"brin": "ZZ99"}, "brin"),
    "american date": ({"gezag_vanaf": "08/31/2020"}, "gezag_vanaf"),
    "no such day": ({"gezag_vanaf": "2021-02-29"}, "gezag_vanaf"),
    "digits of another script": ({"gezag_vanaf": "٢٠٢٠-٠٢-٢٩"}, "gezag_vanaf"),
    "dates reversed": ({"gezag_vanaf": "2034-09-01"}, "gezag_tot"),
    "dates equal": ({"gezag_vanaf": "31-08-2034"}, "gezag_tot"),
    "formula": ({"achternaam": "=1+1"}, "achternaam"),
    "formula with plus": ({"achternaam": "+1"}, "achternaam"),
    "formula with minus": ({"straat": "-2+3"}, "straat"),
    "formula with at": ({"plaats": "@SUM(A1)"}, "plaats"),
    "formula behind a blank": ({"achternaam": "  =1+1"}, "achternaam"),
    "formula behind a tab": ({"achternaam": "\t=1+1"}, "achternaam"),
    "formula in the key": ({"ouder": "=O1"}, "ouder"),
    "control sign": ({"achternaam": "Wi\x07t"}, "achternaam"),
    "too long": ({"achternaam": "W" * 201}, "200"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_one_fault_refuses_the_list_with_its_row_and_field(name):
    """Issue 2, bad input; the message never repeats the value."""
    changes, words = ERRORS[name]
    row, _key, message = error_of(**changes)
    assert row == 2
    assert words in message
    assert all(len(value.strip()) < 3 or value.strip() not in message for value in changes.values())


def test_an_organisation_needs_no_surname():
    (row,) = guardians.read(csv_of(FINN | {"achternaam": "", "organisatie": "Jeugdhulp Voorbeeld"})).rows
    assert row.organisation_name == "Jeugdhulp Voorbeeld"


def test_the_same_guardian_of_the_same_pupil_twice_is_an_error_on_the_second_row():
    """SETTLED 15: by the key, or else by relation, surname and initials."""
    (with_key,) = guardians.read(csv_of(NOOR, FINN, NOOR)).errors
    assert (with_key.row, with_key.key) == (4, "O1")
    (without,) = guardians.read(csv_of(FINN, FINN | {"achternaam": "hof"})).errors
    assert without.row == 3
    assert not guardians.read(csv_of(NOOR, NOOR | {"leerling": "1002"}, FINN, FINN | {"voorletters": "B"})).errors


def test_one_key_with_two_names_is_warned_of():
    found = guardians.read(csv_of(NOOR, NOOR | {"leerling": "1002", "achternaam": "Zwart"}))
    assert [(message.row, message.key) for message in found.warnings] == [(3, "O1")]


def test_unknown_columns_are_counted_and_left_out():
    data = b"leerling;achternaam;gezag;BSN\n1;Wit;ja;111222333\n2;Hof;nee;\n"
    found = guardians.read(data)
    assert found.ignored == {"bsn": 1}
    assert "bsn" in found.warnings[0].message
    assert "111222333" not in repr(found)


def test_a_row_with_too_many_or_too_few_cells_is_an_error():
    data = b"leerling;achternaam;gezag\n1;Wit;de;ja\n2;Hof\n"
    assert [message.row for message in guardians.read(data).errors] == [2, 3]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "columns"),
        (b"leerling|achternaam|gezag\n1|Wit|ja\n", "separated"),
        (b"1;Wit;ja\n2;Hof;nee\n", "names of the columns"),
        (b"leerling;achternaam\n1;Wit\n", "gezag"),
        (b"leerling;achternaam;gezag;Gezag\n1;Wit;ja;nee\n", "twice"),
        (b"leerling;achternaam;gezag\n", "no guardians"),
        (b'leerling;achternaam;gezag\n1;"Wit;ja\n2;Hof;nee\n', "quotation"),
        (b'leerling;achternaam;gezag\n1;"Wit" de;ja\n', "quotation"),
        (b"leerling;achternaam;gezag\n1;" + b"x" * 200_000 + b";ja\n", "quotation"),
        (b"leerling;achternaam;gezag\n" + b";" * 100 + b"\n", "columns"),
        (b"leerling;achternaam;gezag\n" + b"\n" * 200_005, "200,000"),
        (b"leerling;achternaam;gezag\n1;W\0it;ja\n", "UTF-8"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 1000, "old or protected"),
        (b"%PDF-1.7 leerling", "columns"),
        (b"leerling;achternaam;gezag\n" + b"x" * tables.MAX_BYTES, "50 MB"),
    ],
    ids=range(15),
)
def test_what_is_no_list_of_guardians_is_refused_in_words(data, words):
    with pytest.raises(Refused, match=words):
        guardians.read(data)


# XLSX

HEADER = ["leerling", "Achternaam", "gezag", "gezag_vanaf", "telefoon", "contactblokkade"]


def test_a_sheet_is_read_with_its_numbers_dates_and_ticks_as_a_person_sees_them():
    found = guardians.read(
        xlsx_of(HEADER, [123.0, "Wit", "ja", datetime(2020, 2, 29), 612345678, True], ["007", "Hof", "nee", "", "", False])
    )
    assert (found.encoding, found.delimiter) == ("xlsx", "")
    wit, hof = found.rows
    assert (wit.row, wit.pupil_key, wit.authority_since, wit.phone, wit.has_contact_block) == (
        2,
        "123",
        date(2020, 2, 29),
        "612345678",
        True,
    )
    assert (hof.row, hof.pupil_key, hof.authority_since, hof.has_contact_block) == (3, "007", None, False)
    assert not found.errors and not found.warnings


def test_a_formula_in_a_cell_is_an_error_even_with_a_stored_result():
    (message,) = guardians.read(xlsx_of(HEADER, ["1", '=HYPERLINK("http://a.example")', "ja"])).errors
    assert message.row == 2
    assert "achternaam" in message.message


def test_empty_rows_of_a_sheet_keep_the_numbers_of_the_others():
    assert [row.row for row in guardians.read(xlsx_of(HEADER, [], ["1", "Wit", "ja"], [], ["2", "Hof", "ja"])).rows] == [3, 5]


def test_only_the_first_sheet_is_read_and_that_is_said():
    found = guardians.read(xlsx_of(HEADER, ["1", "Wit", "ja"], sheets=2))
    assert "first sheet" in found.warnings[0].message


def test_cells_beyond_the_columns_are_an_error():
    assert guardians.read(xlsx_of(HEADER, ["1", "Wit", "ja", "", "", "", "meer"])).errors


def test_a_name_that_does_not_fit_the_content_is_warned_of(tmp_path):
    path = tmp_path / "ouders.csv"
    path.write_bytes(xlsx_of(HEADER, ["1", "Wit", "ja"]))
    found = guardians.read(path)
    assert len(found.rows) == 1
    assert "name of the file" in found.warnings[0].message


def rezipped(data: bytes, **parts: bytes) -> bytes:
    """The workbook with other parts; "__" in a name stands for "/"."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        names = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
        for part in source.infolist():
            copy.writestr(part.filename, names.pop(part.filename, None) or source.read(part))
        for name, content in names.items():
            copy.writestr(name, content)
    return target.getvalue()


SHEET = xlsx_of(HEADER, ["1", "Wit", "ja"])
XLSX_BOMBS = {
    "one part of zeros": rezipped(SHEET, xl__media_DOT_bin=b"\0" * 70_000_000),
    "one part just over the ratio": rezipped(SHEET, xl__media_DOT_bin=b"x" * 20_000_000),
    "strings that unpack a thousandfold": rezipped(SHEET, xl__sharedStrings_DOT_xml=b"<sst>" + b"<si/>" * 10_000_000 + b"</sst>"),
    "a thousand parts": rezipped(SHEET, **{f"a{n}": b"x" for n in range(1000)}),
    "entities": rezipped(SHEET, xl__sharedStrings_DOT_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'),
    "external entity": rezipped(
        SHEET, xl__workbook_DOT_xml=b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><workbook>&b;</workbook>'
    ),
    "sheet in utf-16": rezipped(SHEET, xl__worksheets__sheet1_DOT_xml="<worksheet/>".encode("utf-16")),
    "no workbook": rezipped(SHEET, xl__workbook_DOT_xml=b"<nothing/>"),
    "broken sheet": rezipped(SHEET, xl__worksheets__sheet1_DOT_xml=b"<worksheet><sheetData><row r='1'><c"),
    "sheet that is no XML": rezipped(SHEET, xl__worksheets__sheet1_DOT_xml=b"leerling;achternaam"),
    "a row far below": rezipped(
        SHEET,
        xl__worksheets__sheet1_DOT_xml=b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>',
    ),
    "only a zip": rezipped(b"PK\x05\x06" + b"\0" * 18, readme=b"hello"),
    "truncated": SHEET[:-200],
    "truncated early": SHEET[:300],
    "damaged inside": SHEET[:600] + b"\0\xff" * 20 + SHEET[640:],
    "empty sheet": xlsx_of(),
    "header alone": xlsx_of(HEADER),
}


@pytest.mark.parametrize("name", XLSX_BOMBS)
def test_a_hostile_workbook_is_refused_in_words(name):
    """RELIABILITY T17: count, ratio and total before anything is parsed."""
    with pytest.raises(Refused) as refusal:
        guardians.read(XLSX_BOMBS[name], "ouders.xlsx")
    assert len(str(refusal.value)) > 30


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="cannot be opened"):
        guardians.read(tmp_path / "none.csv")


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(Refused, match="50 MB"):
        guardians.read(path)


GRAINS = [b'"', b";", b"\n", b"\r", b"\t", b"=", b"\xff", b"\0", b"\xc3", b",", b"PK\x03\x04", b"\xef\xbb\xbf"]


@settings(max_examples=SIZES.import_examples * 2, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([csv_of(NOOR, FINN), csv_of(NOOR, FINN, delimiter="\t", encoding="windows-1252"), SHEET]),
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 30), st.sampled_from(GRAINS) | st.binary(max_size=4)), max_size=4),
)
def test_whatever_is_damaged_the_list_is_read_or_refused(data, cuts):
    """Never another exception."""
    for place, length, grain in cuts:
        at = place % (len(data) + 1)
        data = data[:at] + grain + data[at + length :]
    try:
        found = guardians.read(data)
    except Refused as refusal:
        assert str(refusal)
        return
    assert all(message.message for message in found.errors + found.warnings)
    assert found.is_refused or all(row.pupil_key and row.authority for row in found.rows)


@settings(max_examples=SIZES.import_examples)
@given(st.binary(max_size=500))
def test_any_bytes_at_all_are_refused(data):
    with pytest.raises(Refused):
        guardians.read(data)
