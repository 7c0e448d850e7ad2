"""Restriction of processing (GDPR 18; S2-181…188): set, reviewed, announced to the family, and only then lifted."""
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history, outbox
from privacyadmin.access.catalogue import MATRIX_CATEGORIES, Category, Relation
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import addressees, events, rules
from students.models import (
    AllowedUse,
    AskedBy,
    Enrolment,
    GuardianRelation,
    ProtectedFrom,
    Protection,
    RestrictedUse,
    Restriction,
    RestrictionGround,
    Student,
    ToldHow,
)
from students.workflow import RESTRICTION, restricts

FROM_16 = 16
SHOWN_AFTER = timedelta(days=30)             # a lifted one, in the portal


@dataclass(frozen=True)
class Told:
    """Somebody who hears of it: by mail where he has an account, on paper or in person where he has none."""

    name: str
    user: User | None


@transaction.atomic
def restrict(
    student: Student,
    *,
    school: School,
    ground: RestrictionGround | str,
    reason: str,
    review_on: date,
    by: Scope | None,
    at: datetime,
    categories: Collection[str] | None = None,
    asked_by: AskedBy | str = AskedBy.GUARDIAN,
    case_key: UUID | None = None,
) -> Restriction:
    """Restrict the processing of some categories of a pupil, or of all (`categories=None`), from now on.

    `by=None`: by rule, such as an objection that came in (S2-184). With `case_key`, the key of that request, asking again changes nothing.
    """
    Student.objects.select_for_update().filter(pk=student.pk).first()              # one at a time
    if case_key and (known := Restriction.objects.filter(case_key=case_key, ground=ground, until=None).first()):
        return known
    restriction = Restriction(
        student_id=student.pk, school=school, categories=sorted(set(categories or MATRIX_CATEGORIES)), ground=ground, reason=reason,
        review_on=review_on, asked_by=asked_by, case_key=case_key, since=at, by=by.user if by else None,
    )
    reason_against = restricts(restriction, by) or limit_objection(student, school, review_on, restriction.categories, at=at)
    if reason_against:
        raise NotAllowed(reason_against)
    history.save(restriction, at=at, by=by, force_insert=True)
    told = {"categories": restriction.categories, "ground": str(restriction.ground)}
    audit.record(events.RESTRICTION_SET, about=restriction, school=school, by=by, at=at, **told)
    tell_family(restriction, "set", at=at)
    return restriction


def limit_objection(student: Student, school: School, review_on: date, categories: Iterable[str], *, at: datetime) -> str:
    """Why a restriction or protection cannot stand like this; empty when it can."""
    if not set(categories) <= set(Category.values) - {Category.ADV}:
        return _("Choose parts of the file. The notes of a confidential adviser stand outside.")
    if not Enrolment.objects.filter(student=student.pk, school=school).exists():
        return _("This pupil is not of this school.")
    return rules.review_objection(review_on, local_day(at))


@transaction.atomic
def announce(restriction: Restriction, *, lift_on: date, told_how: ToldHow | str, by: Scope, at: datetime) -> Restriction:
    """Tell the family that it will be lifted, and from which day on (GDPR 18(3), S2-187)."""
    restriction = _locked(restriction, "announce", by)
    if lift_on <= local_day(at):
        raise NotAllowed(_("The family hears of it first: choose a later day than today (GDPR 18(3))."))
    restriction.announced_at, restriction.announced_by, restriction.lift_on, restriction.told_how = at, by.user, lift_on, told_how
    history.save(restriction, at=at, by=by)
    audit.record(events.RESTRICTION_ANNOUNCED, about=restriction, school=restriction.school_id, by=by, at=at, on=lift_on)
    tell_family(restriction, f"announced/{lift_on}", at=at)
    return restriction


@transaction.atomic
def keep(restriction: Restriction, *, why: str, by: Scope, at: datetime) -> Restriction:
    """Withdraw an announced lifting; the family hears that too."""
    restriction = _locked(restriction, "keep", by)
    withdrawn = restriction.lift_on
    restriction.announced_at = restriction.announced_by = restriction.lift_on = None
    restriction.told_how = ""
    history.save(restriction, at=at, by=by, why=why[:100])
    audit.record(events.RESTRICTION_KEPT, about=restriction, school=restriction.school_id, by=by, at=at)
    tell_family(restriction, f"kept/{withdrawn}", at=at)
    return restriction


@transaction.atomic
def lift(restriction: Restriction, *, why: str, by: Scope, at: datetime) -> Restriction:
    """Lift it, on the announced day or later. Raises NotAllowed where the family was not told before."""
    restriction = _locked(restriction, "lift", by)
    restriction.until, restriction.ended_by, restriction.ended_why = max(at, restriction.since), by.user, why
    history.save(restriction, at=at, by=by)
    audit.record(events.RESTRICTION_LIFTED, about=restriction, school=restriction.school_id, by=by, at=at)
    tell_family(restriction, "lifted", at=at)
    return restriction


@transaction.atomic
def review(restriction: Restriction, *, review_on: date, why: str, by: Scope, at: datetime) -> Restriction:
    """Somebody looked again, and it stays; the next look is within half a year."""
    restriction = _locked(restriction, "review", by)
    if reason := rules.review_objection(review_on, local_day(at)):
        raise NotAllowed(reason)
    restriction.review_on = review_on
    history.save(restriction, at=at, by=by, why=why[:100])
    audit.record(events.RESTRICTION_REVIEWED, about=restriction, school=restriction.school_id, by=by, at=at, on=review_on)
    return restriction


@transaction.atomic
def note_use(restriction: Restriction, *, ground: AllowedUse | str, what: str, by: Scope, at: datetime) -> RestrictedUse:
    """Answer for a use that the law leaves open, and keep it on record (GDPR 18(2), S2-186)."""
    restriction = _locked(restriction, "use", by)
    use = RestrictedUse(restriction=restriction, ground=ground, what=what, by=by.user, at=at)
    use.save(force_insert=True)
    audit.record(events.RESTRICTION_USED, about=restriction, school=restriction.school_id, by=by, at=at, ground=str(ground))
    return use


def people_to_tell(restriction: Restriction, *, at: datetime) -> list[Told]:
    """The parents with authority, or the pupil from 16; nobody from whom a protection keeps it (C-25)."""
    on = local_day(at)
    student = Student.objects.select_related("user").get(pk=restriction.student_id)
    if student.died_on:
        return []                                                        # a person writes, not the program
    if (student.age_on(on) or 0) >= FROM_16:
        return [] if kept_from([restriction], from_pupil=True, at=at) else [Told(student.call_name, student.user)]
    if kept_from([restriction], from_pupil=False, at=at):
        return []
    relations = GuardianRelation.objects.with_authority(on=on).filter(student=student).select_related("guardian__user")
    people = [addressees.guardian(each.guardian, on=on) for each in relations.prefetch_related(addressees.CONTACTS).order_by("pk")]
    return [Told(each.name, each.user) for each in people]


def told_in_portal(student_id: UUID, scope: Scope) -> list[Restriction]:
    """What stands on the file, or stood until a month ago, for the parent with authority or the pupil from 16, as far as he may know."""
    relation = scope.relation_to(student_id)
    if relation not in (Relation.GUARDIAN, Relation.PUPIL_16):
        return []
    found = Restriction.objects.filter(student=student_id, since__lte=scope.at).exclude(until__lt=scope.at - SHOWN_AFTER)
    shown = list(found.order_by("since", "pk"))
    kept = kept_from(shown, from_pupil=relation == Relation.PUPIL_16, at=scope.at)
    return [each for each in shown if each.pk not in kept]


def kept_from(found: Collection[Restriction], *, from_pupil: bool, at: datetime) -> set[UUID]:
    """Restrictions of one pupil of which a protection hid a part when they were set, and still does.

    Of one that the family was told before, it goes on hearing: that it vanished would tell of the protection (C-25).
    """
    students = {each.student_id for each in found}
    spared = ProtectedFrom.GUARDIANS if from_pupil else ProtectedFrom.PUPIL
    rows = list(Protection.objects.in_force(at=at).filter(student__in=students).exclude(hidden_from=spared)) if found else []
    return {each.pk for each in found for row in rows if row.since <= each.since and not set(row.categories).isdisjoint(each.categories)}


def tell_family(restriction: Restriction, what: str, *, at: datetime) -> None:
    """News in the portal for each of them; the mail says no more than that (DESIGN)."""
    for person in people_to_tell(restriction, at=at):
        if person.user is not None:
            key = f"restriction/{restriction.pk}/{what}"
            outbox.mail("restriction_news", to=person.user, about=restriction, key=key, at=at, school=restriction.school_id)


def _locked(restriction: Restriction, step: str, by: Scope) -> Restriction:
    restriction = Restriction.objects.select_for_update(of=("self",)).select_related("school").get(pk=restriction.pk)
    RESTRICTION.check(step, restriction, by)
    return restriction
