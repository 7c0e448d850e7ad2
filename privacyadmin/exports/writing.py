"""The one writer of spreadsheets: CSV piece by piece, XLSX with every cell written as text, number or day, never as a formula."""
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import xlsxwriter

from privacyadmin.times import AMSTERDAM

from . import cells
from .registry import Cell, Column, Row

PIECE = 500                     # rows that are written at once
MOST_IN_XLSX = 25_000           # rows: a workbook is put together in memory; a longer list comes as CSV
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = {date: "dd-mm-yyyy", datetime: "dd-mm-yyyy hh:mm"}
BOM = b"\xef\xbb\xbf"           # without it Excel reads the accents wrong


class TooLong(ValueError):
    """More rows than a workbook can hold in memory: the list is made as CSV."""


def csv_pieces(columns: Iterable[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """A CSV as Dutch spreadsheets read it: UTF-8 with a mark, `;` between, every cell in quotes."""
    yield BOM
    waiting = io.StringIO()
    writer = csv.writer(waiting, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cells.text(str(column.label)) for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([cells.as_text(value) for value in row])
        if number % PIECE == 0:
            yield _taken(waiting)
    yield _taken(waiting)


def _taken(waiting: io.StringIO) -> bytes:
    piece = waiting.getvalue().encode()
    waiting.seek(0)
    waiting.truncate()
    return piece


def xlsx(title: str, columns: tuple[Column, ...], rows: Iterable[Row], about: Iterable[tuple[str, str]], about_title: str) -> bytes:
    """A workbook with the list, and a sheet that says what it is for and who made it. Raises TooLong."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {kind: workbook.add_format({"num_format": shown}) for kind, shown in SHOWN.items()}
        sheet = workbook.add_worksheet(cells.sheet_name(title))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, cells.text(str(column.label)), heading)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            if number > MOST_IN_XLSX:
                raise TooLong
            for place, value in enumerate(row):
                _write(sheet, number, place, value, formats)
        _about(workbook, about_title, about, heading)
    return target.getvalue()


def _write(sheet, number: int, place: int, value: Cell, formats: dict) -> None:
    if isinstance(value, int):
        sheet.write_number(number, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(number, place, value.astimezone(AMSTERDAM).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(number, place, value, formats[date])
    elif value is not None:
        sheet.write_string(number, place, cells.text(str(value)))


def _about(workbook, title: str, rows: Iterable[tuple[str, str]], heading) -> None:
    sheet = workbook.add_worksheet(cells.sheet_name(title))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 60)
    for number, (label, value) in enumerate(rows):
        sheet.write_string(number, 0, cells.text(label), heading)
        sheet.write_string(number, 1, cells.text(value))
