"""Who can read a pupil's file: computed from the matrix and the grants in force, as the checks themselves are (S1-99)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from privacyadmin.access.catalogue import Category, Relation, Right, Role
from privacyadmin.access.doors import role_label
from privacyadmin.access.holdings import carriers_of
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.access.scope import ROLE_PREFIX, Held, Scope, gives, is_carried, right_of

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
    """Per category who of the staff can read it, and whether the family sees it in the portal; five queries at most."""
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
    """Everything that anybody holds and that reaches this pupil; only the columns that tell it, since a grant drags the board along."""
    who = ("user__name", "permission__codename", "content_object")
    for name, codename, board in _in_force(BoardGrant, at).values_list(*who):
        yield name, Held("board", _role(codename), board, None, None)
    schools = _in_force(SchoolGrant, at).filter(content_object__in=student.school_ids)
    for name, codename, school, sector in schools.values_list(*who, "content_object__sector"):
        yield name, Held("school", _role(codename), school, school, sector)
    where = ("content_object__school", "content_object__school__sector")
    classes = _in_force(ClassGrant, at).filter(content_object__in=student.class_ids)
    for name, codename, group, school, sector in classes.values_list(*who, *where):
        yield name, Held("class", _role(codename), group, school, sector)
    cases = _in_force(CaseGrant, at).filter(content_object__case_pupils__student=student.pk, content_object__until__gt=at)
    cases = cases.exclude(content_object__kind=CaseKind.ADVISER)       # whom the adviser speaks with is nobody's business (S1-115)
    in_cases = list(cases.values_list(*who, *where, "content_object__categories", "content_object__kind", "user_id"))
    carriers = carriers_of({each[-1] for each in in_cases}, at=at)
    for name, codename, case, school, sector, categories, kind, user in in_cases:
        if not is_carried(_role(codename), school, carriers[user]):
            continue
        yield name, Held("case", _role(codename), case, school, sector, frozenset(categories), frozenset({student.pk}), kind)


def _in_force(model: Any, at: datetime):
    return model.objects.in_force(at=at).filter(user__is_active=True)


def _role(codename: str) -> Role:
    return Role(codename.removeprefix(ROLE_PREFIX))
