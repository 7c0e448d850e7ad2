"""Whose consents somebody may read or write: the register's column of the matrix, as a set of pupils (DOMAIN 2.14).

Each question is put for the part of the file that a purpose concerns (`CATEGORY_OF`). Images are what everybody of the column reads; a web
editor reads nothing else, and that there is an answer on medical data, a talk or a transfer is for whom the file shows that there is one.
"""
from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from privacyadmin.access.catalogue import Category, Register, RegisterReach, Right, Role, Verb
from privacyadmin.access.scope import Held, Scope, Where
from students.models import Student
from students.models.pupils import Reached

# Which reach of the column a grant carries out, as for the categories: what is read by case alone opens nothing by a role in the school.
CARRIED_OUT_BY = {
    "board": frozenset({RegisterReach.ORGANISATION, RegisterReach.SCHOOL}),
    "school": frozenset({RegisterReach.ORGANISATION, RegisterReach.SCHOOL}),
    "class": frozenset({RegisterReach.ORGANISATION, RegisterReach.SCHOOL, RegisterReach.CLASS}),
    "case": frozenset({RegisterReach.CASE}),
}
SPECIAL = (Category.MED, Category.CAR, Category.TRF)
ABOUT = (Category.IMG, Category.ID, *SPECIAL)


def holdings(scope: Scope, verb: Verb, category: Category = Category.IMG) -> Iterator[tuple[Held, str]]:
    """What gives this person the verb, and in which sector; of a web editor images alone («S:r (images)»)."""
    for held in scope.held:
        if held.role == Role.WEB_EDITOR and category != Category.IMG:
            continue
        for sector in held.sectors:
            reach, verbs = scope.matrix.registers.get((sector, held.role, Register.CONSENTS), (None, frozenset()))
            if verb in verbs and reach in CARRIED_OUT_BY.get(held.source, ()):
                yield held, sector


def where(scope: Scope, verb: Verb = Verb.READ, category: Category = Category.IMG) -> Where:
    """How far this person reaches in the register of consents."""
    found = Where()
    for held, sector in holdings(scope, verb, category):
        found.add(held, sector)
    return found


def schools(scope: Scope, verb: Verb = Verb.READ, category: Category = Category.IMG) -> set[UUID] | None:
    """The schools of which this person reaches every pupil; None is every school of the board."""
    found: set[UUID] = set()
    for held, _sector in holdings(scope, verb, category):
        if held.source == "board":
            return None
        if held.source == "school" and held.school is not None:
            found.add(held.school)
    return found


def for_images_alone(scope: Scope) -> set[UUID]:
    """The schools where this person is a web editor, and has no other role that reads or counts consents."""
    of_others = [held for held in scope.held if held.role != Role.WEB_EDITOR and _opens(held, scope)]
    placing = {held.school for held in scope.held if held.role == Role.WEB_EDITOR and held.school is not None}
    return {school for school in placing if not any(held.is_in(school) for held in of_others)}


def _opens(held: Held, scope: Scope) -> bool:
    return any(scope.matrix.verbs(sector, held.role, Register.CONSENTS) & {Verb.READ, Verb.WRITE, Verb.COUNT} for sector in held.sectors)


def pupils(scope: Scope, verb: Verb = Verb.READ, category: Category = Category.IMG) -> QuerySet[Student]:
    """Their pupils; a restriction takes nobody out, since then a check would say nothing of him."""
    reach, found = where(scope, verb, category), Student.objects.all()
    if not reach.is_everybody:
        ways = reach.ways(scope.on)
        found = found.filter(Reached("pk", *ways)) if ways else found.none()
    if category in SPECIAL:
        found = found.filter(pk__in=Student.objects.reached_by(scope, category=category, right=Right.METADATA).order_by().values("pk"))
    return found


def writers_of(scope: Scope, category: Category) -> QuerySet[Any]:
    """The pupils of whom this person writes such data: keys for a condition."""
    return Student.objects.reached_by(scope, category=category, right=Right.WRITE).order_by().values("pk")


def knows(scope: Scope, category: Category, keys: Collection[UUID]) -> set[UUID]:
    """Of which of these pupils somebody may know that there is an answer on this part of the file."""
    found = pupils(scope, category=category).filter(pk__in=keys).values_list("pk", flat=True)
    if category not in SPECIAL:
        return set(found)
    return {*found, *Student.objects.filter(pk__in=writers_of(scope, category)).filter(pk__in=keys).values_list("pk", flat=True)}


def may(scope: Scope, pupil: Student, verb: Verb = Verb.READ, category: Category = Category.IMG) -> bool:
    """The same for one pupil, loaded with his places."""
    is_known = category not in SPECIAL or scope.can(pupil, category, Right.METADATA)
    return is_known and where(scope, verb, category).holds(pupil)


def categories(scope: Scope, pupil: Student, verb: Verb = Verb.READ) -> list[Category]:
    """About which parts of the file of a pupil this person reads answers."""
    return [each for each in ABOUT if may(scope, pupil, verb, each)]


def answers(scope: Scope, verb: Verb = Verb.READ) -> Q:
    """The same as a condition, for rows with a pupil and the category of a purpose."""
    return reduce(or_, (Q(category=each, student__in=pupils(scope, verb, each)) for each in ABOUT))
