"""Whose consents somebody may read or write: the register's column of the matrix, as a set of pupils (DOMAIN 2.14)."""
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from privacyadmin.access.catalogue import Register, RegisterReach, Verb
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


def holdings(scope: Scope, verb: Verb) -> Iterator[tuple[Held, str]]:
    """What gives this person the verb, and in which sector."""
    for held in scope.held:
        for sector in held.sectors:
            reach, verbs = scope.matrix.registers.get((sector, held.role, Register.CONSENTS), (None, frozenset()))
            if verb in verbs and reach in CARRIED_OUT_BY.get(held.source, ()):
                yield held, sector


def where(scope: Scope, verb: Verb = Verb.READ) -> Where:
    """How far this person reaches in the register of consents."""
    found = Where()
    for held, sector in holdings(scope, verb):
        found.add(held, sector)
    return found


def schools(scope: Scope, verb: Verb = Verb.READ) -> set[UUID] | None:
    """The schools of which this person reaches every pupil; None is every school of the board."""
    found: set[UUID] = set()
    for held, _sector in holdings(scope, verb):
        if held.source == "board":
            return None
        if held.source == "school" and held.school is not None:
            found.add(held.school)
    return found


def pupils(scope: Scope, verb: Verb = Verb.READ) -> QuerySet[Student]:
    """Their pupils; a restriction takes nobody out, since then a check would say nothing of him."""
    reach = where(scope, verb)
    if reach.is_everybody:
        return Student.objects.all()
    ways = reach.ways(scope.on)
    return Student.objects.filter(Reached("pk", *ways)) if ways else Student.objects.none()


def may(scope: Scope, pupil: Student, verb: Verb = Verb.READ) -> bool:
    """The same for one pupil, loaded with his places."""
    return where(scope, verb).holds(pupil)
