"""What an import would change: computed first, shown, and only then applied (DOMAIN 2.12 d)."""
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from students.models import ClassGroup, Guardian, GuardianRelation, StaffMember, Student

from .messages import Message


class Stale(Exception):
    """Between showing and applying something changed: the difference must be looked at again."""

    def __str__(self) -> str:
        return str(_("Something changed since this difference was shown. Look at it again, then apply it."))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One stored field that the file says otherwise."""

    field: str
    old: Any
    new: Any
    model: Any = Student

    @property
    def label(self) -> str:
        return str(self.model._meta.get_field(self.field).verbose_name)


@dataclass(slots=True)
class PupilChange:
    """One pupil of the file: the values it has, and in what these differ from what is stored."""

    row: int
    key: str
    student_id: UUID
    enrolment_id: UUID
    student: dict[str, Any]                       # every field of Student that the file speaks of
    enrolment: dict[str, Any]
    changes: list[FieldChange] = field(default_factory=list)
    is_new_person: bool = False
    is_new_here: bool = False
    joins: list[UUID] = field(default_factory=list)          # classes
    leaves: list[UUID] = field(default_factory=list)         # places in classes
    class_names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return Student(**{name: self.student.get(name, "") for name in ("first_name", "initials", "prefix", "last_name")}).list_name

    @property
    def is_changed(self) -> bool:
        return not self.is_new_here and bool(self.changes or self.joins or self.leaves)


@dataclass(frozen=True, slots=True)
class Departure:
    """A pupil who seems to have left: missing from the file, marked H, or with a leaving date in the past."""

    enrolment_id: UUID
    name: str
    key: str
    reason: str                                   # missing, historical or exit
    exit_on: date | None
    is_new: bool


FEW, PARTIAL = 10, 0.2          # more than ten pupils, and one in five, missing: somebody should look twice


@dataclass
class Difference:
    """All that applying one EDEXML file would do."""

    school_name: str = ""
    school_id: UUID | None = None                 # None: the school is new
    school_year: str = ""
    reference_on: date | None = None
    pupils: list[PupilChange] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    no_departures: list[UUID] = field(default_factory=list)          # enrolments that seemed to end and do not
    new_classes: list[ClassGroup] = field(default_factory=list)
    changed_classes: list[ClassGroup] = field(default_factory=list)
    new_staff: list[StaffMember] = field(default_factory=list)
    changed_staff: list[StaffMember] = field(default_factory=list)
    appointments: list[tuple[UUID, UUID, str]] = field(default_factory=list)      # staff member, class, role
    appointments_again: list[UUID] = field(default_factory=list)
    appointments_ended: list[UUID] = field(default_factory=list)
    appointments_withdrawn: list[UUID] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)
    errors: list[Message] = field(default_factory=list)

    @property
    def new(self) -> list[PupilChange]:
        return [pupil for pupil in self.pupils if pupil.is_new_here]

    @property
    def changed(self) -> list[PupilChange]:
        return [pupil for pupil in self.pupils if pupil.is_changed]

    @property
    def unchanged(self) -> int:
        return sum(not (pupil.is_new_here or pupil.is_changed) for pupil in self.pupils)

    @property
    def missing(self) -> int:
        """Pupils of the school who are not in the file."""
        return sum(departure.reason == "missing" for departure in self.departures)

    @property
    def seems_partial(self) -> bool:
        """Whether so many pupils are missing that the file may not be of the whole school."""
        return self.missing >= FEW and self.missing > PARTIAL * (len(self.pupils) + self.missing)

    @property
    def is_refused(self) -> bool:
        return bool(self.errors)

    @property
    def has_work(self) -> bool:
        """Whether applying would write anything."""
        return bool(
            self.new or self.changed or self.no_departures or any(departure.is_new for departure in self.departures)
            or self.new_classes or self.changed_classes or self.new_staff or self.changed_staff
            or self.appointments or self.appointments_again or self.appointments_ended or self.appointments_withdrawn
        )

    def digest(self) -> str:
        """The same for the same difference; another as soon as anything in it differs."""
        return _digest(
            [self.school_name, self.school_year, self.reference_on],
            sorted(
                [pupil.key, pupil.row, pupil.is_new_person, pupil.is_new_here, pupil.student, pupil.enrolment, len(pupil.joins),
                 sorted(map(str, pupil.leaves)), sorted(map(str, pupil.class_names)), [[c.field, c.old, c.new] for c in pupil.changes]]
                for pupil in self.pupils if pupil.is_new_here or pupil.is_changed
            ),
            sorted([departure.key or str(departure.enrolment_id), departure.reason, departure.exit_on] for departure in self.departures),
            sorted([group.key, group.name, group.year_group] for group in (*self.new_classes, *self.changed_classes)),
            sorted([member.key, member.name, member.email] for member in (*self.new_staff, *self.changed_staff)),
            [len(self.appointments), sorted(map(str, (*self.appointments_again, *self.appointments_ended, *self.appointments_withdrawn)))],
        )

    def as_json(self, *, applied: bool) -> dict[str, Any]:
        """The object that CONTRACT names, with some counts more."""
        return {
            "school": self.school_name,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "departure_candidates": len(self.departures),
            "classes_new": len(self.new_classes),
            "staff_new": len(self.new_staff),
            "appointments_proposed": len(self.appointments),
            "appointment_ends_proposed": len(self.appointments_ended),
            "ignored": self.ignored,
            "warnings": [message.as_json() for message in self.warnings],
            "errors": [message.as_json() for message in self.errors],
            "applied": applied,
        }


@dataclass(slots=True)
class RelationChange:
    """One row of a guardian file: a guardian and a pupil, as the file says they are."""

    row: int
    key: str
    pupil_name: str
    guardian: Guardian
    relation: GuardianRelation
    address: str = ""                             # sealed when it is written
    is_new_guardian: bool = False
    is_new: bool = False
    has_new_address: bool = False
    changes: list[FieldChange] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return not self.is_new and bool(self.changes or self.has_new_address)


@dataclass
class GuardianDifference:
    """All that applying one guardian file would do; counts are of relations (SETTLED 15)."""

    rows: list[RelationChange] = field(default_factory=list)
    new_accounts: set[UUID] = field(default_factory=set)             # guardians who get an account
    known_accounts: dict[UUID, UUID] = field(default_factory=dict)   # guardians whose account already exists
    without_address: set[UUID] = field(default_factory=set)          # guardians who need an address of their own
    with_address: set[UUID] = field(default_factory=set)             # and who no longer do
    ignored: dict[str, int] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)
    errors: list[Message] = field(default_factory=list)

    @property
    def new(self) -> list[RelationChange]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[RelationChange]:
        return [row for row in self.rows if row.is_changed]

    @property
    def unchanged(self) -> int:
        return sum(not (row.is_new or row.is_changed) for row in self.rows)

    @property
    def is_refused(self) -> bool:
        return bool(self.errors)

    @property
    def has_work(self) -> bool:
        return bool(self.new or self.changed or self.new_accounts or self.known_accounts or self.without_address or self.with_address)

    def digest(self) -> str:
        return _digest(
            sorted([row.row, row.key, row.is_new, row.is_new_guardian, row.has_new_address, [[c.field, c.old, c.new] for c in row.changes]]
                   for row in self.rows if row.is_new or row.is_changed),
            [len(self.new_accounts), len(self.known_accounts), len(self.without_address), len(self.with_address)],
        )

    def as_json(self, *, applied: bool) -> dict[str, Any]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "departure_candidates": 0,
            "accounts_new": len(self.new_accounts),
            "ignored": self.ignored,
            "warnings": [message.as_json() for message in self.warnings],
            "errors": [message.as_json() for message in self.errors],
            "applied": applied,
        }


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()
