"""Protective exceptions (C-25; S1-117, S2-199): hidden from the family at once, decided on by another, reviewed, ended."""
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from privacyadmin import audit, history, outbox, policy
from privacyadmin.access.catalogue import Role
from privacyadmin.access.holders import holders
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import ProtectedFrom, Protection, ProtectionGround, Student
from students.workflow import PROTECTION, protects

from .restrictions import limit_objection


@transaction.atomic
def protect(
    student: Student,
    *,
    school: School,
    categories: Collection[str],
    hidden_from: ProtectedFrom | str,
    ground: ProtectionGround | str,
    reason: str,
    review_on: date,
    by: Scope,
    at: datetime,
    evidence: str = "",
    reporting_step: int | None = None,
) -> Protection:
    """Hide these categories from the family from now on; the one who decides hears of it, and confirms or ends it."""
    protection = Protection(
        student_id=student.pk, school=school, categories=sorted(set(categories)), hidden_from=hidden_from, ground=ground, reason=reason,
        review_on=review_on, evidence=evidence, reporting_step=reporting_step, since=at, by=by.user,
    )
    if reason_against := protects(protection, by) or limit_objection(student, school, review_on, categories, at=at):
        raise NotAllowed(reason_against)
    history.save(protection, at=at, by=by, force_insert=True)
    audit.record(events.PROTECTION_SET, about=protection, school=school, by=by, at=at, categories=protection.categories)
    for person in deciders(protection, at=at):
        outbox.mail(
            "protection_to_decide", to=person, about=protection, key=f"protection/{protection.pk}", at=at,
            path=protection.get_absolute_url(), school=school,
        )
    return protection


def deciders(protection: Protection, *, at: datetime) -> list[User]:
    """Whoever the house rules name (C-29), or the board where that is the person who asks."""
    named = policy.in_force(protection.school, local_day(at)).request_decider
    roles = [Role.DIRECTOR, Role.BOARD_MEMBER] if named == "school_director" else [Role.BOARD_MEMBER]
    for role in roles:
        if found := [user for user in holders(role, school=protection.school_id, at=at) if user.pk != protection.by_id]:
            return found
    return []


@transaction.atomic
def confirm(protection: Protection, *, advice: str, by: Scope, at: datetime) -> Protection:
    """It stays, until the review; the advice of the data protection officer is kept with it (S2-199)."""
    protection = _locked(protection, "confirm", by)
    protection.decided_by, protection.decided_at, protection.is_confirmed, protection.advice = by.user, at, True, advice
    history.save(protection, at=at, by=by)
    _tell(events.PROTECTION_CONFIRMED, protection, by=by, at=at)
    return protection


@transaction.atomic
def decline(protection: Protection, *, why: str, by: Scope, at: datetime) -> Protection:
    """It ends at once."""
    protection = _locked(protection, "decline", by)
    protection.decided_by, protection.decided_at, protection.is_confirmed = by.user, at, False
    _end(protection, why, by=by, at=at)
    _tell(events.PROTECTION_DECLINED, protection, by=by, at=at)
    return protection


@transaction.atomic
def review(protection: Protection, *, review_on: date, why: str, by: Scope, at: datetime) -> Protection:
    """Somebody looked again, and it stays; the next look is within half a year."""
    protection = _locked(protection, "review", by)
    if reason := rules.review_objection(review_on, local_day(at)):
        raise NotAllowed(reason)
    protection.review_on = review_on
    history.save(protection, at=at, by=by, why=why[:100])
    _tell(events.PROTECTION_REVIEWED, protection, by=by, at=at, on=review_on)
    return protection


@transaction.atomic
def end_protection(protection: Protection, *, why: str, by: Scope, at: datetime) -> Protection:
    """The danger has passed: from now on the family sees what its rights give."""
    protection = _locked(protection, "end", by)
    _end(protection, why, by=by, at=at)
    _tell(events.PROTECTION_ENDED, protection, by=by, at=at)
    return protection


def _end(protection: Protection, why: str, *, by: Scope, at: datetime) -> None:
    protection.until, protection.ended_by, protection.ended_why = max(at, protection.since), by.user, why
    history.save(protection, at=at, by=by)


def _tell(event: audit.EventKind, protection: Protection, *, by: Scope, at: datetime, **details) -> None:
    audit.record(event, about=protection, school=protection.school_id, by=by, at=at, **details)


def _locked(protection: Protection, step: str, by: Scope) -> Protection:
    protection = Protection.objects.select_for_update(of=("self",)).select_related("school").get(pk=protection.pk)
    PROTECTION.check(step, protection, by)
    return protection
