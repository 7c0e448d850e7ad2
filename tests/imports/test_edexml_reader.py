"""An EDEXML file of a school is read as DOMAIN 2.12 and SETTLED 27 say; what is wrong in it is told with its row."""

import io
from datetime import date
from pathlib import Path

import pytest

from students.imports import edexml
from students.imports.messages import MAX_ERRORS
from tests.edexml.build import make_edexml, make_pupil

ON = date(2026, 11, 1)
FOLDER = Path(__file__).resolve().parent.parent / "edexml"
VLIEGER = FOLDER / "vlieger.xml"
TEXT = VLIEGER.read_text()
HANDBOOK = FOLDER.parent.parent.parent / "shared" / "edexml" / "EDEXML.Voorbeeld.2.1.xml"


def changed(old: str, new: str) -> edexml.EdexFile:
    """The example file with one change."""
    assert old in TEXT
    return edexml.read(TEXT.replace(old, new, 1).encode(), on=ON)


def line(text: str, source: str = TEXT) -> int:
    return source[: source.index(text)].count("\n") + 1


def only_error(found: edexml.EdexFile) -> tuple[int, str, str]:
    (message,) = found.errors
    assert found.is_refused
    return message.row, message.key, message.message


@pytest.fixture(scope="module")
def vlieger() -> edexml.EdexFile:
    return edexml.read(VLIEGER, on=ON)


def test_the_school_is_known_by_its_brin_and_year(vlieger):
    assert vlieger.school == edexml.SchoolRow(4, "99ZA", "", "2026-2027", date(2026, 10, 1), "vlieger")
    assert not vlieger.is_refused


def test_a_pupil_is_read_with_everything_that_the_school_keeps(vlieger):
    noor = vlieger.pupils[0]
    assert noor == edexml.PupilRow(
        row=line('<leerling key="1001"'),
        key="1001",
        last_name="Wit",
        prefix="de",
        given_names="Noor Zoë",
        initials="NZ",
        first_name="Noor",
        birth_on=date(2016, 2, 29),
        sex="2",
        start_year3_on=date(2022, 8, 22),
        year_group="6",
        group_key="6A",
        combined_keys=("PLUS",),
        location="Noord",
        email="noor@vlieger.example",
        postcode="1234AB",
        entry_on=date(2020, 2, 29),
        exit_on=None,
        eck_id="https://ketenid.nl/201703/0001",
    )


def test_a_first_name_or_a_surname_is_enough_of_a_name(vlieger):
    """SETTLED 27."""
    assert (vlieger.pupils[1].first_name, vlieger.pupils[1].last_name) == ("Finn", "")
    assert (vlieger.pupils[2].first_name, vlieger.pupils[2].last_name) == ("", "Molen")


def test_a_pupil_who_left_is_read_as_historical_with_the_day(vlieger):
    molen = vlieger.pupils[2]
    assert molen.is_historical
    assert molen.exit_on == date(2026, 7, 31)
    assert molen.birth_on == date(2014, 5, 5)


def test_groups_of_both_kinds_and_the_links_of_teachers_are_read_but_no_roles(vlieger):
    """DOMAIN 2.12: no rights from roles."""
    assert [(group.key, group.kind, group.year_group) for group in vlieger.groups] == [
        ("6A", "base", "6"),
        ("PLUS", "combined", ""),
        ("7A", "base", "7"),
    ]
    assert [(teacher.key, teacher.group_keys) for teacher in vlieger.teachers] == [("T1", ("6A", "PLUS")), ("#1", ())]
    assert "DIR" not in repr(vlieger)


def test_numbers_origin_weight_and_photo_are_counted_and_never_taken_in(vlieger):
    """SETTLED 27; an element without a value does not count."""
    assert vlieger.ignored == {
        "bsn": 2,
        "bsn_ondwnr-4": 1,
        "etniciteit": 1,
        "fotourl": 1,
        "gewicht": 1,
        "gewicht_nieuw": 1,
        "land": 1,
        "land_moeder": 1,
        "land_vader": 1,
        "toevoegingen": 1,
    }
    for value in ("111222333", "123456789", "2731", "1001.jpg", "Zolder"):
        assert value not in repr(vlieger)


def test_a_number_that_fails_the_eleven_test_is_a_warning_on_its_row_without_the_number(vlieger):
    """DOMAIN 2.12: a row warning, not a stop."""
    (warning,) = [message for message in vlieger.warnings if message.key == "1002"]
    assert warning.row == line("<bsn>123456789")
    assert "eleven test" in warning.message
    assert "123456789" not in warning.message


def test_a_dummy_key_is_warned_of_and_matches_nobody():
    """DOMAIN 2.12: a key that starts with #."""
    found = changed('key="1002"', 'key="#12"')
    assert not found.pupils[1].is_matchable
    assert [message.key for message in found.warnings if "#" in message.message] == ["#12", "#1"]
    assert not found.errors


if HANDBOOK.exists():

    def test_the_sample_of_the_handbook_gives_three_pupils_and_its_ignored_fields():
        """Must show 2."""
        found = edexml.read(HANDBOOK, on=ON)
        assert len(found.pupils) == 3
        assert not found.errors
        assert found.ignored == {
            "bsn": 1,
            "bsn_ondwnr-4": 1,
            "gewicht_nieuw": 1,
            "land": 2,
            "land_moeder": 1,
            "land_vader": 1,
            "toevoegingen": 3,
        }
        (warning,) = found.warnings
        assert warning.key == "00002"
        assert "133456785" not in warning.message


ERRORS = {
    "two keys": ('key="1002"', 'key="1001"', '<leerling key="1002"', "used before, on line"),
    "two eckids": ('key="1002"', 'key="1002" eckid="https://ketenid.nl/201703/0001"', '<leerling key="1002"', "eckid"),
    "no key": (' key="1002"', "", '<leerling key="1002"', "no key"),
    "blank key": ('key="1002"', 'key=" "', '<leerling key="1002"', "no key"),
    "long key": ('key="1002"', f'key="{"k" * 257}"', '<leerling key="1002"', "256"),
    "unknown attribute": ('key="1002"', 'key="1002" age="9"', '<leerling key="1002"', "attribute age"),
    "unknown group": (
        '<leerling key="1002">\n\t\t\t<roepnaam>Finn</roepnaam>\n\t\t\t<jaargroep>6</jaargroep>\n\t\t\t<groep key="6A"/>',
        '<leerling key="1002">\n\t\t\t<roepnaam>Finn</roepnaam>\n\t\t\t<jaargroep>6</jaargroep>\n\t\t\t<groep key="6Z"/>',
        "<bsn>123456789",
        "groep",
    ),
    "combined as base": (
        '<samengestelde_groep key="PLUS"/>\n\t\t\t</samen',
        '<samengestelde_groep key="6A"/>\n\t\t\t</samen',
        "</samengestelde_groepen>",
        "samengestelde_groep",
    ),
    "unknown location": ('<vestiging key="NOORD"/>', '<vestiging key="ZUID"/>', '<vestiging key="NOORD"/>', "vestiging"),
    "unknown element": ("<roepnaam>Finn", "<bijnaam>F</bijnaam><roepnaam>Finn", "<roepnaam>Finn", "bijnaam"),
    "wrong order": (
        '<jaargroep>6</jaargroep>\n\t\t\t<groep key="6A"/>\n\t\t\t<bsn>',
        "<jaargroep>6</jaargroep>\n\t\t\t<geslacht>1</geslacht>\n\t\t\t<bsn>",
        "<bsn>123456789",
        "belongs before",
    ),
    "twice": ("<roepnaam>Finn</roepnaam>", "<roepnaam>Finn</roepnaam><roepnaam>F</roepnaam>", "<roepnaam>Finn", "only one"),
    "two numbers": (
        "<bsn>123456789</bsn>",
        "<bsn>111222333</bsn><onderwijsnummer>123456789</onderwijsnummer>",
        "<bsn>123456789",
        "only one",
    ),
    "no name": ("<roepnaam>Finn</roepnaam>", "", '<leerling key="1002"', "achternaam"),
    "empty name": ("<roepnaam>Finn</roepnaam>", "<roepnaam> </roepnaam>", '<leerling key="1002"', "achternaam"),
    "long name": ("<roepnaam>Finn", f"<roepnaam>{'F' * 65}", "<roepnaam>Finn", "64"),
    "very long name": ("<roepnaam>Finn", f"<roepnaam>{'F' * 5000}", "<roepnaam>Finn", "64"),
    "year group": ("<jaargroep>H", "<jaargroep>9", "<jaargroep>H", "jaargroep"),
    "sex": ("<geslacht>2", "<geslacht>3", "<geslacht>2", "geslacht"),
    "digits of another script": ("<postcodenl>1234AB", "<postcodenl>١٢٣٤AB", "<postcodenl>", "postcodenl"),
    "birth in the future": ("2016-02-29</geb", "2026-11-02</geb", "2016-02-29</geb", "future"),
    "birth long ago": ("2016-02-29</geb", "1016-02-29</geb", "2016-02-29</geb", "1900"),
    "no such day": ("2016-02-29</geb", "2015-02-29</geb", "2016-02-29</geb", "date"),
    "no date": ("2016-02-29</geb", "29-02-2016</geb", "2016-02-29</geb", "date"),
    "left before he came": ("2026-07-31", "2016-07-31", "2026-07-31", "before"),
    "came before birth": ("2018-05-05", "2013-05-05", "2018-05-05", "geboortedatum"),
    "school year": ("2026-2027", "2026-2028", "2026-2027", "follow"),
    "school year in words": ("2026-2027", "dit jaar", "2026-2027", "schooljaar"),
    "no school year": ("<schooljaar>2026-2027</schooljaar>", "", "</school>", "schooljaar"),
    "brin": ("99ZA", "ZZ99", "<brincode>", "brincode"),
    "no brin": ("<brincode>99ZA</brincode>", "", "<school>", "brincode"),
    "text among pupils": ('<leerling key="1002"', 'zie boven <leerling key="1002"', '<leerling key="1002"', "text"),
    "group without year": ("<jaargroep>7</jaargroep>", "", "</groep>\n\t</groepen>", "jaargroep"),
    "two groups with one key": (
        '<samengestelde_groep key="PLUS">',
        '<samengestelde_groep key="6A">',
        '<samengestelde_groep key="PLUS">',
        "used before",
    ),
}
ROWS_ON = {"unknown group": -1, "combined as base": -1, "wrong order": -1}  # the row that is meant has no words of its own
FOLLOWED_BY_OTHERS = {"two groups with one key"}  # the references to the group that was meant then fail too


@pytest.mark.parametrize("name", ERRORS)
def test_one_fault_refuses_the_file_with_its_row(name):
    """All or nothing; the message says where and what to do."""
    old, new, at, words = ERRORS[name]
    found = changed(old, new)
    row, _key, message = only_error(found) if name not in FOLLOWED_BY_OTHERS else (found.errors[0].row, "", found.errors[0].message)
    assert row == line(at) + ROWS_ON.get(name, 0)
    assert words in message


def test_a_file_without_pupils_is_refused():
    found = edexml.read(make_edexml(0), on=ON)
    assert "leerling" in only_error(found)[2]


def test_every_error_is_told_not_only_the_first():
    found = edexml.read(make_edexml(3, extra="\n".join(make_pupil(n, group="NONE", key=f"X{n}") for n in range(5))), on=ON)
    assert [message.key for message in found.errors] == ["X0", "X1", "X2", "X3", "X4"]


def test_a_file_full_of_errors_is_left_after_two_hundred():
    found = edexml.read(make_edexml(1000).replace(b"<jaargroep>", b"<jaargroep>9"), on=ON)
    assert len(found.errors) == MAX_ERRORS + 1
    assert "more errors" in found.errors[-1].message


def test_an_invalid_mail_address_and_a_missing_year_are_warnings():
    found = changed("noor@vlieger.example", "noor at vlieger")
    assert found.pupils[0].email == ""
    assert [message.key for message in found.warnings if "emailadres" in message.message] == ["1001"]
    assert not changed('<jaargroep>6</jaargroep>\n\t\t\t<groep key="6A"/>\n\t\t\t<bsn>', "<bsn>").errors


def test_an_entry_in_the_future_is_no_error():
    assert not changed("2020-02-29</ins", "2027-08-01</ins").errors


def test_a_reference_day_in_the_future_is_a_warning():
    assert any("peildatum" in message.message for message in changed("<peildatum>2026-10-01", "<peildatum>2027-10-01").warnings)


def test_the_schema_ends_in_2025_but_schools_do_not():
    """DOMAIN 2.12: by pattern, not by the list."""
    assert changed("2026-2027", "2039-2040").school.school_year == "2039-2040"


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "UTF-8"])
def test_names_with_accents_arrive_whole_in_the_encodings_that_schools_use(encoding):
    data = TEXT.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
    assert edexml.read(data, on=ON).pupils[0].given_names == "Noor Zoë"


def test_letters_that_were_stored_twice_are_warned_of():
    data = TEXT.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode()
    assert any("garbled" in message.message for message in edexml.read(data, on=ON).warnings)


def test_a_path_bytes_and_an_open_file_read_the_same(vlieger):
    data = VLIEGER.read_bytes()
    assert edexml.read(data, on=ON) == vlieger == edexml.read(io.BytesIO(data), on=ON)


def test_messages_for_machines_are_plain(vlieger):
    """CONTRACT: {row, key, message}."""
    assert vlieger.warnings[0].as_json() == {"row": vlieger.warnings[0].row, "key": "1002", "message": vlieger.warnings[0].message}


def test_a_made_file_of_a_whole_school_is_read_without_a_fault():
    found = edexml.read(make_edexml(1500, with_numbers=True), on=ON)
    assert (len(found.pupils), len(found.groups), len(found.teachers)) == (1500, 61, 60)
    assert not found.errors and not found.warnings
    assert found.ignored == {"bsn": 1500, "land": 1500}


def test_rows_are_right_far_into_a_long_file():
    """The parser's own line numbers drift after 65,535."""
    data = make_edexml(4500)
    pupil = edexml.read(data, on=ON).pupils[-1]
    lines = data.split(b"\n")
    assert pupil.row > 65_535
    assert f'key="{pupil.key}"'.encode() in lines[pupil.row - 1]
