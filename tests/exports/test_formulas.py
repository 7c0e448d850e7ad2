"""No export holds a live formula (RELIABILITY T14, V1.2.10)."""
from datetime import timedelta

import pytest

from consent.services import campaigns
from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.exports import writing
from privacyadmin.exports.cells import sheet_name, text
from privacyadmin.exports.registry import OFFERS, Column
from privacyadmin.organisation.models import School
from tests.consent.making import purposes
from tests.exports.payloads import PAYLOADS
from tests.exports.reading import STARTERS, csv_cells, formulas, running, xlsx_cells
from tests.factories import NOW, TODAY, guardian, pupil, staff

COLUMNS = (Column("Naam"), Column("=1+1"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_never_begins_a_formula(payload):
    assert text(payload)[0] not in STARTERS
    assert payload.strip("\t\r\n\x00 ").split("+")[0][-1:] in text(payload)         # and still says what was typed


PLAIN = ("Noor de Wit", "6A", "D'Angelo", "Jan-Willem", "3 - 5", "e.a., o.a.", "50% = half", "a@b.example", "Ünal")


@pytest.mark.parametrize("plain", PLAIN)
def test_a_plain_name_stays_as_it_is(plain):
    assert text(plain) == plain


def test_a_file_that_is_cut_at_the_wrong_sign_holds_no_formula_either():
    content = b"".join(writing.csv_pieces(COLUMNS, [("begin", payload) for payload in PAYLOADS]))
    for delimiter in ";,|":
        assert running(csv_cells(content, delimiter)) == []


def test_a_workbook_of_payloads_holds_no_formula():
    content = writing.xlsx("=[a]*?/:" * 9, COLUMNS, [(payload, 3) for payload in PAYLOADS], [(PAYLOADS[0], PAYLOADS[1])], "'x'")
    assert formulas(content) == 0 and running(xlsx_cells(content)) == []


@pytest.mark.parametrize("name", ["", "[]:*?/\\", "History", "'a'", "x" * 60, *PAYLOADS])
def test_any_name_of_a_sheet_is_taken(name):
    found = sheet_name(name)
    assert 0 < len(found) <= 31 and not set(found) & set("[]:*?/\\")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("code", [
    "access.grants", "audit.events", "consent.answers", "consent.waiting", "requests.register", "students.pupils",
])
def test_every_list_that_is_offered_is_safe_with_every_payload_in_every_name(board, vlieger, group6a, code, form):
    """T14: 25 payloads × every export × csv and xlsx."""
    assert code in OFFERS and len(PAYLOADS) >= 25
    School.objects.filter(pk=vlieger.pk).update(name=PAYLOADS[2])
    purposes(vlieger)
    clean = [payload.replace("\x00", "") for payload in PAYLOADS]
    for payload in clean:
        guardian(pupil(vlieger, group6a, first_name=payload[:60], last_name=payload, prefix=payload[:9]), last_name=payload)
    keeper = resolve(staff(Role.DIRECTOR, vlieger), NOW)
    asked = {"kind": "yearly", "name": clean[0], "purposes": [purposes(vlieger)["IMG_WEB"]], "classes": [], "remind_every": 14}
    campaigns.start(campaigns.make(vlieger, answer_by=TODAY + timedelta(days=9), by=keeper, at=NOW, **asked), by=keeper, at=NOW)
    for payload in clean:
        staff(Role.OFFICE, vlieger, name=payload)
    audit.flush()
    offer, scope = OFFERS[code], resolve(staff(Role.COORDINATOR, board, name=clean[0]), NOW)
    rows = list(offer.rows(scope, None))
    if form == "csv":
        assert running(csv_cells(b"".join(writing.csv_pieces(offer.columns, rows)))) == []
    else:
        content = writing.xlsx(str(offer.label), offer.columns, rows, [], "x")
        assert formulas(content) == 0 and running(xlsx_cells(content)) == []
    assert all(len(row) == len(offer.columns) for row in rows)
    assert len(rows) >= (0 if code == "requests.register" else len(PAYLOADS)), TODAY


def test_no_other_list_is_offered_than_those_tried_here():
    """Those of the registers of parties and processing are in tests/processors/test_formulas.py, transfers in tests/students."""
    others = {code for code in OFFERS if not code.startswith("processors.")}
    assert others == {
        "access.grants", "audit.events", "consent.answers", "consent.waiting", "requests.register", "students.pupils", "students.transfers",
    }
