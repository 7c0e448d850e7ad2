"""What waits for somebody in this app; each provider takes at most one query per kind of thing."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School, Sector
from privacyadmin.times import local_day
from privacyadmin.worklist import Task, provide

from . import rules
from .models import (
    Appointment,
    AppointmentState,
    Concern,
    Enrolment,
    ExceptionRequest,
    ExceptionState,
    Guardian,
    Protection,
    ProtectionStatus,
    Restriction,
)
from .models.cases import schools_of
from .services import invitations
from .workflow import decides_protection

SETTLED_WITHIN = timedelta(days=14)
DECIDED_WITHIN = timedelta(days=7)
SOON = timedelta(days=14)
WAITING = (AppointmentState.PROPOSED, AppointmentState.END_PROPOSED)


@provide
def of_the_school(scope: Scope, on: date) -> Iterator[Task]:
    """Appointments and departures of own schools, and exceptions to approve."""
    if scope.holds(*rules.APPOINT):
        yield from _appointments(scope)
        yield from _departures(scope)
    if scope.holds(*rules.ADDRESSES):
        yield from _addresses(scope)
        yield from _invitations(scope)
    if scope.holds(*rules.APPROVE_EXCEPTIONS):
        yield from _exceptions(scope)
    if scope.holds(*rules.RESTRICT):
        yield from _restrictions(scope, on)
    if scope.holds(*rules.KEEP_LIMITS):
        yield from _protections(scope, on)
    if scope.holds(*rules.ANSWER_CONCERNS):
        yield from _concerns(scope)


def _schools(keys) -> dict:
    return School.objects.defer("logo").in_bulk(list(keys)) if keys else {}


def _appointments(scope: Scope) -> Iterator[Task]:
    schools = School.objects.filter(pk__in=_own(scope, *rules.APPOINT))
    waiting = Appointment.objects.filter(class_group__school__in=schools, state__in=WAITING).order_by()
    counts = {
        row["class_group__school"]: row
        for row in waiting.values("class_group__school").annotate(count=Count("pk"), first=Min("proposed_at"))
    }
    for key, school in _schools(counts).items():
        count = counts[key]["count"]
        yield Task(
            title=ngettext("%(count)d appointment to a class to confirm", "%(count)d appointments to classes to confirm", count)
            % {"count": count},
            url=reverse("students:appointments"),
            kind=_("Appointments"),
            school=school,
            due_on=counts[key]["first"].date() + SETTLED_WITHIN,
        )


def _departures(scope: Scope) -> Iterator[Task]:
    candidates = (
        Enrolment.objects.current().filter(schools_of(scope, *rules.CONFIRM_DEPARTURES), departure_candidate_on__isnull=False).order_by()
    )
    counts = {row["school"]: row for row in candidates.values("school").annotate(count=Count("pk"), first=Min("departure_candidate_on"))}
    for key, school in _schools(counts).items():
        count = counts[key]["count"]
        yield Task(
            title=ngettext("%(count)d pupil who seems to have left", "%(count)d pupils who seem to have left", count) % {"count": count},
            url=reverse("students:departures"),
            kind=_("Departures"),
            school=school,
            due_on=counts[key]["first"] + SETTLED_WITHIN,
        )


def _addresses(scope: Scope) -> Iterator[Task]:
    count = Guardian.objects.to_settle(School.objects.filter(pk__in=_own(scope, *rules.ADDRESSES))).count()
    if count:
        yield Task(
            title=ngettext("%(count)d guardian whose address must be settled", "%(count)d guardians whose addresses must be settled", count)
            % {"count": count},
            url=reverse("students:addresses"),
            kind=_("Addresses"),
        )


def _invitations(scope: Scope) -> Iterator[Task]:
    """Pupils who became 16 and cannot sign in themselves (S1-66, S1-69); in primary schools nobody is asked for."""
    offices = [each for each in scope.held if each.role in rules.ADDRESSES and each.source == "school"]
    secondary = [each.school for each in offices if each.school and each.sector == Sector.VO]
    if not secondary:
        return
    count = invitations.waiting(School.objects.defer("logo").filter(pk__in=secondary), at=scope.at).count()
    if count:
        yield Task(
            title=ngettext(
                "%(count)d pupil of 16 or older who cannot sign in himself",
                "%(count)d pupils of 16 or older who cannot sign in themselves",
                count,
            ) % {"count": count},
            url=reverse("students:invitations"),
            kind=_("From 16"),
        )


def _exceptions(scope: Scope) -> Iterator[Task]:
    asked = ExceptionRequest.objects.filter(schools_of(scope, *rules.APPROVE_EXCEPTIONS), status=ExceptionState.ASKED)
    for each in asked.select_related("school").defer("school__logo"):
        yield Task(
            title=_("An exception to the matrix to approve"),
            url=reverse("students:exception", args=[each.pk]),
            kind=_("Exception"),
            school=each.school,
            due_on=each.asked_at.date() + SETTLED_WITHIN,
        )


def _own(scope: Scope, *roles) -> set:
    return {each.school for each in scope.held if each.role in roles and each.source == "school"}


def _restrictions(scope: Scope, on: date) -> Iterator[Task]:
    """Those to lift, as the family was told, and those to look at again."""
    found = Restriction.objects.in_force(at=scope.at).filter(schools_of(scope, *rules.RESTRICT))
    for each in found.select_related("school").defer("school__logo"):
        if each.lift_on:
            yield _of_limit(each, _("A restriction to lift, as the family was told"), each.lift_on)
        elif each.review_on and each.review_on <= on + SOON:
            yield _of_limit(each, _("A restriction to review"), each.review_on)


def _protections(scope: Scope, on: date) -> Iterator[Task]:
    """Those to decide on, for whoever decides, and those to look at again."""
    found = Protection.objects.in_force(at=scope.at).filter(schools_of(scope, *rules.PROTECT, *rules.DECIDE_PROTECTION))
    deciding: dict[UUID, bool] = {}
    for each in found.select_related("school").defer("school__logo"):
        if each.status == ProtectionStatus.PROVISIONAL:
            if each.school_id not in deciding:
                deciding[each.school_id] = not decides_protection(each, scope)
            if deciding[each.school_id] and each.by_id != scope.user.pk:
                yield _of_limit(each, _("A protection to decide on"), local_day(each.since) + DECIDED_WITHIN)
        elif each.review_on and each.review_on <= on + SOON:
            yield _of_limit(each, _("A protection to review"), each.review_on)


def _of_limit(limit: Restriction | Protection, title: str, due_on: date) -> Task:
    return Task(title=title, url=limit.get_absolute_url(), kind=_("Restricted and protected"), school=limit.school, due_on=due_on)


def _concerns(scope: Scope) -> Iterator[Task]:
    """What a family or a colleague says is not right, to be answered (S2-06)."""
    found = Concern.objects.open().filter(schools_of(scope, *rules.ANSWER_CONCERNS))
    for each in found.select_related("school").defer("school__logo"):
        yield Task(
            title=_("Somebody says that something in a file is not right"), url=each.get_absolute_url(), kind=_("Remarks on files"),
            school=each.school, due_on=each.due_on,
        )
