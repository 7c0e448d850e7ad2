"""A list of suppliers out of a spreadsheet: read, compared with what is known, and written as it was shown (S1-52).

One row per party and use. A row is of a known party when the number of the Chamber of Commerce or the name is the same; one that looks
like a known name, or like an earlier row, is proposed as the same and waits for an answer: nothing is merged silently.
"""
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.ids import new_id
from privacyadmin.organisation.models import School
from students.imports.messages import Refused
from students.imports.tables import FORMULA, UNREADABLE, cell_text, check_archive

from . import events, publishing
from .models import Party, PartyUse
from .models.catalogue import PartyKind, PartyRole
from .rules.countries import is_country
from .rules.names import Names, known_as
from .services.parties import check, keeps

MAX_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 24 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_MERGED = 5_000, 40, 2_000
COLUMNS = {
    "naam": "name", "leverancier": "name", "partij": "name", "name": "name", "supplier": "name",
    "kvk": "kvk", "kvk-nummer": "kvk", "kvknummer": "kvk",
    "soort": "kind", "kind": "kind", "rol": "role", "role": "role",
    "dienst": "service", "product": "service", "service": "service", "doel": "purpose", "purpose": "purpose",
    "gegevens": "categories", "categorieen": "categories", "categorieën": "categories", "data": "categories", "categories": "categories",
    "school": "school", "brin": "school", "land": "country", "country": "country", "website": "website", "plaats": "town", "town": "town",
}
LONGEST = {"name": 150, "service": 150, "purpose": 300, "website": 200, "town": 80}
ROLES = {
    "": PartyRole.PROCESSOR, "verwerker": PartyRole.PROCESSOR, "gezamenlijk": PartyRole.JOINT,
    "gezamenlijk verantwoordelijk": PartyRole.JOINT, "verantwoordelijke": PartyRole.CONTROLLER,
    "verwerkingsverantwoordelijke": PartyRole.CONTROLLER, "overheid": PartyRole.AUTHORITY, "instantie": PartyRole.AUTHORITY,
}
SAME, OTHER, LEAVE = "same", "other", "leave"
DETAILS = ("kvk", "country", "website", "town", "kind")


@dataclass
class Read:
    """One row of the sheet."""

    row: int
    values: dict[str, Any]
    errors: list[Any] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.values["name"]


@dataclass
class Planned:
    """What a row would do: a party that is new, known or perhaps the same as another, and its use."""

    read: Read
    party: UUID | None                       # the known one, or the one of an earlier row
    like: str = ""                           # the name that this one resembles; then an answer is needed
    is_new: bool = False
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_known_use: bool = False
    answer: str = ""                         # same, other or leave

    @property
    def asks(self) -> bool:
        return bool(self.like)


@dataclass
class Difference:
    rows: list[Planned] = field(default_factory=list)
    errors: list[tuple[int, Any]] = field(default_factory=list)

    @property
    def new(self) -> list[Planned]:
        return [row for row in self.rows if row.is_new and not row.asks]

    @property
    def proposed(self) -> list[Planned]:
        return [row for row in self.rows if row.asks]

    @property
    def changed(self) -> list[Planned]:
        return [row for row in self.rows if row.changes and not row.asks]

    @property
    def uses(self) -> list[Planned]:
        return [row for row in self.rows if not row.is_known_use and not row.asks]

    def digest(self) -> str:
        """What was shown: applied only where it is still the same."""
        told = [(row.read.row, row.read.name, row.like, row.is_new, sorted(row.changes), row.is_known_use) for row in self.rows]
        return hashlib.sha256(json.dumps([told, [row for row, _words in self.errors]], default=str).encode()).hexdigest()


# Reading


def read(content: bytes) -> list[Read]:
    """The rows of the first sheet; cells that were merged each have the value of the whole. Raises Refused."""
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is too large: at most 8 MB."))
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(_("This is no XLSX file. Save the list as XLSX, and import that."))
    check_archive(content)
    _check_sheets(content)
    rows = list(_sheet(content))
    if not rows:
        raise Refused(_("The first sheet is empty. Put the list on the first sheet."))
    header = [COLUMNS.get(cell.strip().casefold().rstrip(":"), "") for cell in rows[0][1]]
    if "name" not in header:
        raise Refused(_("The first row does not hold the names of the columns: at least «naam» is needed."))
    schools = {school.brin + school.branch: school for school in School.objects.defer("logo")}
    return [_read(number, dict(zip(header, cells, strict=False)), schools) for number, cells in rows[1:] if any(cells)]


def _check_sheets(content: bytes) -> None:
    """What 5,000 rows can need, and no more: a workbook is read whole, to know which cells were merged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise Refused(_("A list can hold 5,000 rows at most."))


def _sheet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        if sheet.max_row > MAX_ROWS + 1:
            raise Refused(_("A list can hold 5,000 rows at most."))
        _unmerge(sheet)
        for number, cells in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, MAX_COLUMNS)), start=1):
            yield number, [cell_text(cell).strip() for cell in cells]
    except UNREADABLE:
        raise Refused(_("This is no readable XLSX file. Save it again as XLSX, and import that.")) from None


def _unmerge(sheet: Any) -> None:
    """A merged cell speaks for each of its rows: «Uitgeverij» over three rows is three times «Uitgeverij»."""
    ranges = list(sheet.merged_cells.ranges)
    if len(ranges) > MAX_MERGED:
        raise Refused(_("Too many cells of this sheet are merged. Split them, and import the list again."))
    for each in ranges:
        value = sheet.cell(each.min_row, each.min_col).value
        sheet.unmerge_cells(str(each))
        for row in range(each.min_row, min(each.max_row, MAX_ROWS + 1) + 1):
            sheet.cell(row, each.min_col).value = value           # across columns it stays in the first


def _read(number: int, cells: Mapping[str, str], schools: Mapping[str, School]) -> Read:
    found = Read(number, {})
    text = {name: cells.get(name, "") for name in set(COLUMNS.values())}
    if FORMULA in text.values():
        found.errors.append(_("A cell holds a formula. Put its value there."))
    for name, longest in LONGEST.items():
        if len(text[name]) > longest:
            found.errors.append(_("A cell is too long."))
    if not text["name"]:
        found.errors.append(_("The name is missing."))
    found.values = {name: text[name][: LONGEST[name]] for name in LONGEST}
    found.values["name"] = " ".join(found.values["name"].split())
    found.values |= {
        "kvk": _number(text["kvk"], found), "country": _country(text["country"], found), "website": _website(text["website"], found),
        "kind": _choice(PartyKind, text["kind"], PartyKind.OTHER), "role": _role(text["role"], found),
        "categories": _categories(text["categories"], found), "school": _school(text["school"], schools, found),
    }
    return found


def _number(value: str, found: Read) -> str:
    digits = "".join(value.split()).zfill(8) if value else ""
    if digits and not (digits.isdigit() and digits.isascii() and len(digits) == 8):
        found.errors.append(_("The number of the Chamber of Commerce has eight digits."))
        return ""
    return digits


def _country(value: str, found: Read) -> str:
    code = {"": "NL", "NEDERLAND": "NL", "BELGIË": "BE", "DUITSLAND": "DE", "VERENIGDE STATEN": "US", "IERLAND": "IE"}.get(
        value.upper(), value.upper()
    )
    try:
        is_country(code)
    except ValidationError:
        found.errors.append(_("Give a country as two capital letters, such as NL or BE."))
        return "NL"
    return code


def _website(value: str, found: Read) -> str:
    address = value if not value or "://" in value else f"https://{value}"
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        found.errors.append(_("The website is no address."))
        return ""
    return address


def _choice(choices: Any, value: str, otherwise: Any) -> str:
    labels = {str(label).casefold(): code for code, label in choices.choices} | {code: code for code in choices.values}
    return str(labels.get(value.casefold(), otherwise))


def _role(value: str, found: Read) -> str:
    role = ROLES.get(value.casefold()) or {str(label).casefold(): code for code, label in PartyRole.choices}.get(value.casefold())
    if role is None:
        found.errors.append(_("This role is not known: verwerker, gezamenlijk, verantwoordelijke or overheid."))
        return PartyRole.PROCESSOR
    return str(role)


def _categories(value: str, found: Read) -> list[str]:
    labels = {str(label).casefold(): code for code, label in Category.choices} | {code.casefold(): code for code in Category.values}
    wanted = [each.strip().casefold() for each in value.replace(";", ",").split(",") if each.strip()]
    if any(each not in labels for each in wanted):
        found.errors.append(_("A kind of data is not known. Use the codes of the matrix, such as ID, CT or RES."))
    return sorted({labels[each] for each in wanted if each in labels} - {Category.ADV})


def _school(value: str, schools: Mapping[str, School], found: Read) -> UUID | None:
    if not value or value.casefold() in ("alle", "bestuur", "all"):
        return None
    key = value.upper().replace(" ", "")
    school = schools.get(key if len(key) == 6 else f"{key}00") or next((each for code, each in schools.items() if code[:4] == key), None)
    if school is None:
        found.errors.append(_("The board has no school with this number."))
        return None
    return school.pk


# Comparing


def compare(rows: list[Read]) -> Difference:
    """What the list would change. Three queries, whatever its length."""
    known = {party.pk: party for party in Party.objects.all()}
    by_kvk = {party.kvk: party.pk for party in known.values() if party.kvk}
    by_name = {party.name.casefold(): party.pk for party in known.values()}
    names: Names[UUID] = Names((party.pk, party.name) for party in known.values())
    called = {party.pk: party.name for party in known.values()}
    uses = set(PartyUse.objects.filter(until=None).values_list("party", "school", "role", "service"))
    found = Difference()
    for each in rows:
        if each.errors:
            found.errors += [(each.row, words) for words in each.errors]
            continue
        found.rows.append(_plan(each, known, by_kvk, by_name, names, called, uses))
    return found


def _plan(each: Read, known, by_kvk, by_name, names, called, uses) -> Planned:
    values = each.values
    key = by_kvk.get(values["kvk"]) if values["kvk"] else None
    key = key or by_name.get(each.name.casefold())
    planned = Planned(each, key)
    if key is None:
        like = names.like(each.name)
        if like is not None:
            planned.party, planned.like = like, called[like]
        else:
            planned.party, planned.is_new = new_id(), True
            names.add(planned.party, each.name)
            called[planned.party] = each.name
            by_name[each.name.casefold()] = planned.party
            if values["kvk"]:
                by_kvk[values["kvk"]] = planned.party
    elif key in known:
        party = known[key]
        told = {name: values[name] for name in DETAILS if values[name] and not (name == "kind" and values[name] == PartyKind.OTHER)}
        planned.changes = {name: (getattr(party, name), value) for name, value in told.items() if getattr(party, name) != value}
        if values["country"] == "NL":
            planned.changes.pop("country", None)              # also what an empty cell means
    use = (planned.party, values["school"], values["role"], values["service"] or "–")
    planned.is_known_use = use in uses or not values["service"]
    uses.add(use)
    return planned


# Writing


@transaction.atomic
def apply(content: bytes, *, shown: str, answers: Mapping[int, str], by: Scope, at: datetime) -> Difference | None:
    """Write what was shown, with the answers on what looks the same; None where it is no longer what was shown. All or nothing."""
    check(keeps(by, None))
    list(Party.objects.select_for_update().order_by("pk").values_list("pk"))
    found = compare(read(content))
    if found.digest() != shown or found.errors:
        return None
    with history.bulk("import", at=at, by=by.user.pk):
        parties = _parties(found, answers)
        Party.objects.bulk_create(parties, batch_size=500)
        changed = _changed(found)
        Party.objects.bulk_update(changed, list(DETAILS), batch_size=500)
        PartyUse.objects.bulk_create(_uses(found, by.on), batch_size=500)
    audit.record(events.PARTIES_IMPORTED, about=None, school=None, by=by, at=at, new=len(parties), changed=len(changed))
    publishing.soon(at)
    return found


def _parties(found: Difference, answers: Mapping[int, str]) -> list[Party]:
    """The new ones: those of which nobody doubted, and those of which somebody said that they are another."""
    for row in found.proposed:
        row.answer = answers.get(row.read.row, LEAVE)
        if row.answer == OTHER:
            row.party, row.is_new, row.is_known_use = new_id(), True, not row.read.values["service"]
    wanted = [row for row in found.rows if row.is_new and (not row.asks or row.answer == OTHER)]
    return [
        Party(pk=row.party, name=row.read.name, known_as=known_as(row.read.name), **{
            name: row.read.values[name] for name in ("kvk", "country", "website", "town", "kind")
        })
        for row in wanted
    ]


def _changed(found: Difference) -> list[Party]:
    changes: dict[UUID, dict[str, str]] = {}
    for row in found.changed:
        assert row.party is not None
        changes.setdefault(row.party, {}).update({name: new for name, (_was, new) in row.changes.items()})
    parties = Party.objects.in_bulk(list(changes))
    for key, values in changes.items():
        for name, value in values.items():
            setattr(parties[key], name, value)
    return list(parties.values())


def _uses(found: Difference, on: date) -> list[PartyUse]:
    rows = [row for row in found.rows if not row.is_known_use and (not row.asks or row.answer in (SAME, OTHER))]
    made = {
        (row.party, values["school"], values["role"], values["service"]): PartyUse(
            party_id=row.party, school_id=values["school"], role=values["role"], service=values["service"],
            purpose=values["purpose"] or values["service"], categories=values["categories"], since=on,
        )
        for row in rows for values in [row.read.values] if values["service"] and row.party
    }
    return list(made.values())
