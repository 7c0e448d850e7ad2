"""The verdicts of any set of pupils and purposes, worked out from the register itself in one statement: nothing derived is kept, so
nothing can drift (PERFORMANCE 5)."""
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from privacyadmin.policy.models import PolicyVersion
from privacyadmin.times import age_on, birthday, local_day

from .rules.verdict import HIMSELF, Answer, Asked, House, Standing, Subject, Verdict, verdict

# One row with the purposes and the house rules of their schools, then one row a pupil: who he is, who decides for him, who said what last.
STATEMENT = """
select null, null, null, null, false, json_build_object(
    'purposes', (select json_agg(json_build_array(purpose.id, purpose.school_id, purpose.since, purpose.until, purpose.decider,
         (select max(number) from consent_purposetext text
          where text.purpose_id = purpose.id and text.valid_from <= %(on)s and text.asks_again)))
         from consent_purpose purpose where purpose.id = any(%(purposes)s)),
    'rules', (select json_agg(json_build_array(place.school, place.preset, place.values)) from (
         select distinct on (purpose.school_id) purpose.school_id school, rules.preset, rules.values
         from consent_purpose purpose
         join policy_policyversion rules on rules.is_approved and rules.valid_from <= %(on)s
              and (rules.school_id = purpose.school_id or rules.school_id is null)
         where purpose.id = any(%(purposes)s)
         order by purpose.school_id, (rules.school_id is null), rules.valid_from desc, rules.number desc) place))::text, null
union all
select pupil.id, pupil.birth_on, pupil.strict16_on, pupil.died_on,
    exists (select from students_restriction one
            where one.student_id = pupil.id and one.since <= %(at)s and (one.until is null or one.until > %(at)s))
    or exists (select from students_protection one
               where one.student_id = pupil.id and one.since <= %(at)s and (one.until is null or one.until > %(at)s)),
    (select json_agg(json_build_array(relation.guardian_id, case
         when relation.has_contact_block or coalesce(relation.authority_since > %(on)s, false)
              or coalesce(relation.authority_until <= %(on)s, false) then 'none'
         when relation.authority in ('ja', 'gerechtelijk') then 'holder'
         when relation.authority = 'onbekend' then 'unknown' else 'none' end))::text
     from students_guardianrelation relation where relation.student_id = pupil.id),
    (select json_agg(json_build_array(
         latest.purpose_id, latest.guardian_id, latest.outcome, latest.day, latest.number, latest.valid_until))::text
     from (select distinct on (decision.purpose_id, decision.guardian_id) decision.purpose_id, decision.guardian_id, decision.outcome,
                  (decision.decided_at at time zone 'Europe/Amsterdam')::date as day, text.number, decision.valid_until
           from consent_decision decision join consent_purposetext text on text.id = decision.text_id
           where decision.student_id = pupil.id and decision.purpose_id = any(%(purposes)s) and decision.decided_at <= %(at)s
                 and decision.occasion_id is not distinct from %(occasion)s
           order by decision.purpose_id, decision.guardian_id, decision.decided_at desc, decision.id desc) latest)
from students_student pupil where pupil.id = any(%(pupils)s)
"""
Verdicts = dict[UUID, dict[UUID, Verdict]]


@dataclass(frozen=True)
class Facts:
    """Everything that a verdict hangs on, as the register says it: for a page that also shows who answered what."""

    subject: Subject
    standings: Mapping[str, Standing]
    answers: Mapping[str, Mapping[str, Answer]]            # by purpose, then by guardian or HIMSELF


def verdicts(pupils: Collection[UUID], purposes: Collection[UUID], *, at: datetime, occasion: UUID | None = None) -> Verdicts:
    """Per pupil and purpose the answer at an instant; one query for any number. Who or what is not there is left out."""
    rules, facts = read(pupils, purposes, at=at, occasion=occasion)
    on = local_day(at)
    return {
        pupil: {
            key: verdict(each.subject, each.standings, each.answers.get(str(key), {}), house=house, asked=asked, on=on)
            for key, (asked, house) in rules.items()
        }
        for pupil, each in facts.items()
    }


Rules = dict[UUID, tuple[Asked, House]]


def read(
    pupils: Collection[UUID], purposes: Collection[UUID], *, at: datetime, occasion: UUID | None = None
) -> tuple[Rules, dict[UUID, Facts]]:
    """The purposes with their house rules, and the facts of each pupil."""
    if not pupils or not purposes:
        return {}, {}
    on = local_day(at)
    values: dict[str, Any] = {"pupils": list(pupils), "purposes": list(purposes), "at": at, "on": on, "occasion": occasion}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        rows = cursor.fetchall()
    head = next(row[5] for row in rows if row[0] is None)
    return _rules(json.loads(head), on), {row[0]: _facts(row, on) for row in rows if row[0] is not None}


def _rules(head: Mapping[str, Any], on: date) -> Rules:
    houses = {school: _house(PolicyVersion(preset=preset, values=values)) for school, preset, values in head["rules"] or ()}
    return {
        UUID(key): (_asked(since, until, decider, binding, on), houses.get(school, House()))
        for key, school, since, until, decider, binding in head["purposes"] or ()
    }


def _asked(since: str, until: str | None, decider: str, binding: int | None, on: date) -> Asked:
    is_in_use = date.fromisoformat(since) <= on and (until is None or date.fromisoformat(until) > on) and binding is not None
    return Asked(is_in_use, binding or 1, decider)


def _house(rules: PolicyVersion) -> House:
    return House(rules.age16_mode, rules.on_turning_16, rules.consent_needs, rules.age_limit)


def _facts(row: tuple, on: date) -> Facts:
    _key, birth_on, strict16_on, died_on, is_limited, relations, answers = row
    decides_himself = strict16_on is not None and strict16_on <= on
    age, turned_16_on = (age_on(birth_on, on), birthday(birth_on, 16)) if birth_on else (None, None)
    return Facts(
        Subject(age, turned_16_on, decides_himself, is_limited or died_on is not None),
        {guardian: Standing(standing) for guardian, standing in json.loads(relations)} if relations else {},
        _answers(json.loads(answers)) if answers else {},
    )


def _answers(rows: Iterable[list]) -> dict[str, dict[str, Answer]]:
    found: dict[str, dict[str, Answer]] = {}
    for purpose, guardian, outcome, day, number, valid_until in rows:
        until = date.fromisoformat(valid_until) if valid_until else None
        found.setdefault(purpose, {})[guardian or HIMSELF] = Answer(outcome, date.fromisoformat(day), number, until)
    return found
