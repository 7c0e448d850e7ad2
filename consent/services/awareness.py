"""Telling staff what they must know, and keeping who was told when (S1-16…19, S1-92)."""
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from consent import events, reach
from consent.models import AwarenessRecord, AwarenessTopic, Means, TopicKind
from consent.rules.awareness import Told, holds_until, is_current
from privacyadmin import audit, history, policy
from privacyadmin.access.catalogue import Verb
from privacyadmin.access.models import SchoolGrant
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import ClassGrant

WHAT = ("kind", "title", "body")


@dataclass(frozen=True)
class Colleague:
    """Somebody with a role in a school."""

    user: User
    roles: frozenset[str]


def topics_of(school: School | UUID) -> QuerySet[AwarenessTopic]:
    """What staff of a school must know: the board's and the school's own."""
    rows = AwarenessTopic.objects.in_use().filter(Q(school=None) | Q(school=school))
    return rows.select_related("school").defer("school__logo").order_by("title", "pk")


def may_write(scope: Scope, school: UUID | None) -> bool:
    """The board's topics are the coordinator's, a school's also its director's and administration's."""
    whole = reach.schools(scope, Verb.WRITE)
    return whole is None or (school is not None and school in whole)


@transaction.atomic
def save(topic: AwarenessTopic | None, values: Mapping[str, Any], *, school: School | None, by: Scope, at: datetime) -> AwarenessTopic:
    """Write down what staff must know; with other words it is a new version, which everybody reads again (S1-19)."""
    if topic is None:
        topic = AwarenessTopic(school=school, number=0, made_at=at, made_by=by.user)
    else:
        topic = AwarenessTopic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if not may_write(by, topic.school_id):
        raise NotAllowed(_("What staff of the whole board must know is written down by the privacy coordinator."))
    changed = [name for name in WHAT if getattr(topic, name) != values[name]]
    if topic.number and not changed:
        return topic
    for name in changed:
        setattr(topic, name, values[name])
    topic.number, topic.version_on = topic.number + 1, local_day(at)
    history.save(topic, at=at, by=by)
    audit.record(events.TOPIC_MADE, about=topic, school=topic.school_id, by=by, at=at, number=topic.number)
    return topic


@transaction.atomic
def retire(topic: AwarenessTopic, *, by: Scope, at: datetime) -> None:
    """Nobody has to know it any more; who was told stays."""
    topic = AwarenessTopic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if not may_write(by, topic.school_id):
        raise NotAllowed(_("What staff of the whole board must know is written down by the privacy coordinator."))
    topic.retired_at = at
    history.save(topic, at=at, by=by)
    audit.record(events.TOPIC_RETIRED, about=topic, school=topic.school_id, by=by, at=at)


@transaction.atomic
def confirm(topic: AwarenessTopic, *, number: int, by: Scope, at: datetime) -> None:
    """A colleague says that he read it and keeps to it. Raises NotAllowed where another version was put in its place meanwhile."""
    topic = AwarenessTopic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if topic.retired_at or topic.number != number:
        raise NotAllowed(_("The text was changed meanwhile. Read it again."))
    _told(topic, [by.user.pk], means=Means.CONFIRMED, on=local_day(at), by=by, at=at)


@transaction.atomic
def tell(topic: AwarenessTopic, users: Collection[UUID], *, means: Means | str, on: date, school: School, by: Scope, at: datetime) -> int:
    """Record who was at a meeting, or was told in person. Raises NotAllowed for who is not of the school."""
    if not may_write(by, school.pk):
        raise NotAllowed(_("Who keeps the consents of the school records who was told."))
    if means == Means.CONFIRMED or on > local_day(at):
        raise NotAllowed(_("A colleague confirms himself that he read it, and nobody was told on a day to come."))
    if set(users) - {each.user.pk for each in colleagues(school, at=at)}:
        raise NotAllowed(_("One of these people has no role in this school."))
    return _told(topic, users, means=means, on=on, by=by, at=at)


def _told(topic: AwarenessTopic, users: Iterable[UUID], *, means: Means | str, on: date, by: Scope, at: datetime) -> int:
    rows = [
        AwarenessRecord(topic=topic, number=topic.number, user_id=user, means=means, on=on, recorded_at=at, recorded_by=by.user)
        for user in users
    ]
    AwarenessRecord.objects.bulk_create(rows, ignore_conflicts=True)
    audit.record(events.TOLD, about=topic, school=topic.school_id, by=by, at=at, count=len(rows), means=str(means))
    return len(rows)


def colleagues(school: School, *, at: datetime) -> list[Colleague]:
    """Active accounts with a role in this school or one of its classes; two queries and one for the people."""
    roles: dict[UUID, set[str]] = defaultdict(set)
    in_school = SchoolGrant.objects.in_force(at=at).filter(content_object=school).values_list("user", "permission__codename")
    in_class = ClassGrant.objects.in_force(at=at).filter(content_object__school=school).values_list("user", "permission__codename")
    for user, codename in [*in_school, *in_class]:
        roles[user].add(codename.removeprefix("role_"))
    people = User.objects.filter(pk__in=roles, is_active=True).order_by("name", "pk")
    return [Colleague(each, frozenset(roles[each.pk])) for each in people]


def last_told(users: Collection[UUID], topics: Collection[UUID]) -> dict[tuple[UUID, UUID], Told]:
    """When each was last told of the newest version he was told of, by person and topic; one query."""
    rows = AwarenessRecord.objects.filter(user__in=users, topic__in=topics).order_by("user", "topic", "-number", "-on")
    found = rows.distinct("user", "topic").values_list("user", "topic", "number", "on")
    return {(user, topic): Told(number, on) for user, topic, number, on in found}


def months_of(topic: AwarenessTopic, on: date) -> int:
    """After how many months it is told again: by the rules of the place that wrote it down (S1-17)."""
    return policy.in_force(topic.school, on).awareness_months


def why_not_place(scope: Scope, school: School) -> str:
    """Why a web editor may not record what he places (S1-92); empty when he knows the rules of publishing."""
    topics = [each for each in topics_of(school) if each.kind == TopicKind.PUBLISHING]
    if not topics:
        return _("Nobody wrote down the rules for placing photos and names yet. Until then web editors place nothing: ask the coordinator.")
    told, on = last_told([scope.user.pk], [each.pk for each in topics]), scope.on
    if all(is_current(told.get((scope.user.pk, each.pk)), number=each.number, months=months_of(each, on), on=on) for each in topics):
        return ""
    return _("Read and confirm the rules for placing photos and names first: a web editor does so each year.")


def roles_in(scope: Scope, school: UUID) -> set[str]:
    """What somebody is in a school, by his own grants there."""
    return {held.role for held in scope.held if held.source in ("school", "class") and held.school == school}


def own_topics(scope: Scope) -> list[dict[str, Any]]:
    """What somebody must know by his roles in schools, and until when he was told."""
    places = {held.school for held in scope.held if held.source in ("school", "class") and held.school}
    rows = AwarenessTopic.objects.in_use().filter(Q(school=None) | Q(school__in=places)).select_related("school").defer("school__logo")
    topics = [
        each for each in (rows if places else ())
        if any(each.concerns(roles_in(scope, place)) for place in places if each.school_id in (None, place))
    ]
    told = last_told([scope.user.pk], [each.pk for each in topics]) if topics else {}
    lines = []
    for topic in topics:
        months = months_of(topic, scope.on)
        last = told.get((scope.user.pk, topic.pk))
        is_told = is_current(last, number=topic.number, months=months, on=scope.on)
        lines.append({"topic": topic, "last": last, "is_told": is_told, "until": holds_until(last, months) if last and is_told else None})
    return lines
