"""The children of the one who signed in, and what may be asked for each (U6-U9; SETTLED 10, 11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from privacyadmin.access.catalogue import Relation
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.worklist.context import Brand, brand_of
from requests.rules import Standing
from requests.services.receiving import family_standing
from students.models import ClassMembership, Enrolment, EnrolmentStatus, Merge, Student

RANK: list[str] = [EnrolmentStatus.ENROLLED, EnrolmentStatus.APPLICANT, EnrolmentStatus.LEFT, EnrolmentStatus.REJECTED]


@dataclass(frozen=True)
class Child:
    """One child as this parent or pupil may see it: without authority, the first name is all."""

    student: Student
    standing: Standing
    school: School | None = None
    class_name: str = ""
    is_self: bool = False

    @property
    def key(self) -> UUID:
        return self.student.pk

    @property
    def name(self) -> str:
        return self.student.call_name

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.school.name if self.school else "", self.class_name) if part)


def children_of(scope: Scope) -> list[Child]:
    """All of them, in three queries."""
    keys = {pupil for held in scope.held if held.source == "family" for pupil in held.pupils}
    students = list(Student.objects.filter(pk__in=keys).order_by("first_name", "pk"))
    places, classes = _places(keys), _classes(keys, scope)
    return [_child(student, scope, places, classes) for student in students]


def child_of(scope: Scope, key: UUID) -> Child | None:
    """One of them; None for anybody else's child."""
    return next((child for child in children_of(scope) if child.key == key), None)


def survivor_of(scope: Scope, key: UUID) -> UUID | None:
    """Where a link to a record leads that was merged with another of one's children."""
    survivor = Merge.objects.survivor_of(key)
    return survivor if survivor and child_of(scope, survivor) else None


def _child(student: Student, scope: Scope, places: dict[UUID, School], classes: dict[UUID, str]) -> Child:
    found = family_standing(scope, student)
    is_self = student.user_id == scope.user.pk
    if found.code in ("no_authority", "no_relation"):
        return Child(student, found)
    return Child(student, found, places.get(student.pk), classes.get(student.pk, ""), is_self)


def _places(keys: Iterable[UUID]) -> dict[UUID, School]:
    rows = Enrolment.objects.filter(student__in=keys).select_related("school").defer("school__logo").order_by("entry_on", "pk")
    ranked = sorted(rows, key=lambda row: RANK.index(row.status), reverse=True)
    return {row.student_id: row.school for row in ranked}


def _classes(keys: Iterable[UUID], scope: Scope) -> dict[UUID, str]:
    rows = ClassMembership.objects.on(scope.on).filter(student__in=keys).select_related("class_group").order_by("-since", "pk")
    return {row.student_id: row.class_group.name for row in reversed(rows)}


def schools_of(scope: Scope) -> list[School]:
    """The schools of the children whom this person has authority over, or of the pupil himself: whose people stand on each page."""
    keys = {
        pupil for held in scope.held if held.source == "family" and held.role != Relation.GUARDIAN_NO_AUTHORITY for pupil in held.pupils
    }
    found = {school.pk: school for school in _places(keys).values()}
    return sorted(found.values(), key=lambda school: school.name)


def brand_for(school: School | None) -> dict[str, Brand]:
    """A page about one child carries the look of its school, and whom to ask there."""
    return {"brand": brand_of(school)} if school else {}
