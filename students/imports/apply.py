"""Writes what an import would change: all or nothing, one import of a school at a time (DOMAIN 2.12 d)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from privacyadmin import audit, history
from privacyadmin.ids import new_id
from privacyadmin.organisation.models import Board, School
from privacyadmin.organisation.services import school_year_named
from privacyadmin.times import local_day
from students import events
from students.models import Appointment, AppointmentState, ClassGroup, ClassMembership, Enrolment, StaffMember, Student
from students.models.pupils import fold

from . import copying
from .difference import Difference, PupilChange, Stale
from .edexml import EdexFile
from .messages import Message
from .plan import ENROLMENT_FIELDS, STUDENT_FIELDS, plan

WHY = "EDEXML"


@dataclass(frozen=True)
class NewSchool:
    """What the file does not say of a school that the board does not have yet."""

    name: str
    sector: str


@dataclass(frozen=True)
class Target:
    """The school of a file, or why there is none."""

    school: School | None = None
    error: Message | None = None
    is_new: bool = False


def target_of(edex: EdexFile, *, new_school: NewSchool | None = None, allowed: Collection[UUID] | None = None) -> Target:
    """The school that the file is of; a BRIN that the board does not have is refused unless a new school is named (SETTLED 27)."""
    if edex.school is None or not edex.school.brin:
        return Target(error=Message(0, "", _("The file does not say which school it is of.")))
    brin, branch, row = edex.school.brin, edex.school.branch or "00", edex.school.row
    school = School.objects.defer("logo").filter(brin=brin, branch=branch).first()
    if school is None and new_school and allowed is None:
        return Target(school=School(name=new_school.name, brin=brin, branch=branch, sector=new_school.sector), is_new=True)
    if school is None or (allowed is not None and school.pk not in allowed):
        return Target(error=Message(row, brin, _("This file is of a school that is not yours, or that the board does not have.")))
    if new_school and new_school.name != school.name:
        return Target(
            error=Message(
                row, brin, _("The board has this school already, under another name. Leave --new-school out, or correct the name.")
            )
        )
    return Target(school=school)


def difference(edex: EdexFile, *, at: datetime, new_school: NewSchool | None = None, allowed: Collection[UUID] | None = None) -> Difference:
    """What applying this file would change; writes nothing."""
    return _difference(edex, target_of(edex, new_school=new_school, allowed=allowed), at)


def _difference(edex: EdexFile, target: Target, at: datetime) -> Difference:
    if not edex.is_refused and target.school:
        return plan(edex, target.school, on=local_day(at))
    refused = Difference(ignored=dict(edex.ignored), warnings=list(edex.warnings), errors=list(edex.errors))
    if target.error and not edex.is_refused:
        refused.errors.append(target.error)
    return refused


@transaction.atomic
def apply(
    edex: EdexFile,
    *,
    by: Any,
    at: datetime,
    shown: str | None = None,
    new_school: NewSchool | None = None,
    allowed: Collection[UUID] | None = None,
) -> Difference:
    """Write the difference, computed again under the lock of its school. With errors nothing is written.

    `shown`: digest of the difference that somebody looked at; raises Stale when it is another now.
    """
    one_at_a_time(f"edexml:{edex.school.brin if edex.school else ''}")
    target = target_of(edex, new_school=new_school, allowed=allowed)
    found = _difference(edex, target, at)
    if found.is_refused:
        return found
    if shown is not None and shown != found.digest():
        raise Stale
    if target.is_new:
        target.school.board = the_board_or_new(target.school.name)  # type: ignore[union-attr]
        target.school.save(force_insert=True)  # type: ignore[union-attr]
    if found.has_work:
        _Writer(found, by=key_of(by), at=at).write()
    audit.record(
        events.PUPILS_IMPORTED,
        about=target.school,
        school=target.school,
        by=by,
        at=at,
        new=len(found.new),
        changed=len(found.changed),
        unchanged=found.unchanged,
        departures=len(found.departures),
    )
    return found


def one_at_a_time(what: str) -> None:
    """A second import of the same waits here, then finds what the first one wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"students.import.{what}"])


def key_of(by: Any) -> UUID | None:
    """The key of a user, or of the user of a scope."""
    person = getattr(by, "user", by)
    return getattr(person, "pk", person)


def the_board_or_new(name: str) -> Board:
    """The board; on an empty database one with the name of its first school, to be changed in the settings."""
    return Board.objects.first() or Board.objects.create(name=name)


class _Writer:
    """Sets of rows, each written at once, with their versions."""

    def __init__(self, found: Difference, *, by: UUID | None, at: datetime):
        self.found, self.by, self.at = found, by, at

    def write(self) -> None:
        self.write_classes()
        self.write_students()
        self.write_enrolments()
        self.write_places()
        self.write_departures()
        self.write_staff()

    def remember(self, model: type, kind: str, keys: list[UUID]) -> None:
        copying.remember(model, kind, keys, at=self.at, by=self.by, why=WHY)

    def write_classes(self) -> None:
        self.year = school_year_named(self.found.school_year)
        for group in self.found.new_classes:
            group.school_year = self.year
        ClassGroup.objects.bulk_create(self.found.new_classes)
        ClassGroup.objects.bulk_update(self.found.changed_classes, ["name", "year_group"])

    def write_students(self) -> None:
        new = [pupil for pupil in self.found.pupils if pupil.is_new_person]
        copying.insert(Student, [{"id": pupil.student_id, "search_name": search_name(pupil.student), **pupil.student} for pupil in new])
        self.remember(Student, "+", [pupil.student_id for pupil in new])
        changed = [pupil for pupil in self.found.pupils if self.changes_person(pupil)]
        copying.update(
            Student,
            [*STUDENT_FIELDS, "search_name"],
            [(pupil.student_id, pupil.student | self.new_search_name(pupil)) for pupil in changed],
        )
        self.remember(Student, "~", [pupil.student_id for pupil in changed])

    def changes_person(self, pupil: PupilChange) -> bool:
        comes_from_elsewhere = pupil.is_new_here and not pupil.is_new_person
        return comes_from_elsewhere or any(change.model is Student for change in pupil.changes)

    def new_search_name(self, pupil: PupilChange) -> dict[str, str]:
        """Given names that the file does not speak of stay searchable as they were."""
        stored = {} if "given_names" in pupil.student else {"given_names": self.given_names.get(pupil.student_id, "")}
        return {"search_name": search_name(stored | pupil.student)}

    @cached_property
    def given_names(self) -> dict[UUID, str]:
        changed = [pupil.student_id for pupil in self.found.pupils if self.changes_person(pupil)]
        return dict(Student.objects.filter(pk__in=changed).order_by().values_list("pk", "given_names"))

    def write_enrolments(self) -> None:
        new = self.found.new
        school = self.found.school_id
        copying.insert(
            Enrolment, [{"id": pupil.enrolment_id, "student_id": pupil.student_id, "school_id": school, **pupil.enrolment} for pupil in new]
        )
        self.remember(Enrolment, "+", [pupil.enrolment_id for pupil in new])
        departing = {departure.enrolment_id for departure in self.found.departures if departure.is_new} | set(self.found.no_departures)
        changed = [
            pupil
            for pupil in self.found.pupils
            if not pupil.is_new_here and (pupil.enrolment_id in departing or any(change.model is Enrolment for change in pupil.changes))
        ]
        copying.update(Enrolment, ENROLMENT_FIELDS, [(pupil.enrolment_id, pupil.enrolment) for pupil in changed])
        self.remember(Enrolment, "~", [pupil.enrolment_id for pupil in changed])

    def write_places(self) -> None:
        """Old places end and new ones begin on the day of the file, at the earliest when the school year begins."""
        day = max(self.found.reference_on or date.min, self.year.start_on)
        ended = [place for pupil in self.found.pupils for place in pupil.leaves]
        ClassMembership.objects.filter(pk__in=ended).update(until=Greatest(F("since"), day))
        copying.insert(
            ClassMembership,
            [
                {"id": new_id(), "student_id": pupil.student_id, "class_group_id": class_group, "since": day}
                for pupil in self.found.pupils
                for class_group in pupil.joins
            ],
        )

    def write_departures(self) -> None:
        """Those who are not in the file; the others were written with their enrolment."""
        missing = [departure.enrolment_id for departure in self.found.departures if departure.is_new and departure.reason == "missing"]
        history.bulk_update(
            Enrolment.objects.filter(pk__in=missing), at=self.at, by=self.by, why=WHY, departure_candidate_on=self.found.reference_on
        )

    def write_staff(self) -> None:
        found = self.found
        StaffMember.objects.bulk_create(found.new_staff)
        StaffMember.objects.bulk_update(found.changed_staff, ["name", "email"])
        Appointment.objects.bulk_create(
            Appointment(staff_member_id=member, class_group_id=class_group, role=role, source="import", proposed_at=self.at)
            for member, class_group, role in found.appointments
        )
        stored = Appointment.objects
        stored.filter(pk__in=found.appointments_again).update(state=AppointmentState.CONFIRMED)
        stored.filter(pk__in=found.appointments_ended).update(state=AppointmentState.END_PROPOSED, proposed_at=self.at)
        stored.filter(pk__in=found.appointments_withdrawn).update(state=AppointmentState.ENDED)


def search_name(values: dict[str, Any]) -> str:
    """As Student.save writes it."""
    return fold(" ".join(values.get(name) or "" for name in ("first_name", "given_names", "prefix", "last_name")))[:300]
