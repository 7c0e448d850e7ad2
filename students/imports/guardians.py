"""Reads a list of guardians, CSV or XLSX, into values, without touching the database (CONTRACT, SETTLED 15)."""

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from .messages import EnoughErrors, Message, Refused, Report, looks_garbled
from .tables import MAX_BYTES, TOO_LARGE, Table, read_table

RELATIONS = {"ouder", "verzorger", "voogd", "pleegouder", "overig"}
AUTHORITIES = {"ja", "nee", "onbekend", "gerechtelijk"}
YES_NO = {"ja": True, "nee": False}
LANGUAGES = {"nl", "en"}
LENGTHS = {   # column -> characters that are kept
    "ouder": 256, "leerling": 256, "brin": 6, "relatie": 20, "voorletters": 12, "voornaam": 64, "tussenvoegsel": 20, "achternaam": 200,
    "email": 256, "telefoon": 30, "gezag": 20, "gezag_vanaf": 10, "gezag_tot": 10, "contactblokkade": 5, "informatierecht": 5,
    "geheim_adres": 5, "organisatie": 200, "straat": 100, "huisnummer": 20, "postcode": 12, "plaats": 80, "land": 60, "taal": 5,
}
REQUIRED = ("leerling", "achternaam", "gezag")
DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    re.compile(r"(?P<day>[0-9]{2})-(?P<month>[0-9]{2})-(?P<year>[0-9]{4})"),
)
BRIN = re.compile(r"[0-9]{2}[A-Z]{2}(?:[0-9]{2})?")
PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,28}")
FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """One guardian of one pupil; fields named as those of Guardian and GuardianRelation. None: the file does not say."""

    row: int
    key: str                          # ouder; empty where the file has none
    pupil_key: str
    brin: str                         # four characters, or six with the branch; may be empty
    kind: str                         # relatie; empty where the file does not say
    initials: str
    first_name: str
    prefix: str
    last_name: str
    email: str
    phone: str
    authority: str                    # ja, nee, onbekend, gerechtelijk
    authority_since: date | None
    authority_until: date | None
    has_contact_block: bool | None
    has_information_right: bool | None
    has_secret_address: bool | None
    organisation_name: str
    street: str
    house_number: str
    postcode: str
    city: str
    country: str
    language: str                     # nl, en; empty where the file does not say


@dataclass
class GuardianFile:
    """Everything that one file says. With an error in it nothing may be written."""

    rows: list[GuardianRow] = field(default_factory=list)
    encoding: str = ""                # utf-8, windows-1252 or xlsx
    delimiter: str = ""               # ";", "," or a tab; empty for a sheet
    columns: tuple[str, ...] = ()     # the known columns that the file has: what it lacks is left as it is
    ignored: dict[str, int] = field(default_factory=dict)       # unknown column -> cells with a value
    warnings: list[Message] = field(default_factory=list)
    errors: list[Message] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.errors)


def read(source: bytes | Path | BinaryIO, filename: str = "") -> GuardianFile:
    """Read the file. What it is follows from its bytes; the name is only compared. Raises Refused for what is no readable list."""
    if isinstance(source, Path):
        return _read_path(source, filename or source.name)
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    return _Reader(read_table(stream, lambda name: column_of(name) in LENGTHS), filename).read()


def _read_path(path: Path, filename: str) -> GuardianFile:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(TOO_LARGE)
        with path.open("rb") as source:
            return read(source, filename)
    except OSError:
        raise Refused(_("The file cannot be opened. Check its name and whether you may read it.")) from None


def column_of(name: str) -> str:
    """A column name in any case, with blanks or a hyphen for the underscore."""
    return re.sub(r"[\s-]+", "_", name.strip().lower())


class _Reader:
    """Checks each row; keeps who was met on which row, to find the same person twice."""

    def __init__(self, table: Table, filename: str):
        self.table = table
        self.report = Report()
        names = [column_of(name) for name in table.header]
        self.names = names
        self.file = GuardianFile(
            encoding=table.encoding, delimiter=table.delimiter, columns=tuple(name for name in names if name in LENGTHS),
            warnings=self.report.warnings, errors=self.report.errors,
        )
        self.ignored: Counter[str] = Counter()
        self.met: dict[tuple[str, ...], int] = {}
        self.people: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.check_header(filename)

    def check_header(self, filename: str) -> None:
        for name, count in Counter(self.file.columns).items():
            if count > 1:
                raise Refused(_("The column %(column)s is there twice. Keep one of them."), 1, column=name)
        for name in REQUIRED:
            if name not in self.names:
                text = _("The required column %(column)s is missing. Compare the first row with the columns that the import page names.")
                raise Refused(text, 1, column=name)
        if self.table.other_sheets:
            self.report.warn(1, "", _("Only the first sheet is read; the file has more."))
        is_named_xlsx = filename.lower().endswith(".xlsx")
        if filename and is_named_xlsx != (self.table.encoding == "xlsx"):
            self.report.warn(0, "", _("The name of the file does not fit its content. It is read as what it really is."))

    def read(self) -> GuardianFile:
        try:
            for number, cells in self.table.rows:
                self.take(number, cells)
        except EnoughErrors:
            pass
        self.file.ignored = dict(sorted(self.ignored.items()))
        for name in self.unknown():
            self.report.warn(1, "", _("The column %(column)s is not known and is left out."), column=name)
        if not self.file.rows and not self.file.errors:
            raise Refused(_("The file has a first row with names of columns, but no guardians."))
        return self.file

    def unknown(self) -> list[str]:
        return [name[:64] for name in dict.fromkeys(self.names) if name and name not in LENGTHS]

    def take(self, number: int, cells: list[str]) -> None:
        missing = len(self.names) - len(cells)
        if missing < 0 or (missing and self.table.delimiter):
            self.report.error(
                number, "",
                _("This row has %(cells)s cells, the first row %(columns)s. Put a value with the separator in it between quotation marks."),
                cells=len(cells), columns=len(self.names),
            )
            return
        raw = dict(zip(self.names, cells, strict=False))
        self.ignored.update(name[:64] for name, value in raw.items() if name and name not in LENGTHS and value.strip())
        row = _Row(number, raw, self.report)
        found = row.build()
        self.check_duplicate(found)
        self.check_person(found)
        self.file.rows.append(found)

    def check_duplicate(self, row: GuardianRow) -> None:
        """One row per guardian and pupil: by the key, else by relation, surname and initials (SETTLED 15)."""
        person = (row.key,) if row.key else (row.kind, row.last_name.casefold(), row.initials.casefold(), row.organisation_name.casefold())
        same = (row.brin, row.pupil_key, *person)
        first = self.met.setdefault(same, row.row)
        if first != row.row and row.pupil_key:
            self.report.error(
                row.row, row.key or row.pupil_key, _("This guardian of this pupil is on row %(row)s too. Keep one of them."), row=first
            )

    def check_person(self, row: GuardianRow) -> None:
        """A key that stands for two names is most likely a mistake in the list."""
        name = (row.last_name.casefold(), row.initials.casefold(), row.email, row.organisation_name.casefold())
        first, known = self.people.setdefault(row.key, (row.row, name)) if row.key else (row.row, name)
        if known != name:
            self.report.warn(
                row.row, row.key, _("On row %(row)s this guardian has another name or e-mail address. The last one is taken."),
                row=first,
            )


class _Row:
    """The cells of one row, checked one by one."""

    def __init__(self, number: int, raw: dict[str, str], report: Report):
        self.number, self.raw, self.report = number, raw, report
        self.key = (raw.get("ouder") or raw.get("leerling") or "").strip()

    def error(self, text: object, **params: object) -> None:
        self.report.error(self.number, self.key, text, **params)

    def build(self) -> GuardianRow:
        since, until = self.day("gezag_vanaf"), self.day("gezag_tot")
        if since and until and until <= since:
            self.error(_("gezag_tot must be after gezag_vanaf."))
        row = GuardianRow(
            row=self.number,
            key=self.text("ouder"),
            pupil_key=self.text("leerling"),
            brin=self.brin(),
            kind=self.choice("relatie", RELATIONS),
            initials=self.text("voorletters"),
            first_name=self.text("voornaam"),
            prefix=self.text("tussenvoegsel"),
            last_name=self.text("achternaam"),
            email=self.email(),
            phone=self.phone(),
            authority=self.choice("gezag", AUTHORITIES),
            authority_since=since,
            authority_until=until,
            has_contact_block=self.yes_no("contactblokkade"),
            has_information_right=self.yes_no("informatierecht"),
            has_secret_address=self.yes_no("geheim_adres"),
            organisation_name=self.text("organisatie"),
            street=self.text("straat"),
            house_number=self.text("huisnummer"),
            postcode=self.text("postcode").upper(),
            city=self.text("plaats"),
            country=self.text("land"),
            language=self.choice("taal", LANGUAGES),
        )
        if looks_garbled(row.last_name + row.first_name):
            self.report.warn(self.number, self.key, _("Letters in this name look garbled. Save the list again as CSV UTF-8."))
        return row

    def text(self, name: str) -> str:
        """The cell without blanks around it; an error where it is required, too long, a formula or no plain text."""
        raw = self.raw.get(name, "")
        value = raw.strip(" \u00a0")
        if (name != "telefoon" and value.startswith(FORMULA_START)) or value.startswith(("=", "@")):
            self.error(_("The field %(field)s begins with a sign of a formula, or is one. Type the plain value instead."), field=name)
        elif any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
            self.error(_("The field %(field)s holds a line end or another control sign. Remove it."), field=name)
        elif len(value) > LENGTHS[name]:
            self.error(_("The field %(field)s is longer than %(limit)s characters."), field=name, limit=LENGTHS[name])
        elif not value and name in REQUIRED and not (name == "achternaam" and self.raw.get("organisatie", "").strip()):
            self.error(_("The field %(field)s is empty; it is required."), field=name)
        else:
            return value
        return ""

    def choice(self, name: str, allowed: set[str]) -> str:
        value = self.text(name).lower()
        if value and value not in allowed:
            self.error(_("The field %(field)s must be one of: %(allowed)s."), field=name, allowed=", ".join(sorted(allowed)))
            return ""
        return value

    def yes_no(self, name: str) -> bool | None:
        return YES_NO.get(self.choice(name, set(YES_NO)))

    def day(self, name: str) -> date | None:
        value = self.text(name)
        match = next((found for form in DATES if (found := form.fullmatch(value))), None)
        try:
            if match:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            pass
        if value:
            self.error(_("The field %(field)s must be a date such as 2026-08-31 or 31-08-2026."), field=name)
        return None

    def email(self) -> str:
        value = self.text("email")
        try:
            if value:
                validate_email(value)
        except ValidationError:
            self.error(_("The field email holds no e-mail address. Correct it, or leave it empty."))
            return ""
        return value.lower()

    def phone(self) -> str:
        value = self.text("telefoon")
        if value and not PHONE.fullmatch(value):
            self.error(_("The field telefoon holds no phone number such as +31 6 12345678 or 06-12345678."))
            return ""
        return value

    def brin(self) -> str:
        value = self.text("brin").upper()
        if value and not BRIN.fullmatch(value):
            self.error(_("The field brin must have the form 99ZA, or 99ZA00 with the branch."))
        return value
