"""Records that look like one person, and twins who do not: found by one statement each, never by walking over all (S1-06; GDPR 5(1)(d))."""
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import Scope

from .models import Guardian, GuardianRelation, MergeKind, Student
from .services import keeping

KEEPS = (Category.ID, Category.CT, Category.FAM, Category.ENR)
MOST = 500
WHY = {
    "number": _("the same ECK iD"),
    "name": _("the same day of birth, and names that look alike"),
    "initials": _("the same day of birth, surname and initials"),
    "email": _("the same e-mail address and surname"),
    "phone": _("the same phone number and surname"),
    "child": _("the same name, with the same child"),
    "twins": _("the same day of birth and parents, another first name"),
}

# Of a pupil: all his schools are within reach; of a guardian: all his children are. An empty list of schools is the whole board.
REACHED_PUPILS = """
    SELECT id FROM students_student WHERE %(schools)s::uuid[] = '{}'
    UNION ALL
    SELECT student_id FROM students_enrolment GROUP BY student_id HAVING bool_and(school_id = ANY(%(schools)s::uuid[]))"""

PERSON = """
    SELECT id, birth_on, eck_id, upper(unaccent(replace(prefix || last_name, ' ', ''))) AS surname,
           upper(unaccent(coalesce(nullif(first_name, ''), split_part(given_names, ' ', 1)))) AS first,
           upper(left(coalesce(nullif(initials, ''), nullif(first_name, ''), given_names), 1)) AS initial
    FROM students_student"""

SHARE_A_PARENT = """EXISTS (
    SELECT FROM students_guardianrelation mine JOIN students_guardianrelation his USING (guardian_id)
    WHERE mine.student_id = a.id AND his.student_id = b.id)"""

# «Alike» takes in a first name that begins the other (Noor, Noortje) and one letter off in a long name; «Sem» and «Sam» are two boys.
ALIKE = """(a.first = '' OR b.first = '' OR starts_with(a.first, b.first) OR starts_with(b.first, a.first)
    OR similarity(a.first, b.first) >= 0.5)"""

PUPILS = f"""
    WITH reached AS ({REACHED_PUPILS}), person AS MATERIALIZED ({PERSON} WHERE id IN (SELECT id FROM reached)),
    pair AS (
        SELECT a.id AS one, b.id AS other, a.surname, a.first, {SHARE_A_PARENT} AS is_family, {ALIKE} AS is_alike,
               a.initial = b.initial AS has_initial, false AS has_number
        FROM person a JOIN person b ON a.birth_on = b.birth_on AND a.surname = b.surname AND a.id < b.id
        UNION
        SELECT a.id, b.id, a.surname, a.first, {SHARE_A_PARENT}, true, true, true
        FROM person a JOIN person b ON a.eck_id = b.eck_id AND a.eck_id <> '' AND a.id < b.id)
    SELECT one, other, min(CASE WHEN has_number THEN 'number' WHEN is_alike THEN 'name' WHEN is_family THEN 'twins' ELSE 'initials' END)
    FROM pair
    WHERE (has_number OR is_alike OR is_family OR has_initial)
      AND NOT EXISTS (SELECT FROM students_twopeople two WHERE two.one = pair.one AND two.other = pair.other)
    GROUP BY one, other, surname, first ORDER BY surname, first, one, other LIMIT %(most)s"""            # noqa: S608 - constants of the code

PARENT = """
    SELECT id, lower(email) AS email, regexp_replace(phone, '[^0-9]', '', 'g') AS phone,
           upper(unaccent(replace(prefix || last_name, ' ', ''))) AS surname, upper(unaccent(organisation_name)) AS organisation,
           upper(unaccent(first_name)) AS first, upper(left(coalesce(nullif(initials, ''), first_name), 1)) AS initial
    FROM students_guardian"""

SAME_NAME = """a.surname = b.surname AND a.organisation = b.organisation AND a.id < b.id
    AND (a.initial = b.initial OR a.initial = '' OR b.initial = '') AND (a.first = '' OR b.first = '' OR similarity(a.first, b.first) >= 0.5
         OR starts_with(a.first, b.first) OR starts_with(b.first, a.first))"""

GUARDIANS = f"""
    WITH reached AS ({REACHED_PUPILS}),
    person AS MATERIALIZED ({PARENT} WHERE id IN (
        SELECT guardian_id FROM students_guardianrelation GROUP BY guardian_id
        HAVING bool_and(student_id IN (SELECT id FROM reached))
           AND (%(people)s::uuid[] = '{{}}' OR guardian_id = ANY(%(people)s::uuid[])))),
    pair AS (
        SELECT a.id AS one, b.id AS other, a.surname, a.first, 'email' AS why
        FROM person a JOIN person b ON a.email = b.email AND a.email <> '' AND {SAME_NAME}
        UNION ALL
        SELECT a.id, b.id, a.surname, a.first, 'phone'
        FROM person a JOIN person b ON a.phone = b.phone AND length(a.phone) > 8 AND {SAME_NAME}
        UNION ALL
        SELECT a.id, b.id, a.surname, a.first, 'child'
        FROM students_guardianrelation mine JOIN students_guardianrelation his USING (student_id)
        JOIN person a ON a.id = mine.guardian_id JOIN person b ON b.id = his.guardian_id AND {SAME_NAME}
        WHERE a.initial <> '' AND b.initial <> '')
    SELECT one, other, min(why) FROM pair
    WHERE NOT EXISTS (SELECT FROM students_twopeople two WHERE two.one = pair.one AND two.other = pair.other)
    GROUP BY one, other, surname, first ORDER BY surname, first, one, other LIMIT %(most)s"""            # noqa: S608 - constants of the code


@dataclass(frozen=True)
class Likeness:
    """Two records, and what they have in common."""

    one: UUID
    other: UUID
    why: str

    @property
    def label(self) -> str:
        return str(WHY[self.why])

    @property
    def is_twins(self) -> bool:
        return self.why == "twins"


def merges_at(scope: Scope, school: UUID) -> bool:
    """Whether this person may merge records of a school: the privacy coordinator, or who writes all of it there (2.14)."""
    return scope.holds(Role.COORDINATOR, school=school) or not keeping.why_not(scope, KEEPS, school=school)


def reach(scope: Scope) -> list[UUID] | None:
    """The schools whose records this person may merge: none at all, or an empty list for the whole board."""
    if any(held.source == "board" and held.role == Role.COORDINATOR for held in scope.held):
        return []
    found = sorted({held.school for held in scope.held if held.school and held.source == "school" and merges_at(scope, held.school)})
    return found or None


def pupils(scope: Scope) -> list[Likeness]:
    """Pairs of pupils within reach that look like one child, and twins; one statement."""
    return _likenesses(PUPILS, reach(scope))


def guardians(scope: Scope) -> list[Likeness]:
    """Pairs of guardians within reach that look like one person; one statement."""
    return _likenesses(GUARDIANS, reach(scope), people=[])


def guardians_among(keys: Collection[UUID]) -> list[Likeness]:
    """The same among these guardians, whoever may see them."""
    return _likenesses(GUARDIANS, [], people=list(keys)) if keys else []


def _likenesses(statement: str, schools: list[UUID] | None, **values: Any) -> list[Likeness]:
    if schools is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, {"schools": schools, "most": MOST, **values})
        return [Likeness(*row) for row in cursor.fetchall()]


def twins_of(student: Student, scope: Scope) -> QuerySet[Student]:
    """Who was born on the same day of the same parents, of the pupils whom this reader may see."""
    parents = GuardianRelation.objects.filter(student=student.pk).order_by().values("guardian")
    born = Student.objects.reached_by(scope).filter(birth_on=student.birth_on, guardian_relations__guardian__in=parents)
    return born.exclude(pk=student.pk).exclude(birth_on=None).distinct().only("first_name", "initials", "prefix", "last_name")


def people_of(kind: MergeKind, found: Collection[Likeness], *, on: date) -> dict[UUID, Any]:
    """The records of a page of pairs, each with the names of what it belongs to; two queries at most."""
    keys = {key for each in found for key in (each.one, each.other)}
    if kind == MergeKind.PUPIL:
        return Student.objects.filter(pk__in=keys).with_labels(on=on).defer("bsn_sealed").in_bulk()
    return Guardian.objects.filter(pk__in=keys).defer("address_sealed").prefetch_related("relations__student").in_bulk()
