"""Who can read a pupil's file: computed from the matrix and the grants in force, as the checks themselves are (S1-99)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from privacyadmin import db
from privacyadmin.access.catalogue import Category, Relation, Right, Role
from privacyadmin.access.doors import role_label
from privacyadmin.access.holdings import carriers_of
from privacyadmin.access.scope import ROLE_PREFIX, Held, Scope, gives, is_carried, right_of

from .models import CaseKind, Student

# Whom the adviser speaks with is nobody's business (S1-115).
WHO_REACHES = """
    select person.name, person.id, held.source, permission.codename, held.target, held.school, held.sector, held.categories, held.kind
    from (
        select 'board', user_id, permission_id, since, until, content_object_id, null::uuid, null, null::text[], null
        from access_boardgrant
        union all
        select 'school', user_id, permission_id, since, until, school.id, school.id, school.sector, null::text[], null
        from access_schoolgrant join organisation_school school on school.id = content_object_id
        where content_object_id = any($2)
        union all
        select 'class', user_id, permission_id, since, until, class.id, school.id, school.sector, null::text[], null
        from students_classgrant join students_classgroup class on class.id = content_object_id
        join organisation_school school on school.id = class.school_id
        where content_object_id = any($3)
        union all
        select 'case', user_id, permission_id, held.since, held.until, file.id, school.id, school.sector, file.categories::text[], file.kind
        from students_casegrant held join students_case file on file.id = content_object_id
        join organisation_school school on school.id = file.school_id
        where file.until > $1 and file.kind <> $5 and file.id in (select case_id from students_casepupil where student_id = $4)
    ) as held (source, user_id, permission_id, since, until, target, school, sector, categories, kind)
    join accounts_user person on person.id = held.user_id and person.is_active
    join auth_permission permission on permission.id = held.permission_id
    where held.since <= $1 and (held.until is null or held.until > $1)"""


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
    """Per category who of the staff can read it, and whether the family sees it in the portal; two queries at most."""
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
    """Everything that anybody holds and that reaches this pupil, each with the holder's name."""
    values = [at, student.school_ids, student.class_ids, student.pk, CaseKind.ADVISER]
    found = db.project_connection().rows_of_prepared(WHO_REACHES, "timestamptz, uuid[], uuid[], uuid, text", values)
    carriers = carriers_of({each[1] for each in found if each[2] == "case"}, at=at)
    for name, user, source, codename, target, school, sector, categories, kind in found:
        role = Role(codename.removeprefix(ROLE_PREFIX))
        if source != "case":
            yield name, Held(source, role, target, school, sector)
        elif is_carried(role, school, carriers[user]):
            yield name, Held(source, role, target, school, sector, frozenset(categories), frozenset({student.pk}), kind)
