"""Reads an EDEXML 2.1 file into values, without touching the database (DOMAIN 2.12, SETTLED 27)."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from stdnum.nl import bsn

from .edexml_parser import MAX_BYTES, TOO_LARGE, Record, check_head, parse
from .edexml_structure import ELEVEN_TESTED, FORMS, PATTERNS
from .messages import EnoughErrors, Message, Refused, Report, looks_garbled

BASE, COMBINED = "base", "combined"
KINDS = {"groep": BASE, "samengestelde_groep": COMBINED}
DUMMY = "#"                    # a key that means nothing: the supplier could not give one (DOMAIN 2.12)
MAX_RECORDS = 100_000          # pupils, teachers and groups together; a whole board has 100,000 pupils at most
EARLIEST = date(1900, 1, 1)
DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class SchoolRow:
    row: int
    brin: str                  # 99ZA; empty where the file has none, which is an error
    branch: str                # two digits; empty for 00
    school_year: str           # 2026-2027
    reference_on: date | None  # peildatum
    key: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    row: int
    key: str
    name: str
    kind: str                  # base or combined
    year_group: str = ""


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One pupil; the fields are named as those of Student and Enrolment."""

    row: int
    key: str
    last_name: str
    prefix: str
    given_names: str
    initials: str
    first_name: str
    birth_on: date | None
    sex: str
    start_year3_on: date | None
    year_group: str
    group_key: str
    combined_keys: tuple[str, ...]
    location: str              # the name of the vestiging: a label
    email: str
    postcode: str
    entry_on: date | None
    exit_on: date | None
    eck_id: str

    @property
    def is_matchable(self) -> bool:
        """Whether the key says who it is; a dummy does not."""
        return not self.key.startswith(DUMMY)

    @property
    def is_historical(self) -> bool:
        return self.year_group == "H"


@dataclass(frozen=True, slots=True)
class TeacherRow:
    """A member of staff and the groups that the file links to him: a proposal only. Roles are not taken in."""

    row: int
    key: str
    last_name: str
    prefix: str
    given_names: str
    initials: str
    first_name: str
    email: str
    group_keys: tuple[str, ...]      # of both kinds: a key occurs once among all groups


@dataclass
class EdexFile:
    """Everything that one file says. With an error in it nothing may be written."""

    school: SchoolRow | None = None
    locations: dict[str, str] = field(default_factory=dict)
    groups: list[GroupRow] = field(default_factory=list)
    pupils: list[PupilRow] = field(default_factory=list)
    teachers: list[TeacherRow] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)      # element -> occurrences with a value, never taken in
    warnings: list[Message] = field(default_factory=list)
    errors: list[Message] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.errors)


def read(source: bytes | Path | BinaryIO, *, on: date) -> EdexFile:
    """Read the file as of this day (no birth lies after it). Raises Refused for what is no readable EDEXML."""
    if isinstance(source, Path):
        return _read_path(source, on)
    if isinstance(source, bytes):
        if len(source) > MAX_BYTES:
            raise Refused(TOO_LARGE)
        source = io.BytesIO(source)
    source.seek(0)
    check_head(source.read(HEAD))
    source.seek(0)
    builder = _Builder(on)
    try:
        builder.file.ignored = dict(sorted(parse(source, builder.take, builder.report).items()))
    except EnoughErrors:
        builder.file.ignored = {}
    return builder.file


def _read_path(path: Path, on: date) -> EdexFile:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(TOO_LARGE)
        with path.open("rb") as source:
            return read(source, on=on)
    except OSError:
        raise Refused(_("The file cannot be opened. Check its name and whether you may read it.")) from None


class _Builder:
    """Turns the records of the parser into rows, and checks what one record or its references must satisfy."""

    def __init__(self, on: date):
        self.on = on
        self.count = 0
        self.report = Report()
        self.file = EdexFile(warnings=self.report.warnings, errors=self.report.errors)
        self.keys: dict[tuple[str, str], int] = {}       # (what, key) -> line where it was first used
        self.groups: dict[str, str] = {}                 # key -> kind
        self.takers: dict[str, Callable[[Record], None]] = {
            "school": self.take_school,
            "vestiging": self.take_location,
            "groep": self.take_group,
            "samengestelde_groep": self.take_group,
            "leerling": self.take_pupil,
            "leerkracht": self.take_teacher,
        }

    def take(self, record: Record) -> None:
        self.check_patterns(record)
        self.takers[record.path.rpartition("/")[2]](record)
        self.count += 1
        if self.count > MAX_RECORDS:
            raise Refused(TOO_LARGE, record.row)

    # One record.

    def take_school(self, record: Record) -> None:
        values = record.values
        if "brincode" not in values:
            self.report.error(record.row, "", _("The file has no brincode, so the school is not known. Ask the supplier to fill it in."))
        school_year = values.get("schooljaar", "")
        if PATTERNS["schooljaar"].fullmatch(school_year) and int(school_year[5:]) != int(school_year[:4]) + 1:
            self.report.error(record.rows["schooljaar"], "", _("The schooljaar must be two years that follow each other: 2026-2027."))
        reference_on = self.day(record, "peildatum")
        if reference_on and reference_on > self.on:
            self.report.warn(record.rows["peildatum"], "", _("The peildatum of the file lies in the future."))
        branch = values.get("dependancecode", "")
        self.file.school = SchoolRow(
            record.row, values.get("brincode", ""), "" if branch == "00" else branch, school_year, reference_on,
            values.get("schoolkey", ""),
        )

    def take_location(self, record: Record) -> None:
        if self.is_new(record, "vestiging"):
            self.file.locations[record.key] = record.values.get("naam", "")

    def take_group(self, record: Record) -> None:
        kind = KINDS[record.path.rpartition("/")[2]]
        if self.is_new(record, "groep"):
            self.groups[record.key] = kind
            name, year_group = record.values.get("naam", ""), record.values.get("jaargroep", "")
            self.file.groups.append(GroupRow(record.row, record.key, name, kind, year_group))

    def take_pupil(self, record: Record) -> None:
        values = record.values
        self.is_new(record, "leerling")
        self.is_new_eck_id(record)
        self.check_person(record)
        self.check_numbers(record)
        if "jaargroep" not in values:
            self.report.warn(record.row, record.key, _("This pupil has no jaargroep."))
        birth_on, entry_on, exit_on = (self.day(record, name) for name in ("geboortedatum", "instroomdatum", "uitstroomdatum"))
        self.check_days(record, birth_on, entry_on, exit_on)
        references = self.known_references(record)
        self.file.pupils.append(
            PupilRow(
                row=record.row,
                key=record.key,
                last_name=values.get("achternaam", ""),
                prefix=values.get("voorvoegsel", ""),
                given_names=values.get("voornamen", ""),
                initials=values.get("voorletters-1", ""),
                first_name=values.get("roepnaam", ""),
                birth_on=birth_on,
                sex=values.get("geslacht", "0"),
                start_year3_on=self.day(record, "start_ondw_jgr3"),
                year_group=values.get("jaargroep", ""),
                group_key=next((key for name, key in references if name == "groep"), ""),
                combined_keys=tuple(key for name, key in references if name == "samengestelde_groep"),
                location=next((self.file.locations[key] for name, key in references if name == "vestiging"), ""),
                email=self.email(record),
                postcode=(values.get("postcodenl") or values.get("postnummerbe") or values.get("postcodeoverig", "")).replace(" ", ""),
                entry_on=entry_on,
                exit_on=exit_on,
                eck_id=record.attributes.get("eckid", ""),
            )
        )

    def take_teacher(self, record: Record) -> None:
        values = record.values
        self.is_new(record, "leerkracht")
        self.is_new_eck_id(record)
        self.check_person(record)
        self.file.teachers.append(
            TeacherRow(
                row=record.row,
                key=record.key,
                last_name=values.get("achternaam", ""),
                prefix=values.get("voorvoegsel", ""),
                given_names=values.get("voornamen", ""),
                initials=values.get("voorletters-1", ""),
                first_name=values.get("roepnaam", ""),
                email=self.email(record),
                group_keys=tuple(key for _name, key in self.known_references(record)),
            )
        )

    # What is checked.

    def check_patterns(self, record: Record) -> None:
        for name, value in record.values.items():
            if name in PATTERNS and not PATTERNS[name].fullmatch(value):
                self.report.error(
                    record.rows[name], record.key, _("The element %(element)s must have the form %(form)s."), element=name, form=FORMS[name]
                )

    def check_person(self, record: Record) -> None:
        if not record.values.get("achternaam") and not record.values.get("roepnaam"):
            self.report.error(record.row, record.key, _("There is no achternaam and no roepnaam; one of them is needed."))
        if record.key.startswith(DUMMY):
            self.report.warn(
                record.row, record.key,
                _("This key begins with # and says nothing about who it is: the row is matched with nobody. Give it a real key."),
            )
        if any(looks_garbled(record.values.get(name, "")) for name in ("achternaam", "voornamen", "roepnaam")):
            self.report.warn(record.row, record.key, _("Letters in this name look garbled. Export the file again as UTF-8."))

    def check_numbers(self, record: Record) -> None:
        """A failing number is a warning and is never repeated; no number is taken in (SETTLED 27)."""
        for name in ELEVEN_TESTED & record.values.keys():
            if not record.values[name].isascii() or not bsn.is_valid(record.values[name]):
                self.report.warn(
                    record.rows[name], record.key,
                    _("The %(element)s on this row fails the eleven test. It is not taken in; correct it in the school's own system."),
                    element=name,
                )

    def check_days(self, record: Record, birth_on: date | None, entry_on: date | None, exit_on: date | None) -> None:
        if birth_on and not EARLIEST <= birth_on <= self.on:
            self.report.error(
                record.rows["geboortedatum"], record.key,
                _("The geboortedatum lies in the future or before 1900. Correct it in the school's own system."),
            )
        elif entry_on and birth_on and entry_on < birth_on:
            self.report.error(record.rows["instroomdatum"], record.key, _("The instroomdatum lies before the geboortedatum."))
        if entry_on and exit_on and exit_on < entry_on:
            self.report.error(record.rows["uitstroomdatum"], record.key, _("The uitstroomdatum lies before the instroomdatum."))

    def day(self, record: Record, name: str) -> date | None:
        """The date of an element, or None with an error where it is none."""
        if name not in record.values:
            return None
        try:
            return date.fromisoformat(DATE.fullmatch(record.values[name])[1])    # type: ignore[index]
        except (TypeError, ValueError):
            self.report.error(record.rows[name], record.key, _("The element %(element)s must be a date such as 2026-08-31."), element=name)
            return None

    def email(self, record: Record) -> str:
        value = record.values.get("emailadres", "")
        try:
            if value:
                validate_email(value)
            return value
        except ValidationError:
            self.report.warn(record.rows["emailadres"], record.key, _("The emailadres on this row is no e-mail address and is left out."))
            return ""

    def is_new(self, record: Record, what: str) -> bool:
        first = self.first_use(what, record.key, record.row)
        if first:
            self.report.error(
                record.row, record.key, _("The key of this %(element)s was used before, on line %(line)s. Each key stands for one."),
                element=what, line=first,
            )
        return not first

    def is_new_eck_id(self, record: Record) -> None:
        first = self.first_use(f"{record.path}/eckid", record.attributes.get("eckid", ""), record.row)
        if first:
            self.report.error(
                record.row, record.key, _("The eckid of this row was used before, on line %(line)s. Each is one person."), line=first
            )

    def first_use(self, what: str, key: str, row: int) -> int:
        """The line where this key was used before; 0 when this is the first time."""
        first = self.keys.get((what, key), 0)
        if key and not first:
            self.keys[what, key] = row
        return first

    def known_references(self, record: Record) -> list[tuple[str, str]]:
        """The groups and the location of a person, without those that the file does not describe."""
        known = []
        for (name, key), row in record.references.items():
            is_known = key in self.file.locations if name == "vestiging" else self.groups.get(key) == KINDS[name]
            if is_known:
                known.append((name, key))
            else:
                self.report.error(
                    row, record.key, _("This row names a %(element)s that the file does not describe. Export the file again."), element=name
                )
        return known
