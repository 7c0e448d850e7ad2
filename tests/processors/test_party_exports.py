"""The registers of parties and agreements as Excel files (Must show 4): within reach, and with nothing in them that runs."""
import io

import pytest
from openpyxl import load_workbook

from privacyadmin.exports import writing
from privacyadmin.exports.registry import OFFERS
from tests.factories import UserFactory
from tests.processors import making

CODES = ("processors.parties", "processors.agreements")


def rows_of(code: str, scope) -> list[list]:
    offer = OFFERS[code]
    content = writing.xlsx(str(offer.label), offer.columns, offer.rows(scope, None), [], "Over")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("code", CODES)
def test_what_a_user_typed_is_never_a_formula(code, writer, vlieger):
    """S1-52; Bad input: a name that begins as a formula."""
    party = making.party(writer, name="=HYPERLINK(1)")
    making.use(party, writer, service="+1+1")
    making.signed(party, writer, subject="@SUM(1)")
    rows = rows_of(code, writer)
    assert len(rows) == 2 and len(rows[0]) == len(rows[1])
    assert "'=HYPERLINK(1)" in rows[1]


@pytest.mark.parametrize("code", CODES)
def test_director_takes_out_her_school_only(code, writer, director, scope_of, vlieger, kompas):
    for school in (vlieger, kompas):
        party = making.party(writer, name=f"Partij van {school.name}")
        making.use(party, writer, school=school)
        making.signed(party, writer, school=school)
    told = str(rows_of(code, scope_of(director)))
    assert "De Vlieger" in told and "Kompas" not in told


def test_who_has_no_role_takes_out_none(board, scope_of):
    assert not any(OFFERS[code].may(scope_of(UserFactory())) for code in CODES)
