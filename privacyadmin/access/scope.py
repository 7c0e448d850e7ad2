"""What one person may do at one moment: read once, asked by every list and every single check alike."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from privacyadmin import db
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import Sector
from privacyadmin.times import local_day

from . import matrix
from .catalogue import INVITED, Category, Reach, Register, Relation, Right, Role, Verb
from .sources import SOURCES

ROLE_PREFIX = "role_"
EXCEPTION, ADVISER_CASE = "exception", "adviser"
EVERY_SECTOR = tuple(Sector.values)
HIGHEST_FIRST = (Right.WRITE, Right.READ, Right.METADATA, Right.QUERY)
OWN_VERBS = frozenset({Verb.OWN, Verb.REPORT})

# Which reach of a cell a grant carries out: a `C` cell needs a grant on the class, a `K` cell one on a case (2.14, SETTLED 3).
REACH_OF = {
    "board": frozenset({Reach.SCHOOL, Reach.ALL}),
    "school": frozenset({Reach.SCHOOL, Reach.ALL}),
    "class": frozenset({Reach.CLASS, Reach.ALL}),
    "case": frozenset({Reach.CASE}),
    "family": frozenset({Reach.SELF}),
}


class Pupil(Protocol):
    """What a check needs of a pupil; `Student.objects.visible_to` and `with_places` load it."""

    pk: UUID

    @property
    def school_ids(self) -> list[UUID]: ...

    @property
    def class_ids(self) -> list[UUID]: ...

    @property
    def sectors(self) -> list[str]: ...


@dataclass(frozen=True)
class Held:
    """One role somebody holds on one thing, as it stands now."""

    source: str                          # board, school, class, case or family
    role: str
    target: UUID | None
    school: UUID | None
    sector: str | None
    categories: frozenset[str] = frozenset()
    pupils: frozenset[UUID] = frozenset()
    kind: str = ""                       # of a case

    @property
    def sectors(self) -> tuple[str, ...]:
        """A board's role is read in the matrix of each sector, and reaches the schools of that sector."""
        return (self.sector,) if self.sector else EVERY_SECTOR

    def is_in(self, school: UUID | None) -> bool:
        return school is None or self.source == "board" or self.school == school


@dataclass
class Where:
    """The pupils a right reaches: whole sectors, schools, classes, single pupils, less those that are limited."""

    sectors: set[str] = field(default_factory=set)
    schools: set[UUID] = field(default_factory=set)
    classes: set[UUID] = field(default_factory=set)
    pupils: set[UUID] = field(default_factory=set)
    without: set[UUID] = field(default_factory=set)

    @property
    def is_everybody(self) -> bool:
        return self.sectors == set(EVERY_SECTOR)

    @property
    def is_nobody(self) -> bool:
        return not (self.sectors or self.schools or self.classes or self.pupils)

    def ways(self, on: date) -> list[tuple[str, tuple]]:
        """The same as sets for a list, each with its values; the classes are those of a day."""
        each: list[tuple[str, set]] = [
            ("sectors", self.sectors), ("schools", self.schools), ("classes", self.classes), ("pupils", self.pupils),
        ]
        return [(name, (tuple(values), on, on) if name == "classes" else (tuple(values),)) for name, values in each if values]

    def add(self, held: Held, sector: str) -> None:
        match held.source:
            case "board":
                self.sectors.add(sector)
            case "school":
                assert held.target is not None
                self.schools.add(held.target)
            case "class":
                assert held.target is not None
                self.classes.add(held.target)
            case _:
                self.pupils |= held.pupils

    def holds(self, pupil: Pupil) -> bool:
        """The single check; `StudentQuerySet.visible_to` asks the same of the database."""
        if pupil.pk in self.without:
            return False
        return (
            self.is_everybody
            or pupil.pk in self.pupils
            or not self.classes.isdisjoint(pupil.class_ids)
            or not self.schools.isdisjoint(pupil.school_ids)
            or not self.sectors.isdisjoint(pupil.sectors)
        )


def gives(right: Right, wanted: Right) -> bool:
    """Each right includes the ones before it; QUERY stands alone (2.14: `Z:q` is by a request only)."""
    if Right.QUERY in (right, wanted):
        return right == wanted
    return right >= wanted


class OfSchool(Protocol):
    """A role somebody has on the board, in a school or in a class."""

    @property
    def role(self) -> str: ...

    def is_in(self, school: UUID | None) -> bool: ...


def is_carried(role: str, school: UUID | None, others: Iterable[OfSchool]) -> bool:
    """Whether a role in a case still rests on a role at its school, as when it was given (S1-110, S2-126).

    Who leaves a role loses its cases at that instant; they come back with the role. A handler needs any role there.
    """
    return role in INVITED or any(other.is_in(school) and role in (other.role, Role.REQUEST_HANDLER) for other in others)


def right_of(cell: matrix.Cell | None, held: Held, category: Category) -> Right:
    """What a held role gives in a category, before any limit."""
    if held.source == "case" and category not in held.categories:
        return Right.NOTHING
    if category == Category.ADV:                # outside the matrix: the adviser's own notes, in her own case (S1-115; 2.14 note 2)
        own = held.source == "case" and held.kind == ADVISER_CASE and held.role == Role.ADVISER
        return Right.WRITE if own else Right.NOTHING
    if held.source == "case" and held.kind == EXCEPTION:       # asked, approved, dated: it reads what it names, whatever the cell says
        return Right.READ
    if held.source == "family" and category in held.categories:        # a pupil of age agreed to it (U9)
        return Right.READ
    reach, right = cell or (None, Right.NOTHING)
    return right if reach in REACH_OF[held.source] else Right.NOTHING


class Scope:
    """The grants and relations of one person at one instant (DESIGN, three questions).

    Lists ask `where(category, right)`, single checks ask `can(pupil, category, right)`: the second is the first, asked of one pupil.
    """

    def __init__(self, user: User, at: datetime, held: list[Held], limits: dict[UUID, frozenset[str]], cells: matrix.Matrix):
        self.user, self.at, self.held, self.limits, self.matrix = user, at, held, limits, cells
        self.is_family = user.is_family
        self._by_category: dict[Category, list[tuple[Held, str, Right]]] = {}
        self._where: dict[tuple[Category, Right], Where] = {}

    @cached_property
    def on(self) -> date:
        return local_day(self.at)

    def _given(self, category: Category) -> list[tuple[Held, str, Right]]:
        """What each held role gives in one category, in the matrix of each sector; worked out when it is first asked."""
        found = self._by_category.get(category)
        if found is None:
            each = ((held, sector) for held in self.held for sector in held.sectors)
            rights = ((held, sector, right_of(self.matrix.cell(sector, held.role, category), held, category)) for held, sector in each)
            found = self._by_category[category] = [(held, sector, right) for held, sector, right in rights if right]
        return found

    def giving(self, category: Category, right: Right) -> Iterator[tuple[Held, str]]:
        """What gives this right, and in which sector."""
        return ((held, sector) for held, sector, given in self._given(category) if gives(given, right))

    def where(self, category: Category, right: Right = Right.READ) -> Where:
        """All pupils of whom this person may do this: what lists filter on. Not to be changed by who asks."""
        found = self._where.get((category, right))
        if found is None:
            found = self._where[category, right] = Where()
            for held, sector in self.giving(category, right):
                found.add(held, sector)
            if self.is_family or right == Right.WRITE:
                found.without = {pupil for pupil, categories in self.limits.items() if category in categories}
        return found

    def can(self, pupil: Pupil, category: Category, right: Right = Right.READ) -> bool:
        """May this person do this with this category of this pupil, now? Memory only."""
        return self.where(category, right).holds(pupil)

    def rights(self, pupil: Pupil) -> dict[Category, Right]:
        """The highest right in each category of this pupil; categories that give nothing are left out."""
        highest = {category: next((right for right in HIGHEST_FIRST if self.can(pupil, category, right)), None) for category in Category}
        return {category: right for category, right in highest.items() if right is not None}

    def why_not(self, pupil: Pupil, category: Category, right: Right = Right.READ) -> str:
        """Why this is closed to this person; empty when it is open."""
        if self.can(pupil, category, right):
            return ""
        if right == Right.WRITE and self.is_limited(pupil.pk, category) and self.can(pupil, category, Right.READ):
            return _("Processing is restricted: this part may be read, not changed.")
        return _("Your role does not give this right for this pupil.")

    def through(self, pupil: Pupil, category: Category, right: Right = Right.READ) -> Held | None:
        """The grant by which it is allowed: what the reading log records."""
        for held, sector in self.giving(category, right):
            alone = Where()
            alone.add(held, sector)
            if alone.holds(pupil):
                return held
        return None

    def is_limited(self, pupil_id: UUID, category: Category) -> bool:
        """Whether a restriction (art. 18) or protection (C-25) stands on this category of this pupil."""
        return category in self.limits.get(pupil_id, ())

    def holds(self, *roles: Role | Relation, school: UUID | None = None) -> bool:
        """Whether one of these roles is held: on the board, or in this school (any school where none is named)."""
        return any(held.role in roles and held.is_in(school) for held in self.held if held.source != "case")

    def relation_to(self, pupil_id: UUID) -> Relation | None:
        """What a parent or pupil is to this pupil; None for a stranger and for staff."""
        return next((Relation(held.role) for held in self.held if held.source == "family" and pupil_id in held.pupils), None)

    def verbs(self, register: Register, school: UUID | None = None, sector: str | None = None) -> set[Verb]:
        """What this person may do in a register of a school, or anywhere where no school is named."""
        found: set[Verb] = set()
        for held in self.held:
            if not held.is_in(school):
                continue
            for each in (sector,) if sector else held.sectors:
                verbs = self.matrix.verbs(each, held.role, register)
                found |= verbs & OWN_VERBS if held.source == "case" else verbs
        return found

    def may(self, register: Register, verb: Verb, school: UUID | None = None) -> bool:
        return verb in self.verbs(register, school)

    def schools(self, register: Register, *verbs: Verb) -> set[UUID] | None:
        """The schools where this person may do one of these in a register; None is every school of the board."""
        found: set[UUID] = set()
        for held in self.held:
            if held.source not in ("board", "school", "class"):
                continue
            if any(not self.matrix.verbs(sector, held.role, register).isdisjoint(verbs) for sector in held.sectors):
                if held.source == "board":
                    return None
                assert held.school is not None
                found.add(held.school)
        return found


def resolve(user: User, at: datetime) -> Scope:
    """Read what somebody holds at an instant, in one statement; it also names the person to the database for this transaction."""
    statement = SOURCES.statement(family=user.is_family)
    rows = db.project_connection().rows_of_prepared(statement, "uuid, timestamptz, date", [user.pk, at, local_day(at)])
    held, versions = [], set()
    limits: list[tuple[UUID, list[str], str]] = []
    for source, role, target, school, sector, categories, pupils, kind in rows:
        if source == "matrix":
            versions.add(target)
        elif source == "limit":
            limits.append((target, categories, kind))
        elif source != "person" and user.is_active:
            of_case = frozenset(categories or ()), frozenset(pupils or ()), kind or ""
            held.append(Held(source, role.removeprefix(ROLE_PREFIX), target, school, sector, *of_case))
    others = [each for each in held if each.source != "case"]
    held = [each for each in held if each.source != "case" or is_carried(each.role, each.school, others)]
    himself = {pupil for each in held if each.role == Relation.PUPIL_16 for pupil in each.pupils}
    return Scope(user, at, held, _limits(limits, user.is_family, himself), matrix.of_versions(frozenset(versions)))


def _limits(rows: list[tuple[UUID, list[str], str]], is_family: bool, himself: set[UUID]) -> dict[UUID, frozenset[str]]:
    """Staff may not change what is limited; a protection hides from the guardians, the pupil or both, as it says (C-25)."""
    found: dict[UUID, frozenset[str]] = {}
    for pupil, categories, hidden_from in rows:
        spared = {"guardians": pupil in himself, "pupil": pupil not in himself}.get(hidden_from or "", False)
        if not (is_family and spared):
            found[pupil] = found.get(pupil, frozenset()) | frozenset(categories)
    return found
