"""Rows of text out of a CSV or XLSX file, as what it really is. Bounded; formulas are marked, never worked out (RELIABILITY T17)."""

import codecs
import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .messages import GARBLED, Refused

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 200
SMALL_PART = 64 * 1024             # parts that stay below are not judged by their ratio
MAX_PARTS = 500
MAX_ROWS = 200_000
MAX_COLUMNS = 64
MAX_CELL = 10_000
DELIMITERS = (";", ",", "\t")
UNREADABLE = (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, ParseError, SyntaxError)   # of openpyxl
XLSX, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMULA = "=formula"               # what a cell with a formula is read as: refused wherever text is expected
# Signs between letters that Windows-1252 has and no name has: the marks of another code page (850, Mac).
OTHER_CODE_PAGE = re.compile("[A-Za-z][‚ƒ„†‡ˆ‰‹•˜™›¡¢£¤¥¦§©«¬®¯±¶»¿]|[a-z][ŠŒŽ]|[a-z]‘[a-z]")
TOO_LARGE = _("The file is too large: at most 50 MB, 200,000 rows and 64 columns. Import one school at a time.")
NO_TABLE = _("This is no readable XLSX file. Open it in your spreadsheet program, save it again as XLSX or CSV, and import that.")
SUSPECT = _("This XLSX file unpacks to far more than a list of guardians needs, so it is not opened. Save it as CSV and import that.")
ENCODING = _("The letters of this file are neither UTF-8 nor Windows-1252, or a mixture. Save it as CSV UTF-8 and import that.")


@dataclass
class Table:
    """A header and its rows, each with its number as a person sees it: line of the CSV, row of the sheet."""

    header: list[str]
    rows: Iterator[tuple[int, list[str]]]
    encoding: str           # utf-8, windows-1252 or xlsx
    delimiter: str          # empty for a sheet
    other_sheets: int = 0


def read_table(source: BinaryIO, knows: Callable[[str], bool]) -> Table:
    """Open what the bytes are, whatever the file is called; `knows` tells a known column name. Raises Refused."""
    data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    if data.startswith(OLD_EXCEL):
        raise Refused(_("This is an old or protected Excel file. Save it without password as XLSX or CSV, and import that."))
    if data.startswith(XLSX):
        return _sheet(data)
    return _csv(data, knows)


# CSV


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding that it really has: UTF-8 where the bytes are that, else Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        raise Refused(ENCODING)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError:
        raise Refused(ENCODING) from None
    if GARBLED.search(text) or OTHER_CODE_PAGE.search(text):
        raise Refused(ENCODING)
    return text, "windows-1252"


def _csv(data: bytes, knows: Callable[[str], bool]) -> Table:
    text, encoding = decode(data)
    first = re.search(r"\S[^\r\n]*", text)
    header = first[0][:MAX_CELL] if first else ""
    found = {mark: sum(knows(name.strip('" ')) for name in header.split(mark)) for mark in DELIMITERS}
    delimiter = max(found, key=lambda mark: found[mark])
    if found[delimiter] < 2:
        raise Refused(
            _("The first row does not hold the names of the columns, separated by comma, semicolon or tab."), 1
        )
    rows = _csv_rows(text, delimiter)
    return Table(next(rows)[1], rows, encoding, delimiter)


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for count, cells in enumerate(reader):
            if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise Refused(TOO_LARGE, number)
            if any(cell.strip() for cell in cells):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise Refused(_("From this row on the quotation marks do not match. Save the file again in your spreadsheet."), number) from None


# XLSX


def _sheet(data: bytes) -> Table:
    check_archive(data)
    try:
        with warnings.catch_warnings(action="ignore"):     # of styles and extensions that a list does not need
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()           # what the file says of its own size is not believed
        rows = _sheet_rows(sheet)
        header = next(rows, None)
    except (*UNREADABLE, OSError, InvalidFileException, zipfile.BadZipFile):
        raise Refused(NO_TABLE) from None
    if header is None:
        raise Refused(_("The first sheet is empty. Put the list on the first sheet."))
    return Table(header[1], rows, "xlsx", "", len(book.worksheets) - 1)


def check_archive(data: bytes) -> None:
    """Unpack every part once, counting what really comes out, before any of it is parsed; no part may declare entities."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise Refused(SUSPECT)
            for part in parts:
                if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):   # locked, or rare
                    raise Refused(NO_TABLE)
                total = _check_part(archive, part, total)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        raise Refused(NO_TABLE) from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int) -> int:
    size, tail = 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(64 * 1024):
            size += len(chunk)
            if total + size > MAX_UNPACKED or (size > SMALL_PART and size > MAX_RATIO * max(1, part.compress_size)):
                raise Refused(SUSPECT)
            if part.filename.lower().endswith((".xml", ".rels")) and re.search(rb"<!(?:DOCTYPE|ENTITY)|\0", tail + chunk):
                raise Refused(NO_TABLE)    # a zero byte: text in an encoding that would hide them
            tail = chunk[-16:]
    return total + size


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
            values = [cell_text(cell) for cell in cells]
            while values and not values[-1]:
                values.pop()
            if values:
                yield number, values
            if number > MAX_ROWS:
                raise Refused(TOO_LARGE, number)
    except UNREADABLE:
        raise Refused(NO_TABLE) from None


def cell_text(cell: Any) -> str:
    """What a person sees in the cell, as the text that a CSV would have."""
    value = cell.value
    match value:
        case None:
            return ""
        case _ if cell.data_type in ("f", "e"):
            return FORMULA
        case bool():
            return "ja" if value else "nee"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case time() | str() | int() | float():
            return str(value)[: MAX_CELL + 1]
    return FORMULA
