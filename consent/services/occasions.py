"""Consents for one occasion: asked for it, usable for nothing else, and over with it (S1-44, S1-106, S2-78, S2-101, S2-159)."""
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from consent import events, seed
from consent.asking import read
from consent.models import Decision, Occasion, OccasionKind, OccasionPupil, Purpose
from consent.rules.verdict import HIMSELF, Answer, Verdict, verdict
from consent.rules.words import to_colleague
from privacyadmin import audit, outbox
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.times import end_of_day, local_day
from privacyadmin.workflow import NotAllowed
from students.consents import Consent

ASKED = "consent.asked"
KIND_OF = {
    "OVERSTAP": OccasionKind.TRANSFER, "VERSTREKKING": OccasionKind.DISCLOSURE, "ZORGTEAM": OccasionKind.CARE_TALK,
    "BIJZONDER": OccasionKind.MEDICAL,
}
LAST_MOMENT = timedelta(microseconds=1)


def purpose_of(school: School, code: str, *, at: datetime) -> Purpose:
    """The purpose of a school under this code; one that it never had is taken from the list. Raises NotAllowed where it was retired."""
    seed.write(school, on=local_day(at), at=at, codes=[code])
    found = Purpose.objects.in_use(on=local_day(at)).filter(school=school, code=code).first()
    if found is None:
        raise NotAllowed(_("The purpose «%(code)s» is retired at this school. Who keeps the consents can add it again.") % {"code": code})
    return found


@transaction.atomic
def open_for(
    purpose: Purpose, pupils: Collection[UUID], *, kind: OccasionKind, until: date, label: str = "", on: date | None = None,
    source: UUID | None = None, by: Scope | None, at: datetime, tells: bool = True,
) -> Occasion:
    """Ask these pupils' families for one occasion; asked again, it holds until the later day. With `tells` a mail says so.

    `label` names no person: a school, a party or an event. Raises NotAllowed for a purpose that is asked no more or an end that is past.
    """
    today = local_day(at)
    purpose = Purpose.objects.select_for_update(of=("self",)).select_related("school").get(pk=purpose.pk)
    if not purpose.is_in_use(on=today):
        raise NotAllowed(_("This purpose is not asked any more."))
    if until <= today:
        raise NotAllowed(_("The occasion is over before somebody can answer."))
    by_user = by.user if by else None
    occasion = Occasion.objects.filter(purpose=purpose, source=source, ended_at=None).first() if source else None
    if occasion is None:
        occasion = Occasion(purpose=purpose, kind=kind, label=label[:120], on=on, until=until, source=source, made_at=at, made_by=by_user)
        occasion.save(force_insert=True)
    elif until > occasion.until:
        occasion.until = until
        occasion.save(update_fields=["until"])
    rows = [
        OccasionPupil(occasion=occasion, student_id=pupil, category=purpose.category, asked_at=at, asked_by=by_user)
        for pupil in dict.fromkeys(pupils)
    ]
    OccasionPupil.objects.bulk_create(rows, ignore_conflicts=True)
    details = {"code": purpose.code, "count": len(rows)}
    audit.record(events.OCCASION_ADDED, about=source or occasion.pk, school=purpose.school_id, by=by, at=at, **details)
    if tells:
        outbox.put(ASKED, key=f"{ASKED}:{occasion.pk}:{int(at.timestamp())}", about={"occasion": occasion.pk}, at=at)
    return occasion


def ask(
    pupils: Collection[UUID], code: str, *, source: UUID, school: School, label: str, until: date, by: Scope, at: datetime,
    on: date | None = None,
) -> Occasion:
    """The same for what another app asks it for, by the code of the purpose and the key of the thing."""
    purpose = purpose_of(school, code, at=at)
    return open_for(purpose, pupils, kind=KIND_OF[code], label=label, until=until, on=on, source=source, by=by, at=at)


@transaction.atomic
def end(source: UUID, code: str, *, by: Scope, at: datetime) -> None:
    """What was asked for changed or is over: an answer to it counts no more, and the family is not asked any longer."""
    rows = Occasion.objects.select_for_update(of=("self",)).filter(source=source, purpose__code=code, ended_at=None)
    for occasion in rows.select_related("purpose"):
        occasion.ended_at = at
        occasion.save(update_fields=["ended_at"])
        audit.record(events.OCCASION_ENDED, about=source, school=occasion.purpose.school_id, by=by, at=at, code=code)


def standing(sources: Iterable[UUID], code: str) -> dict[UUID, list[Occasion]]:
    """What was asked for each of these things and still counts; one query."""
    found: dict[UUID, list[Occasion]] = defaultdict(list)
    for occasion in Occasion.objects.filter(source__in=list(sources), purpose__code=code, ended_at=None).order_by("pk"):
        if occasion.source is not None:
            found[occasion.source].append(occasion)
    return found


def answers(pupils: Collection[UUID], code: str, source: UUID, on: date) -> dict[UUID, Consent]:
    """Per pupil whether a yes to this one occasion holds on a day, with the sentence; three queries for any number."""
    found: dict[UUID, Consent] = {}
    asked = standing([source], code)[source] if pupils else []
    for of_pupils in of_occasions(asked, pupils, on=on).values():
        found |= {key: each for key, each in of_pupils.items() if each.is_valid or key not in found}
    return found


def of_occasions(
    asked: Collection[Occasion], pupils: Collection[UUID], *, on: date, whose: Mapping[UUID, Collection[UUID]] | None = None,
    in_spite_of_limits: bool = False,
) -> dict[UUID, dict[UUID, Consent]]:
    """Per occasion and pupil the answer on a day; two queries for any number.

    A yes to something else is not looked at; a no holds for every open question on one matter.
    """
    found = judged(asked, pupils, at=end_of_day(on) - LAST_MOMENT, whose=whose, in_spite_of_limits=in_spite_of_limits)
    return {
        occasion: {
            pupil: Consent(is_valid=each.is_yes, why=to_colleague(each), until=each.until, waits=each.waits)
            for pupil, each in of_pupils.items()
        }
        for occasion, of_pupils in found.items()
    }


def of_things(
    asked: Mapping[UUID, Collection[Occasion]], pupils: Mapping[UUID, UUID], *, on: date, in_spite_of_limits: bool = False
) -> dict[UUID, list[Consent]]:
    """Of things that are about one pupil each, a talk or an entry: what was said to each question; two queries for any number.

    `in_spite_of_limits` asks what the family said, and leaves a restriction or protection to who asks.
    """
    questions = [occasion for thing in pupils for occasion in asked.get(thing, ())]
    whose = {occasion.pk: [pupil] for thing, pupil in pupils.items() for occasion in asked.get(thing, ())}
    found = of_occasions(questions, set(pupils.values()), on=on, whose=whose, in_spite_of_limits=in_spite_of_limits)
    return {thing: [each for occasion in asked.get(thing, ()) for each in found[occasion.pk].values()] for thing in pupils}


def judged(
    asked: Collection[Occasion], pupils: Collection[UUID], *, at: datetime, whose: Mapping[UUID, Collection[UUID]] | None = None,
    in_spite_of_limits: bool = False,
) -> dict[UUID, dict[UUID, Verdict]]:
    """The verdicts behind it; two queries. `whose` says per occasion which of the pupils, where that is not all of them."""
    if not asked or not pupils:
        return {}
    purposes, facts = read(pupils, {each.purpose_id for each in asked}, at=at)
    said = _said(asked, pupils, at)
    found: dict[UUID, dict[UUID, Verdict]] = {each.pk: {} for each in asked}
    for occasion in asked:
        wanted, house = purposes[occasion.purpose_id]
        for pupil in facts if whose is None else whose[occasion.pk]:
            each, of_pupil = facts[pupil], said[occasion.pk, pupil]
            subject = replace(each.subject, is_limited=False) if in_spite_of_limits else each.subject
            found[occasion.pk][pupil] = verdict(subject, each.standings, of_pupil, house=house, asked=wanted, on=local_day(at))
    return found


def _said(asked: Collection[Occasion], pupils: Collection[UUID], at: datetime) -> dict[tuple[UUID, UUID], dict[str, Answer]]:
    """What each person said last, per occasion and pupil.

    Where two schools ask for the same thing his last word counts: a yes where he said it, a no for all of it (decision 007).
    """
    things: dict[UUID, set[UUID]] = defaultdict(set)
    for each in asked:
        things[_thing(each)].add(each.pk)
    same = Q(pk__in=[each.pk for each in asked]) | Q(source__in=list(things), ended_at=None)
    rows = Decision.objects.filter(occasion__in=Occasion.objects.filter(same), student__in=pupils, decided_at__lte=at)
    last = {(_thing(row.occasion), row.student_id, row.guardian_id): row
            for row in rows.select_related("text", "occasion").order_by("decided_at", "pk") if row.occasion}
    found: dict[tuple[UUID, UUID], dict[str, Answer]] = defaultdict(dict)
    for (thing, pupil, guardian), row in last.items():
        answer = Answer(row.outcome, local_day(row.decided_at), row.text.number, row.valid_until)
        for occasion in things[thing]:
            if answer.is_no or occasion == row.occasion_id:
                found[occasion, pupil][str(guardian) if guardian else HIMSELF] = answer
    return found


def _thing(occasion: Occasion) -> UUID:
    """For what it is asked; one that was ended stands by itself."""
    return occasion.source if occasion.source and occasion.ended_at is None else occasion.pk
