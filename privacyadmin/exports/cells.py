"""What may stand in a cell: never something that a spreadsheet would run (CWE-1236; T14)."""
import re
from datetime import date, datetime

from privacyadmin.times import AMSTERDAM

from .registry import Cell

# A sign that begins a formula, also as a full-width or small form, which Excel reads as the sign itself.
SIGN = "=+\\-@＝＋－＠﹦﹢﹣﹫−"
# What a spreadsheet skips or cuts at before it looks for that sign.
SKIPPED = "\\s\"'`;,|\ufeff\u200b-\u200f\u2028-\u202e\u2060-\u2064"
BEGINS = re.compile(f"^[{SKIPPED}]*[{SIGN}]")
# The same after a separator: a file that is cut at the wrong sign has a cell there too.
CUT = re.compile(f"([;,|][{SKIPPED}]*)(?=[=@＝＠﹦﹫])|([;,|])(?=[{SIGN}])")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
GUARD = "'"
LONGEST = 32_000            # a cell of Excel holds 32,767 characters
FORBIDDEN_IN_SHEETS = re.compile(r"[\[\]:*?/\\]")


def text(value: str) -> str:
    """One line of plain text; what would begin a formula gets a quote in front, so that it is read as text everywhere."""
    plain = CUT.sub(lambda found: found.group(0) + GUARD, UNPRINTABLE.sub(" ", value)).strip()[:LONGEST]
    return GUARD + plain if BEGINS.match(plain) else plain


def as_text(value: Cell) -> str:
    """A value as it stands in a CSV: days and times as people in the Netherlands read them."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return text(str(value))


def sheet_name(wanted: str) -> str:
    """A name that every spreadsheet takes: at most 31 characters, without the signs that they use themselves."""
    name = text(FORBIDDEN_IN_SHEETS.sub(" ", wanted)).strip("' ")[:31].strip("' ")
    return name if name and name.casefold() != "history" else "Export"
