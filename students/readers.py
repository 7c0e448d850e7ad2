"""Who can read a pupil's file: computed from the matrix and the grants in force, as the checks themselves are (S1-99)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from privacyadmin.access.catalogue import Category, Relation, Right
from privacyadmin.access.doors import role_label
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.access.scope import Held, Scope, gives, right_of

from .models import CaseGrant, CaseKind, ClassGrant, Student


@dataclass
class Readers:
    """Everybody who can read one category of one pupil, by role."""

    category: Category
    by_role: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # role -> names
    has_family: bool = False

    @property
    def roles(self) -> list[tuple[str, list[str]]]:
        return [
            (role_label(role), sorted(names)) for role, names in sorted(self.by_role.items(), key=lambda each: str(role_label(each[0])))
        ]

    @property
    def count(self) -> int:
        return len(set().union(*self.by_role.values())) if self.by_role else 0


def readers_of(student: Student, scope: Scope, *, categories: Iterable[Category], at: datetime) -> list[Readers]:
    """Per category who of the staff can read it, and whether the family sees it in the portal; four queries in all."""
    found = {category: Readers(category) for category in categories if category != Category.ADV}
    for name, held in _held(student, at):
        for category, readers in found.items():
            if any(
                gives(right_of(scope.matrix.cell(sector, held.role, category), held, category), Right.READ)
                for sector in _sectors(held, student)
            ):
                readers.by_role[held.role].add(name)
    for category, readers in found.items():
        cells = [scope.matrix.cell(sector, Relation.GUARDIAN, category) for sector in student.sectors]
        readers.has_family = any(cell is not None and gives(cell[1], Right.READ) for cell in cells)
    return list(found.values())


def _sectors(held: Held, student: Student) -> set[str]:
    return set(student.sectors) & set(held.sectors)


def _held(student: Student, at: datetime) -> Iterator[tuple[str, Held]]:
    """Everything that anybody holds and that reaches this pupil."""
    for grant in _in_force(BoardGrant, at):
        yield grant.user.name, Held("board", grant.role, grant.content_object_id, None, None)
    for grant in _in_force(SchoolGrant, at).filter(content_object__in=student.school_ids).select_related("content_object"):
        school = grant.content_object
        yield grant.user.name, Held("school", grant.role, school.pk, school.pk, school.sector)
    for grant in _in_force(ClassGrant, at).filter(content_object__in=student.class_ids).select_related("content_object__school"):
        school = grant.content_object.school
        yield grant.user.name, Held("class", grant.role, grant.content_object_id, school.pk, school.sector)
    cases = _in_force(CaseGrant, at).filter(content_object__case_pupils__student=student.pk, content_object__until__gt=at)
    cases = cases.exclude(content_object__kind=CaseKind.ADVISER)       # whom the adviser speaks with is nobody's business (S1-115)
    for grant in cases.select_related("content_object__school"):
        case = grant.content_object
        yield (
            grant.user.name,
            Held(
                "case",
                grant.role,
                case.pk,
                case.school_id,
                case.school.sector,
                frozenset(case.categories),
                frozenset({student.pk}),
                case.kind,
            ),
        )


def _in_force(model: Any, at: datetime):
    return model.objects.in_force(at=at).filter(user__is_active=True).select_related("user", "permission")
