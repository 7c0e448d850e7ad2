"""Two schools of each sector, three pupils in each sector, and somebody for every role in every place where a role can be held."""
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import models

from privacyadmin.access.catalogue import Category, Relation, Right, Role
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.access.seed import seed_matrices
from privacyadmin.access.services import permissions_on
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import Board
from students.models import Authority, Case, CaseGrant, CaseKind, ClassGrant, ClassGroup, Student
from tests.authz import typed
from tests.factories import (
    NOW,
    TODAY,
    YEAR_END,
    YEAR_START,
    BoardFactory,
    ClassGroupFactory,
    FamilyUserFactory,
    SchoolFactory,
    case,
    guardian,
    pupil,
)

SECTORS = ("po", "vo")
STAFF_SOURCES = ("board", "school", "class", "case")
OWN, SAME_SCHOOL, ELSEWHERE = RELATIONS = ("own", "same_school", "elsewhere")
BIRTHS = {
    Relation.GUARDIAN: date(2015, 3, 1), Relation.GUARDIAN_NO_AUTHORITY: date(2015, 3, 1), Relation.GUARDIAN_16: date(2010, 3, 1),
    Relation.GUARDIAN_18: date(2008, 3, 1), Relation.PUPIL_16: date(2010, 3, 1),
}


@dataclass
class Grid:
    """Pupils by (sector, relation), and a scope for each (sector, role, source)."""

    pupils: dict[tuple[str, str], Student] = field(default_factory=dict)
    scopes: dict[tuple[str, str, str], Scope] = field(default_factory=dict)
    children: dict[tuple[str, str], Student] = field(default_factory=dict)       # of the families, by (sector, relation role)

    def pupils_with_places(self) -> list[Student]:
        return list(Student.objects.with_places(on=TODAY))


def build() -> Grid:
    seed_matrices(valid_from=date(2020, 1, 1))
    grid = Grid()
    board = BoardFactory()
    for sector in SECTORS:
        here, there = (SchoolFactory(board=board, sector=sector) for _ in range(2))
        own_class, other_class, far_class, empty_class = (ClassGroupFactory(school=school) for school in (here, here, there, here))
        for relation, class_group in zip(RELATIONS, (own_class, other_class, far_class), strict=True):
            grid.pupils[sector, relation] = pupil(class_group.school, class_group)
        own_case = case(grid.pupils[sector, OWN], school=here, categories=list(Category), kind=CaseKind.CARE)
        for source, model, target in (
            ("board", BoardGrant, board), ("school", SchoolGrant, here), ("class", ClassGrant, own_class), ("case", CaseGrant, own_case),
        ):
            people = one_for_each_role(model, target, f"{source}.{sector}")
            if source == "case":
                give(ClassGrant, empty_class, people)            # what the case rests on: in a class without pupils it gives nothing more
            for role, user in people.items():
                grid.scopes[sector, role, source] = resolve(user, NOW)
        for role in Relation:
            grid.children[sector, role], grid.scopes[sector, role, "family"] = family(sector, role, here, own_class)
    return grid


def one_for_each_role(model: type, target: Board | Case | ClassGroup, name: str) -> dict[str, User]:
    """Grants past the service, which would refuse some places: the scope must hold there too."""
    users = {
        role: User(username=f"staff:{role}.{name}@waaier.example", email=f"{role}.{name}@waaier.example", kind=Kind.STAFF, name=role)
        for role in Role
    }
    User.objects.bulk_create(users.values())
    give(model, target, users)
    return users


def give(model: type, target: Board | Case | ClassGroup, users: dict[str, User]) -> None:
    permissions = permissions_on(type(target))
    models.QuerySet(model).bulk_create(
        model(user=user, permission=permissions[role], content_object=target, since=YEAR_START, until=YEAR_END, why="test")
        for role, user in users.items()
    )


def family(sector: str, role: str, school, class_group) -> tuple[Student, Scope]:
    """A child of the age that makes this relation, and the scope of the one who has it."""
    user = FamilyUserFactory()
    child = pupil(school, class_group, birth_on=BIRTHS[role], user=user if role == Relation.PUPIL_16 else None)
    if role != Relation.PUPIL_16:
        authority = Authority.NO if role == Relation.GUARDIAN_NO_AUTHORITY else Authority.YES
        guardian(child, user=user, authority=authority)
    return child, resolve(user, NOW)


# What should be, said a second time and in another way than the code does.
PLACES = {"S": {"board", "school"}, "C": {"class"}, "K": {"case"}, "Z": {"family"}, "m": {"board", "school", "class"}}
GIVES = {
    "m": {Right.METADATA}, "r": {Right.METADATA, Right.READ}, "rw": {Right.METADATA, Right.READ, Right.WRITE}, "q": {Right.QUERY},
}


def expected(cell: str, source: str, right: Right) -> bool:
    """Whether a written cell gives a right to somebody who holds the role in this kind of place."""
    if cell == "-":
        return False
    reach, level = ("m", "m") if cell == "m" else cell.split(":")
    return source in PLACES[reach] and right in GIVES[level]


def reached(source: str, sector: str, at: tuple[str, str]) -> bool:
    """Whether a place reaches the pupil of this sector and relation."""
    pupil_sector, relation = at
    if source == "board":
        return True
    near = {"school": {OWN, SAME_SCHOOL}, "class": {OWN}, "case": {OWN}}[source]
    return pupil_sector == sector and relation in near


TABLES = {sector: typed.matrix(sector) for sector in SECTORS}
RIGHTS = (Right.METADATA, Right.READ, Right.WRITE, Right.QUERY)
CATEGORIES = [category for category in Category if category != Category.ADV]


def cell(sector: str, role: str, category: str) -> str:
    return TABLES[sector].get((role, category), "-")


def mistakes(grid: Grid, scope: Scope, pupils: list[Student], *, sector: str, role: str, source: str) -> Iterator[tuple[str, Right]]:
    """Where a scope gives another pupil than the written matrix; the children of the families sit in the same classes and are left out."""
    if source == "family":
        outside, reach = set(), {(sector, grid.children[sector, role].pk)}
    else:
        outside = {child.pk for child in grid.children.values()}
        reach = {(at[0], pupil.pk) for at, pupil in grid.pupils.items() if reached(source, sector, at)}
    for category in CATEGORIES:
        for right in RIGHTS:
            wanted = {key for where, key in reach if expected(cell(where, role, category), source, right)}
            if {pupil.pk for pupil in pupils if scope.can(pupil, category, right)} - outside != wanted:
                yield category, right
