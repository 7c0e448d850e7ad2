"""What one list says: per row whose answer it is, of which pupil, and yes or no in each column; no database is touched."""
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from students.imports.messages import Refused
from students.imports.tables import FORMULA, Table, read_table

MAX_BYTES = 8 * 1024 * 1024
MAX_ROWS = 10_000
KNOWN = {
    "sleutel": "key", "leerlingsleutel": "key", "leerlingnummer": "key", "leerling": "key", "stamnummer": "key", "key": "key",
    "voornaam": "first", "roepnaam": "first", "tussenvoegsel": "prefix", "achternaam": "last", "geboortedatum": "born",
    "ouder": "parent", "naam_ouder": "parent", "ouder_naam": "parent", "verzorger": "parent", "ingevuld_door": "parent",
    "email": "email", "e_mail": "email", "email_ouder": "email", "e_mail_ouder": "email", "ouder_email": "email",
}
YES = {"ja", "j", "yes", "y", "1", "true", "waar", "x", "akkoord", "toestemming", "wel toestemming"}
NO = {"nee", "n", "no", "0", "false", "onwaar", "niet akkoord", "geen toestemming", "geweigerd"}
NOTHING = {"", "-", "?", "onbekend", "niet ingevuld", "geen antwoord", "nog niet ingevuld"}
HIMSELF = {"leerling", "zelf", "de leerling"}                     # who answered: the pupil
DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[ T]00:00(?::00)?)?"),
    re.compile(r"(?P<day>[0-9]{1,2})[-/](?P<month>[0-9]{1,2})[-/](?P<year>[0-9]{4})"),
)


@dataclass
class Row:
    """One row as it was read."""

    number: int
    key: str = ""
    first: str = ""
    last: str = ""
    born: date | None = None
    parent: str = ""
    email: str = ""
    answers: dict[UUID, bool] = field(default_factory=dict)           # by purpose
    unread: list[str] = field(default_factory=list)                   # headings of which the cell is neither yes nor no
    has_formula: bool = False

    @property
    def is_pupil(self) -> bool:
        return self.parent.casefold() in HIMSELF

    @property
    def names_nobody(self) -> bool:
        return not self.parent and not self.email


def open_table(content: bytes) -> Table:
    """The list as rows of text. Raises Refused for what is no readable list."""
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is too large: at most 8 MB."))
    return read_table(io.BytesIO(content), lambda name: column_of(name) in KNOWN)


def column_of(heading: str) -> str:
    return re.sub(r"[\s-]+", "_", heading.strip().lower().rstrip(":"))


def headings(content: bytes) -> list[str]:
    """The columns that may hold answers, as they are called. Raises Refused where nobody can be recognised by the others."""
    found = [each.strip() for each in open_table(content).header]
    known = {KNOWN.get(column_of(each)) for each in found}
    if "key" not in known and not {"first", "last", "born"} <= known:
        raise Refused(_("No column names the pupil: use «sleutel», or «voornaam», «achternaam» and «geboortedatum»."))
    return [each for each in dict.fromkeys(found) if each and column_of(each) not in KNOWN]


def rows_of(content: bytes, columns: Mapping[str, UUID]) -> list[Row]:
    """Every row, with the answers of the columns that were given a purpose."""
    table = open_table(content)
    names = [each.strip() for each in table.header]
    found: list[Row] = []
    for number, cells in table.rows:
        if len(found) == MAX_ROWS:
            raise Refused(_("A list can hold 10,000 rows at most. Import one school at a time."))
        found.append(_row(number, dict(zip(names, [cell.strip() for cell in cells], strict=False)), columns))
    return found


def _row(number: int, cells: Mapping[str, str], columns: Mapping[str, UUID]) -> Row:
    told: dict[str, str] = {}
    for name, value in cells.items():
        known = KNOWN.get(column_of(name))
        if known and value:
            told.setdefault(known, value[:256])
    row = Row(number, has_formula=FORMULA in cells.values())
    row.key, row.parent, row.email = told.get("key", ""), " ".join(told.get("parent", "").split()), told.get("email", "").lower()
    row.first, row.born = told.get("first", ""), _day(told.get("born", ""))
    row.last = " ".join(part for part in (told.get("prefix", ""), told.get("last", "")) if part)
    for heading, purpose in columns.items():
        _take(row, heading, purpose, cells.get(heading, ""))
    return row


def _take(row: Row, heading: str, purpose: UUID, value: str) -> None:
    word = " ".join(value.casefold().split())
    if word in YES or word in NO:
        row.answers[purpose] = word in YES and row.answers.get(purpose, True)      # two columns for one purpose: a no decides
    elif word not in NOTHING:
        row.unread.append(heading)


def _day(value: str) -> date | None:
    match: Any = next((found for form in DATES if (found := form.fullmatch(value))), None)
    try:
        return date(*(int(match[part]) for part in ("year", "month", "day"))) if match else None
    except ValueError:
        return None
