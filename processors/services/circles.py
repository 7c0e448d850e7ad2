"""Who is in the circle of a standing disclosure: a class, a year or a school, day after day (S2-110)."""
from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from privacyadmin.access.purposes import Ground
from processors.models import Disclosure
from processors.workflow.disclosures import without_consent

# Restricted data stays out, unless whoever decided on this disclosure answered for its use in the restriction (GDPR 18(2)).
CIRCLE = """
    with running as (
        select id, circle, school_id, class_group_id, year_group, categories, since from processors_disclosure
        where is_standing and status = 'decided' and since <= %(on)s and (until is null or until > %(on)s)
        and (%(only)s::uuid is null or id = %(only)s::uuid)
    ), named as (
        select d.id, m.student_id, d.categories, d.since from running d
        join students_classmembership m on m.class_group_id = d.class_group_id
        where d.circle = 'class' and m.since <= %(on)s and (m.until is null or m.until > %(on)s)
        union
        select d.id, e.student_id, d.categories, d.since from running d
        join students_enrolment e on e.status = 'enrolled' and (d.school_id is null or e.school_id = d.school_id)
        where d.circle = 'school' or d.circle = 'year' and e.year_group = d.year_group
        union
        select d.id, p.student_id, d.categories, d.since from running d join processors_disclosurepupil p on p.disclosure_id = d.id
        join students_enrolment e on e.student_id = p.student_id and e.status in ('applicant', 'enrolled')
        where d.circle = 'pupils' and (d.school_id is null or e.school_id = d.school_id)
    ), circle as (
        select id, student_id, since from named where not exists (
            select 1 from students_restriction r
            where r.student_id = named.student_id and r.until is null and r.categories && named.categories
            and not exists (
                select 1 from students_restricteduse u join processors_disclosure d on d.decided_at = u.at and d.decided_by_id = u.by_id
                where u.restriction_id = r.id and d.id = named.id
            )
        ) and not exists (
            select from unnest(%(of)s::uuid[], %(without)s::uuid[]) refused (id, student_id)
            where refused.id = named.id and refused.student_id = named.student_id
        )
    )"""
WHO = f"{CIRCLE} select id, student_id from circle where id = any(%(of)s::uuid[])"                                         # noqa: S608
ENTER = f"""{CIRCLE}
    insert into processors_disclosurepupil as old (id, disclosure_id, student_id, since)
    select gen_random_uuid(), id, student_id, greatest(since, %(on)s) from circle
    on conflict (disclosure_id, student_id) do update set until = null where old.until is not null"""      # noqa: S608
LEAVE = f"""{CIRCLE}
    update processors_disclosurepupil p set until = greatest(p.since, %(on)s) from running d
    where p.disclosure_id = d.id and p.until is null
    and not exists (select 1 from circle c where c.id = p.disclosure_id and c.student_id = p.student_id)"""                              # noqa: S608 - our own words
COUNT = """
    update processors_disclosure d set pupil_count = found.number from (
        select d.id, count(p.id) filter (where p.until is null) as number from processors_disclosure d
        left join processors_disclosurepupil p on p.disclosure_id = d.id
        where d.is_standing and d.status = 'decided' and (%(only)s::uuid is null or d.id = %(only)s::uuid) group by d.id
    ) found where found.id = d.id and found.number <> d.pupil_count"""


@transaction.atomic
def follow(on: date, *, only: UUID | None = None) -> int:
    """Who came into a circle stands in the disclosure, and who left it does so until today; returns how many changed. Safe to repeat.

    Where it rests on consent, whoever has no yes that holds on this day is in no circle (S2-107, S2-159).
    """
    values: dict[str, Any] = {"on": on, "only": str(only) if only else None, "of": [], "without": []}
    pairs = _refused(values)
    values |= {"of": [disclosure for disclosure, _pupil in pairs], "without": [pupil for _disclosure, pupil in pairs]}
    with connection.cursor() as cursor:
        changed = 0
        for statement in (ENTER, LEAVE):
            cursor.execute(statement, values)
            changed += cursor.rowcount
        cursor.execute(COUNT, values)
    return changed


def _refused(values: dict[str, Any]) -> list[tuple[UUID, UUID]]:
    """Disclosure and pupil, where the one rests on consent and for the other nobody said yes, or no longer."""
    running = Disclosure.objects.standing(on=values["on"]).filter(ground=Ground.CONSENT)
    of_consent = {each.pk: each for each in (running.filter(pk=values["only"]) if values["only"] else running)}
    if not of_consent:
        return []
    circles: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(WHO, values | {"of": list(of_consent), "without": [None] * len(of_consent)})
        for disclosure, pupil in cursor.fetchall():
            circles[disclosure].append(pupil)
    return [
        (disclosure, pupil) for disclosure, pupils in circles.items()
        for pupil in without_consent(of_consent[disclosure], pupils, values["on"])
    ]
