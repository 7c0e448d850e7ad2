"""No register of parties or processing leaves the house with a live formula (RELIABILITY T14; issue 4, Must show)."""
import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.exports import writing
from privacyadmin.exports.registry import OFFERS
from tests.authz import processing
from tests.exports.payloads import PAYLOADS
from tests.exports.reading import csv_cells, formulas, running, xlsx_cells
from tests.factories import NOW, staff
from tests.processors import giving, making

OURS = sorted(code for code in OFFERS if code.startswith("processors."))
CLEAN = [payload.replace("\x00", "") for payload in PAYLOADS]


def type_everywhere(payload: str) -> int:
    """Past the forms, into every text of the registers that nobody chooses from a list."""
    filled = 0
    for model in apps.get_app_config("processors").get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique:
                try:
                    with transaction.atomic():
                        filled += models.QuerySet(model).update(**{field.name: payload[: field.max_length]})
                except DatabaseError:                # kept by a rule of the database, such as an approved version
                    continue
    return filled


@pytest.fixture
def by(board, vlieger):
    writer, fg = resolve(staff(Role.COORDINATOR, board), NOW), resolve(staff(Role.FG, board), NOW)
    processing.things_of(vlieger, writer, fg)
    processing.things_of_board(writer, resolve(staff(Role.BOARD_MEMBER, board), NOW))
    party = making.party(writer)
    making.use(party, writer)
    making.signed(party, writer)
    giving.draft(giving.authority(writer), writer, school=vlieger)
    return writer


@pytest.mark.parametrize("payload", CLEAN)
def test_registers_hold_no_formula(by, payload):
    assert len(OURS) == 6 and type_everywhere(payload) > 50
    for code in OURS:
        offer = OFFERS[code]
        rows = list(offer.rows(by, None))
        assert rows, code
        assert running(csv_cells(b"".join(writing.csv_pieces(offer.columns, rows)))) == []
        content = writing.xlsx(str(offer.label), offer.columns, rows, [], "x")
        assert formulas(content) == 0 and running(xlsx_cells(content)) == []
