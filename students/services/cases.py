"""Cases carry every `K` right: opened for a reason, granted to named people, lapsing by themselves (SETTLED 3, S1-110, S1-111)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access import services as access_services
from privacyadmin.access.catalogue import INVITED, Category, Role
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School, Sector
from privacyadmin.organisation.services import school_year_on
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.times import end_of_day, local_day, start_of_day
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import Case, CaseGrant, CaseKind, CasePupil, Enrolment, ExceptionRequest, ExceptionState, Student

LAPSES_AFTER = timedelta(days=30)
ADVISER_CATEGORIES = (Category.ID, Category.ADV)
NOBODY = None


def default_end(kind: CaseKind, at: datetime) -> datetime:
    """When a case lapses where nobody says so: care at the end of the school year, the rest after thirty days (DOMAIN 1.6)."""
    if kind in (CaseKind.CARE, CaseKind.ADVISER):
        return start_of_day(school_year_on(local_day(at)).end_on)
    return start_of_day(local_day(at) + LAPSES_AFTER)


@transaction.atomic
def open_case(
    *,
    kind: CaseKind,
    school: School,
    pupils: Iterable[Student],
    categories: Collection[str],
    reason: str,
    by: Scope | User | None,
    at: datetime,
    until: datetime | None = None,
    asked_by: User | None = None,
    approved_by: User | None = None,
) -> Case:
    """Open a case on pupils of this school. Raises NotAllowed for a pupil of another school or an end that is too late."""
    pupils = list(pupils)
    until = until or default_end(kind, at)
    if reason_against := rules.case_objection(kind, categories, at, until):
        raise NotAllowed(reason_against)
    if Enrolment.objects.filter(school=school, student__in=pupils).values("student").distinct().count() != len(
        {each.pk for each in pupils}
    ):
        raise NotAllowed(_("A case holds pupils of its own school only."))
    case = Case.objects.create(
        kind=kind,
        school=school,
        categories=sorted(set(categories)),
        since=at,
        until=until,
        reason=reason,
        asked_by=asked_by,
        approved_by=approved_by,
    )
    CasePupil.objects.bulk_create(CasePupil(case=case, student=student) for student in pupils)
    audit.record(events.CASE_OPENED, about=case, school=school, by=by, at=at, kind=kind, pupils=len(pupils))
    return case


@transaction.atomic
def join(
    case: Case, *, user: User, role: Role, by: Scope | User | None, why: str, at: datetime, until: datetime | None = None
) -> CaseGrant:
    """Give somebody a role in the case, until it lapses at the latest. Nobody joins himself, nor somebody the adviser's case."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.kind == CaseKind.ADVISER:
        raise NotAllowed(_("The notes of a confidential adviser are shared with nobody."))
    if case.closed_at or case.until <= at:
        raise NotAllowed(_("This case has ended. Open a new one with its own reason."))
    if case.kind == CaseKind.CARE and Category.CAR in case.categories and role not in rules.CARE_TEAM and _keeps_care_to_team(case, at):
        raise NotAllowed(_("At this school care reports are for the care team alone. Ask an exception, or open a case without them."))
    if role not in INVITED and not resolve(user, at).holds(role, school=case.school_id):
        raise NotAllowed(_("This person does not hold that role at this school. Choose a role that the person has there."))
    given = access_services.grant(
        user=user, role=role, on=case, since=at, until=min(until or case.until, case.until), why=why, by=access_services.person(by), at=at
    )
    return cast(CaseGrant, given)


def _keeps_care_to_team(case: Case, at: datetime) -> bool:
    """Whether this school follows S1-116: reports are shielded for the internal care team (2.14 note 8)."""
    version = PolicyVersion.objects.in_force(on=local_day(at)).filter(Q(school=case.school_id) | Q(school=None)).order_by(
        F("school").desc(nulls_last=True), "-valid_from", "-number"
    ).first()
    return version is not None and version.preset == Sector.VO


@transaction.atomic
def close_case(case: Case, *, by: Scope | User | None, at: datetime) -> Case:
    """End a case before it lapses, and every grant on it."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.closed_at:
        return case
    case.closed_at, case.until = at, max(case.since, min(case.until, at))
    case.save(update_fields=["closed_at", "until"])
    for grant in CaseGrant.objects.in_force(at=at).filter(content_object=case):
        access_services.end(grant, at=at, by=access_services.person(by), why="case closed")
    audit.record(events.CASE_CLOSED, about=case, school=case.school_id, by=by, at=at, kind=case.kind)
    return case


@transaction.atomic
def open_adviser_case(*, school: School, student: Student, by: Scope, at: datetime) -> Case:
    """A confidential adviser opens a place for her own notes on a pupil who came to her; nobody gives or sees it (S1-114, S1-115).

    It gives no more than the pupil's name and her own notes; any other part takes a case that somebody else gives.
    """
    if not by.holds(Role.ADVISER, school=school.pk):
        raise NotAllowed(_("Only the confidential adviser of this school keeps such notes."))
    case = open_case(kind=CaseKind.ADVISER, school=school, pupils=[student], categories=ADVISER_CATEGORIES, reason="adviser", by=by, at=at)
    access_services.grant(user=by.user, role=Role.ADVISER, on=case, since=at, until=case.until, why="own notes", by=NOBODY, at=at)
    return case


# Exceptions to the matrix: asked by one, approved by another, always dated (2.14).


@transaction.atomic
def ask_exception(
    *,
    school: School,
    student: Student,
    person: User,
    role: Role,
    categories: Collection[str],
    until_on: date,
    reason: str,
    by: Scope,
    at: datetime,
) -> ExceptionRequest:
    """A director asks that somebody may read categories of one pupil for a while."""
    if not by.holds(*rules.ASK_EXCEPTIONS, school=school.pk):
        raise NotAllowed(_("An exception is asked by the director of the school."))
    if person.pk == by.user.pk:
        raise NotAllowed(_("Nobody asks an exception for himself."))
    if against := rules.case_objection(CaseKind.EXCEPTION, categories, at, end_of(until_on)):
        raise NotAllowed(against)
    asked = ExceptionRequest.objects.create(
        school=school,
        student=student,
        person=person,
        role=role,
        categories=sorted(set(categories)),
        until_on=until_on,
        reason=reason,
        asked_by=by.user,
        asked_at=at,
    )
    audit.record(events.EXCEPTION_ASKED, about=asked, school=school, by=by, at=at, categories=sorted(map(str, categories)), until=until_on)
    return asked


@transaction.atomic
def approve_exception(asked: ExceptionRequest, *, by: Scope, at: datetime) -> Case:
    """The privacy coordinator approves: a case and a grant come of it, with their end."""
    asked = _to_decide(asked, by)
    case = open_case(
        kind=CaseKind.EXCEPTION,
        school=asked.school,
        pupils=[asked.student],
        categories=asked.categories,
        reason=asked.reason,
        by=by,
        at=at,
        until=end_of(asked.until_on),
        asked_by=asked.asked_by,
        approved_by=by.user,
    )
    join(case, user=asked.person, role=Role(asked.role), by=by, why=asked.reason, at=at)
    _decide(asked, ExceptionState.APPROVED, by=by, at=at, case=case)
    audit.record(events.EXCEPTION_APPROVED, about=asked, school=asked.school, by=by, at=at, until=asked.until_on)
    return case


@transaction.atomic
def decline_exception(asked: ExceptionRequest, *, why: str, by: Scope, at: datetime) -> ExceptionRequest:
    """The privacy coordinator does not approve, and says why."""
    asked = _to_decide(asked, by)
    _decide(asked, ExceptionState.DECLINED, by=by, at=at, decided_why=why)
    audit.record(events.EXCEPTION_DECLINED, about=asked, school=asked.school, by=by, at=at)
    return asked


def _to_decide(asked: ExceptionRequest, by: Scope) -> ExceptionRequest:
    asked = (
        ExceptionRequest.objects.select_for_update(of=("self",)).select_related("school", "student", "person", "asked_by").get(pk=asked.pk)
    )
    if asked.status != ExceptionState.ASKED:
        raise NotAllowed(_("This exception has been decided already."))
    if by.user.pk in (asked.asked_by_id, asked.person_id) or not by.holds(*rules.APPROVE_EXCEPTIONS, school=asked.school_id):
        raise NotAllowed(_("An exception is decided by the privacy coordinator, who neither asked for it nor gets it."))
    return asked


def _decide(asked: ExceptionRequest, status: ExceptionState, *, by: Scope, at: datetime, **values: Any) -> None:
    asked.status, asked.decided_by, asked.decided_at = status, by.user, at
    for name, value in values.items():
        setattr(asked, name, value)
    asked.save()


def end_of(day: date) -> datetime:
    """The end of a day that counts along."""
    return end_of_day(day)
