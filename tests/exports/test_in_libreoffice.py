"""A register opens in LibreOffice with every row, and nothing in it runs (issue 4, Must show 4; RELIABILITY T14)."""
import csv
import os
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.exports import cells, writing
from privacyadmin.exports.registry import OFFERS, Cell, Row
from privacyadmin.times import AMSTERDAM
from tests.authz import processing
from tests.exports.payloads import PAYLOADS
from tests.factories import NOW, pupil, staff
from tests.processors import making
from tests.processors.test_formulas import type_everywhere

AS_SHOWN = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false"        # «;», quotes, UTF-8, no formulas
ERRORS = ("#NAME?", "#VALUE!", "#REF!", "Err:")
SECONDS = 120


@pytest.fixture
def by(board, vlieger, group6a) -> Scope:
    """Somebody who may take out every register, with what somebody typed in the hope that it runs."""
    writer, fg = resolve(staff(Role.COORDINATOR, board), NOW), resolve(staff(Role.FG, board), NOW)
    processing.things_of(vlieger, writer, fg)
    processing.things_of_board(writer, resolve(staff(Role.BOARD_MEMBER, board), NOW))
    for payload in PAYLOADS:
        name = payload.replace("\x00", "")
        pupil(vlieger, group6a, first_name=name[:60], last_name=name)
        party = making.party(writer, name=f"{name} B.V.")
        making.use(party, writer, service=name)
    making.signed(party, writer)
    type_everywhere(PAYLOADS[1])
    audit.flush()
    return writer


def opened_in_libreoffice(folder: Path, profile: Path) -> dict[str, list[list[str]]]:
    """Every workbook of a folder as LibreOffice shows it; the program starts once for all of them."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing: make setup installs it."
    out = folder / "out"
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", AS_SHOWN, "--outdir", str(out),
        *map(str, sorted(folder.glob("*.xlsx"))),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, env=os.environ | {"LC_ALL": "C.UTF-8"})
    return {path.stem: list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";")) for path in out.glob("*.csv")}


def as_shown(value: Cell) -> str:
    """A value as LibreOffice writes it into a CSV: days are days to it, and written the American way."""
    if isinstance(value, datetime):
        return f"{value.astimezone(AMSTERDAM):%m/%d/%Y %H:%M:%S}"
    return f"{value:%m/%d/%Y}" if isinstance(value, date) else cells.as_text(value)


def test_every_register_opens_with_all_its_rows_and_its_formulas_are_text(by, tmp_path):
    rows: dict[str, list[Row]] = {}
    for code, offer in OFFERS.items():
        rows[code] = list(offer.rows(by, None))
        (tmp_path / f"{code.replace('.', '-')}.xlsx").write_bytes(writing.xlsx(str(offer.label), offer.columns, rows[code], [], "x"))
    found = opened_in_libreoffice(tmp_path, tmp_path / "profile")
    for code, offer in OFFERS.items():
        shown = found[code.replace(".", "-")]
        assert shown[0] == [cells.text(str(column.label)) for column in offer.columns]
        assert shown[1:] == [[as_shown(value) for value in row] for row in rows[code]], code
        assert not [cell for line in shown for cell in line if cell.startswith(ERRORS)]
    assert sum(map(len, rows.values())) > len(PAYLOADS) * 2
