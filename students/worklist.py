"""What waits for somebody in this app; each provider takes at most one query per kind of thing."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.worklist import Task, provide

from . import rules
from .models import Appointment, AppointmentState, Enrolment, ExceptionRequest, ExceptionState, Guardian
from .models.cases import schools_of

SETTLED_WITHIN = timedelta(days=14)
WAITING = (AppointmentState.PROPOSED, AppointmentState.END_PROPOSED)


@provide
def of_the_school(scope: Scope, on: date) -> Iterator[Task]:
    """Appointments and departures of own schools, and exceptions to approve."""
    if scope.holds(*rules.APPOINT):
        yield from _appointments(scope)
        yield from _departures(scope)
    if scope.holds(*rules.ADDRESSES):
        yield from _addresses(scope)
    if scope.holds(*rules.APPROVE_EXCEPTIONS):
        yield from _exceptions(scope)


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
