"""Compares an EDEXML file with what is stored; reads only (DOMAIN 2.12, SETTLED 27)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from privacyadmin.ids import new_id
from privacyadmin.organisation.models import School
from students.models import ClassMembership, Enrolment, EnrolmentKey, EnrolmentStatus, KnownAs, Student
from students.models.pupils import fold

from .difference import Departure, Difference, FieldChange, PupilChange
from .edexml import EdexFile, PupilRow, SchoolRow
from .known_as import mark
from .messages import Message
from .plan_classes import ClassPlan

STUDENT_FIELDS = ("last_name", "prefix", "given_names", "initials", "first_name", "birth_on", "sex", "email", "postcode", "eck_id")
ALWAYS = {"last_name", "prefix", "first_name"}
ENROLMENT_FIELDS = (
    "key",
    "year_group",
    "start_year3_on",
    "location",
    "entry_on",
    "exit_on_file",
    "status",
    "left_on",
    "rejected_on",
    "departure_candidate_on",
)
QUIET = {"departure_candidate_on"}  # told as a departure, not as a change of the pupil
HERE = {EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED}
NOBODY = {"sex": "0"}


@dataclass(slots=True)
class Known:
    """A pupil as he is stored at this school."""

    student_id: UUID
    enrolment_id: UUID
    values: dict[str, Any]


def plan(edex: EdexFile, school: School, *, on: date) -> Difference:
    """The difference between the file and this school as it is stored; a school that is not saved yet has nothing."""
    return _Plan(edex, school, on).difference()


class _Plan:
    def __init__(self, edex: EdexFile, school: School, on: date):
        self.edex, self.school, self.on = edex, school, on
        assert edex.school is not None  # a file without a school has no target
        head: SchoolRow = edex.school
        self.day = head.reference_on or on
        self.result = Difference(
            school_name=school.name,
            school_id=school.pk,
            school_year=head.school_year,
            reference_on=self.day,
            ignored=dict(edex.ignored),
            warnings=list(edex.warnings),
            errors=list(edex.errors),
        )
        self.spoken = [
            name
            for name in STUDENT_FIELDS
            if name in ALWAYS or any(getattr(row, name) not in (None, "", NOBODY.get(name)) for row in edex.pupils)
        ]
        self.speaks_of = {name: any(getattr(row, name) for row in edex.pupils) for name in ("start_year3_on", "location")}

    def difference(self) -> Difference:
        self.known = self.read_known()
        self.by_key = {each.values["key"]: each for each in self.known if each.values["key"]}
        self.without_key = self.single_identities()
        self.also_known = self.read_other_keys()
        self.places = self.read_places()
        self.classes = ClassPlan(self.edex, self.school, self.result)
        self.classes.plan_groups()
        self.elsewhere = self.read_elsewhere()
        self.seen: set[UUID] = set()
        by_former = [row for row in self.edex.pupils if not self.plan_directly(row)]
        for row in by_former:
            self.plan_former(row)
        self.plan_missing(self.seen)
        self.classes.plan_staff()
        self.classes.plan_appointments()
        self.warn_of_oddities()
        return self.result

    # What is stored.

    def read_known(self) -> list[Known]:
        names = [f"student__{name}" for name in STUDENT_FIELDS]
        rows = Enrolment.objects.filter(school=self.school.pk).order_by("pk").values_list("pk", "student", *names, *ENROLMENT_FIELDS)
        labels = (*STUDENT_FIELDS, *ENROLMENT_FIELDS)
        return [Known(row[1], row[0], dict(zip(labels, row[2:], strict=True))) for row in rows]

    def read_other_keys(self) -> dict[tuple[str, str], Known]:
        """Keys and marks of records that were merged into these pupils."""
        by_enrolment = {each.enrolment_id: each for each in self.known}
        rows = EnrolmentKey.objects.filter(school=self.school.pk).values_list("kind", "key", "enrolment")
        return {(kind, key): by_enrolment[enrolment] for kind, key, enrolment in rows}

    def read_places(self) -> dict[UUID, dict[UUID, UUID]]:
        """Of each pupil the classes of this school in which his place has no end, with the place."""
        places: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
        found = ClassMembership.objects.filter(class_group__school=self.school.pk, until=None).values_list(
            "student", "class_group", "pk", "since"
        )
        self.last_since = date.min
        for student, class_group, place, since in found:
            places[student][class_group] = place
            self.last_since = max(self.last_since, since)
        return places

    def read_elsewhere(self) -> dict[str, UUID]:
        """Pupils of the board with an ECK iD of this file who are not at this school: they stay the same pupil (SETTLED 2)."""
        here = {each.student_id for each in self.known}
        sought = [row.eck_id for row in self.edex.pupils if row.eck_id and row.key not in self.by_key and not self.former(row)]
        if not sought:
            return {}
        found = Student.objects.filter(eck_id__in=sought).order_by().values_list("eck_id", "pk")
        times = Counter(eck_id for eck_id, _pk in found)
        return {eck_id: pk for eck_id, pk in found if times[eck_id] == 1 and pk not in here}

    def single_identities(self) -> dict[tuple, Known]:
        """Pupils without a key, by name and birth: for rows whose key says nothing."""
        found = [each for each in self.known if not each.values["key"]]
        times = Counter(_identity(each.values) for each in found)
        return {_identity(each.values): each for each in found if times[_identity(each.values)] == 1}

    # One pupil.

    def plan_directly(self, row: PupilRow) -> bool:
        """Plan it, but for a row that only a merged record knows: those come after all others."""
        known = self.find(row)
        if known is None and self.former(row):
            return False
        self.plan_pupil(row, known)
        return True

    def plan_former(self, row: PupilRow) -> None:
        """The school's own system still has the record that was merged: its row is about the one that stayed."""
        known = self.former(row)
        assert known is not None
        if known.enrolment_id in self.seen:
            self.warn(row, _("This pupil was merged with that of another row, which counts. Remove the double in the school's system."))
        else:
            self.warn(row, _("This key is of a record that was merged: the row is taken for the pupil that stayed."))
            self.plan_pupil(row, known)

    def former(self, row: PupilRow) -> Known | None:
        named = (KnownAs.KEY, row.key) if row.is_matchable else (KnownAs.NAME, mark(identity_of(row)))
        return self.also_known.get(named)

    def find(self, row: PupilRow) -> Known | None:
        if not row.is_matchable:
            return self.without_key.pop(identity_of(row), None)
        return self.by_key.get(row.key) or self.find_by_eck_id(row)

    def find_by_eck_id(self, row: PupilRow) -> Known | None:
        """The same pupil of this school under another key than before."""
        if not row.eck_id:
            return None
        in_file = self.keys_in_file
        found = [each for each in self.known if each.values["eck_id"] == row.eck_id and each.values["key"] not in in_file]
        if len(found) != 1:
            return None
        self.warn(row, _("This pupil had another key before; the ECK iD shows that it is the same pupil."))
        return found[0]

    @property
    def keys_in_file(self) -> Collection[str]:
        if not hasattr(self, "_keys"):
            self._keys = {row.key for row in self.edex.pupils}
        return self._keys

    def plan_pupil(self, row: PupilRow, known: Known | None) -> None:
        is_gone = row.is_historical or bool(row.exit_on and row.exit_on <= self.day)
        student = {name: getattr(row, name) for name in self.spoken}
        enrolment = self.enrolment_values(row, known, is_gone)
        elsewhere = None if known else self.elsewhere.get(row.eck_id)
        change = PupilChange(
            row=row.row,
            key=row.key,
            student=student,
            enrolment=enrolment,
            student_id=known.student_id if known else elsewhere or new_id(),
            enrolment_id=known.enrolment_id if known else new_id(),
            is_new_here=known is None,
            is_new_person=known is None and elsewhere is None,
        )
        if known:
            change.changes = [
                FieldChange(name, known.values[name], value, Student if name in student else Enrolment)
                for name, value in (student | enrolment).items()
                if known.values[name] != value and name not in QUIET
            ]
            self.warn_of_return(row, known, enrolment)
        if elsewhere:
            self.warn(row, _("The ECK iD is of a pupil of another school of the board: it becomes a second enrolment of the same pupil."))
        self.plan_places(change, row)
        if is_gone and enrolment["status"] in HERE:
            self.add_departure(change.enrolment_id, change.name, row.key, "historical" if row.is_historical else "exit", row.exit_on, known)
        elif known and known.values["departure_candidate_on"]:
            self.result.no_departures.append(known.enrolment_id)
        self.result.pupils.append(change)
        self.seen.add(change.enrolment_id)

    def enrolment_values(self, row: PupilRow, known: Known | None, is_gone: bool) -> dict[str, Any]:
        stored = known.values if known else {}
        entry_on = row.entry_on or stored.get("entry_on") or self.day
        values = {
            "key": self.key_of(row, stored),
            "year_group": row.year_group,
            "entry_on": entry_on,
            "exit_on_file": row.exit_on,
            "status": self.status(stored.get("status"), entry_on, is_gone),
        }
        if self.speaks_of["start_year3_on"]:
            values["start_year3_on"] = row.start_year3_on
        if self.speaks_of["location"]:
            values["location"] = row.location
        if values["status"] in HERE and known:
            values |= {"left_on": None, "rejected_on": None}
        if is_gone and values["status"] in HERE:
            values["departure_candidate_on"] = stored.get("departure_candidate_on") or self.day
        elif stored.get("departure_candidate_on"):
            values["departure_candidate_on"] = None
        return values

    def key_of(self, row: PupilRow, stored: dict[str, Any]) -> str:
        """The key of the row; one that came with a merge does not take the place of the pupil's own."""
        if self.former(row) and stored.get("key"):
            return stored["key"]
        return row.key if row.is_matchable else ""

    def status(self, stored: str | None, entry_on: date, is_gone: bool) -> str:
        """Applied until the day of entry; one who left or was not admitted comes back when the file has him as present."""
        if stored == EnrolmentStatus.ENROLLED or (is_gone and stored in (EnrolmentStatus.LEFT, EnrolmentStatus.REJECTED)):
            return stored
        return EnrolmentStatus.APPLICANT if entry_on > max(self.on, self.day) else EnrolmentStatus.ENROLLED

    def plan_places(self, change: PupilChange, row: PupilRow) -> None:
        wanted = self.classes.of_pupil(row)
        present = {} if change.is_new_person else self.places.get(change.student_id, {})
        change.joins = [group.pk for group in wanted if group.pk not in present]
        change.leaves = [place for class_group, place in present.items() if class_group not in {group.pk for group in wanted}]
        change.class_names = tuple(group.name for group in wanted)

    # Who is not in the file.

    def plan_missing(self, seen: set[UUID]) -> None:
        for known in self.known:
            if known.enrolment_id in seen or known.values["status"] not in HERE:
                continue
            if known.values["key"] or known.values["status"] == EnrolmentStatus.ENROLLED:
                name = Student(**{name: known.values[name] for name in ("first_name", "initials", "prefix", "last_name")}).list_name
                self.add_departure(known.enrolment_id, name, known.values["key"], "missing", None, known)

    def add_departure(self, enrolment_id: UUID, name: str, key: str, reason: str, exit_on: date | None, known: Known | None) -> None:
        is_new = known is None or known.values["departure_candidate_on"] is None
        self.result.departures.append(Departure(enrolment_id, name, key, reason, exit_on, is_new))

    # Words.

    def warn(self, row: PupilRow, text: Any, **params: Any) -> None:
        self.result.warnings.append(Message(row.row, row.key[:40], text, params))

    def warn_of_return(self, row: PupilRow, known: Known, enrolment: dict[str, Any]) -> None:
        if known.values["status"] in (EnrolmentStatus.LEFT, EnrolmentStatus.REJECTED) and enrolment["status"] in HERE:
            self.warn(row, _("This pupil had left, or was not admitted, and is enrolled again."))

    def warn_of_oddities(self) -> None:
        present = sum(known.values["status"] in HERE for known in self.known)
        missing = sum(departure.reason == "missing" for departure in self.result.departures)
        if present >= 10 and missing * 2 > present:
            self.result.warnings.append(
                Message(
                    0, "", _("More than half of the pupils are missing. Is this the file of the whole school, and of the right branch?")
                )
            )
        if self.last_since > self.day:
            self.result.warnings.append(Message(0, "", _("This file is older than the one imported last.")))
        identities = Counter(identity_of(row) for row in self.edex.pupils if not row.is_matchable)
        for row in self.edex.pupils:
            if not row.is_matchable and identities[identity_of(row)] > 1:
                self.result.errors.append(
                    Message(
                        row.row,
                        row.key[:40],
                        _("Two pupils without a real key have the same name and date of birth. Give them a real key."),
                    )
                )


def identity_of(person: PupilRow | Student) -> tuple:
    """Names and day of birth, accents and case aside: by these a row without a key is recognised."""
    return _identity({name: getattr(person, name) for name in STUDENT_FIELDS})


def _identity(values: dict[str, Any]) -> tuple:
    names = tuple(fold(values[name]) for name in ("last_name", "prefix", "first_name", "given_names", "initials"))
    return (*names, values["birth_on"])
