"""A pupil of age lets somebody who was a guardian go on seeing, until a day or until he takes it back (U9)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Category, Relation, Right
from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day, start_of_day
from privacyadmin.workflow import NotAllowed
from students import addressees, events, rules
from students.models import AgreedAccess, GuardianRelation, Student

LONGEST = timedelta(days=366)


def why_not(student: Student, scope: Scope) -> str:
    """Why this person does not decide who goes on seeing; empty for a pupil of age himself."""
    if scope.relation_to(student.pk) != Relation.PUPIL_16:
        return _("Only the pupil decides this.")
    if (student.age_on(scope.on) or 0) < rules.OF_AGE:
        return _("From 18 you decide yourself what your parents see. Until then the school shows them what the law gives them.")
    return ""


def offered(student: Student, scope: Scope) -> list[Category]:
    """The kinds of data that the pupil may let somebody see: those that he reads himself."""
    return [category for category in Category if student.pk in scope.where(category, Right.READ).pupils]


def relations_of(student: Student, *, at: datetime) -> list[GuardianRelation]:
    """Whom he can choose, each with what he agreed to as `agreed`; two queries."""
    relations = list(student.guardian_relations.filter(has_contact_block=False).select_related("guardian").order_by("pk"))
    agreed = in_force(student, at=at)
    for relation in relations:
        relation.agreed = agreed.get(relation.pk)                                # type: ignore[attr-defined] # for the page
    return relations


def in_force(student: Student, *, at: datetime) -> dict:
    """What he agreed to, by relation."""
    return {each.relation_id: each for each in AgreedAccess.objects.in_force(at=at).filter(relation__student=student.pk)}


@transaction.atomic
def allow(relation: GuardianRelation, *, categories: Collection[str], until_on: date, by: Scope, at: datetime) -> AgreedAccess:
    """Let this one see these kinds up to and including a day; an earlier agreement with the same one ends. Raises NotAllowed."""
    relation = GuardianRelation.objects.select_for_update(of=("self",)).select_related("student", "guardian__user").get(pk=relation.pk)
    if reason := why_not(relation.student, by) or objection(categories, until_on, relation, by):
        raise NotAllowed(reason)
    relation.agreements.filter(until__gt=at).update(until=at, ended_by=by.user)
    agreed = AgreedAccess(
        relation=relation, categories=sorted(set(categories)), since=at, until=start_of_day(until_on + timedelta(days=1)), by=by.user
    )
    agreed.save(force_insert=True)
    audit.record(
        events.ACCESS_AGREED, about=relation, school=None, by=by, at=at, categories=agreed.categories, until=until_on,
    )
    outbox.mail("agreement_given", to=by.user, about=agreed, key=f"agreement/{agreed.pk}", at=at, path="/portal/sharing/")
    _tell(relation, agreed, at)
    return agreed


@transaction.atomic
def withdraw(agreed: AgreedAccess, *, by: Scope, at: datetime) -> AgreedAccess:
    """Take it back; from this moment on nothing is shown. Who could see is not told why, nor by mail."""
    agreed = AgreedAccess.objects.select_for_update(of=("self",)).select_related("relation__student").get(pk=agreed.pk)
    if reason := why_not(agreed.relation.student, by):
        raise NotAllowed(reason)
    if agreed.until <= at:
        return agreed
    agreed.until, agreed.ended_by = at, by.user
    agreed.save(update_fields=["until", "ended_by"])
    audit.record(events.ACCESS_WITHDRAWN, about=agreed.relation, school=None, by=by, at=at)
    outbox.mail("agreement_ended", to=by.user, about=agreed, key=f"agreement/{agreed.pk}/ended", at=at, path="/portal/sharing/")
    return agreed


def objection(categories: Collection[str], until_on: date, relation: GuardianRelation, scope: Scope) -> str:
    """Why the pupil cannot agree to this; empty when he can."""
    if relation.has_contact_block:
        return _("The school may have no contact with this person.")
    if not categories or not set(categories) <= set(offered(relation.student, scope)):
        return _("Choose what this person may see.")
    if not scope.on <= until_on <= scope.on + LONGEST:
        return _("Choose a day within a year from now.")
    return ""


def _tell(relation: GuardianRelation, agreed: AgreedAccess, at: datetime) -> None:
    """News in the portal for who has an account."""
    to = addressees.guardian(relation.guardian, on=local_day(at))
    if to.user is not None:
        outbox.mail("agreement_news", to=to.user, about=agreed, key=f"agreement/{agreed.pk}/news", at=at)


def given_to(student: Student, scope: Scope) -> AgreedAccess | None:
    """What a pupil of age lets the one who reads see."""
    keys = [held.target for held in scope.held if held.source == "family" and student.pk in held.pupils and held.categories]
    return AgreedAccess.objects.in_force(at=scope.at).filter(relation__in=keys).first() if keys else None
