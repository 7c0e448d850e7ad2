"""A file as a spreadsheet reads it: cells of a CSV at each separator, and the parts of a workbook."""
import csv
import io
import re
import zipfile

import openpyxl

STARTERS = "=+-@＝＋－＠\t\r"


def csv_cells(content: bytes, delimiter: str = ";") -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter) for cell in row]


def formulas(content: bytes) -> int:
    """How many formulas stand in the sheets of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    return sum(len(re.findall(r"<f[ >/]", sheet)) for sheet in sheets)


def xlsx_cells(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def running(cells: list[str]) -> list[str]:
    """The cells that a spreadsheet would take for a formula."""
    return [cell for cell in cells if cell.strip(" \"\u200b\ufeff\u202e")[:1] and cell.strip(" \"\u200b\ufeff\u202e")[0] in STARTERS]
