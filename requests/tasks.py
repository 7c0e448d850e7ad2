"""What waits for whom, in the work-list (no Celery here: the worker has one task, of the outbox)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin import db
from privacyadmin.access.catalogue import VETTED, Category, Register, Role, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task
from privacyadmin.worklist.menu import MOST_SHOWN
from privacyadmin.worklist.menu import Count as MenuCount

from .models import PrivacyRequest, Question, Status
from .models.privacy_requests import SEES, schools_of
from .services import vetting

MOST = 200


def sees_register(scope: Scope) -> bool:
    """Whose menu has the register: everybody whose role has it, but for own tasks only."""
    return not scope.is_family and any(scope.may(Register.REQUESTS, verb) for verb in SEES)


def may_vet(scope: Scope) -> bool:
    """Whether this person's role, or a case, opens anything that a handler may not read."""
    return any(not scope.where(Category(category)).is_nobody for category in VETTED)


# Whether one is late is asked school by school, so that the index of terms answers it.
OF_ALL = """
    select (select count(*) from (select from requests_privacyrequest where answered_at is null limit :most) as these),
        exists (
            select from organisation_school school cross join lateral (
                select from requests_privacyrequest where school_id = school.id and answered_at is null and due_on < $1 limit 1
            ) as late
        )""".replace(":most", str(MOST_SHOWN + 1))
OF_SCHOOLS = OF_ALL.replace("answered_at is null limit", "answered_at is null and school_id = any($2) limit").replace(
    "school cross join", "school join unnest($2) as seen on seen = school.id cross join"
)


def count(scope: Scope) -> MenuCount:
    """Open requests, red when one is late; counted no further than the menu shows. On every page, so one statement that is planned once."""
    schools, connection = schools_of(scope), db.project_connection()
    if schools is None:
        return MenuCount(*connection.rows_of_prepared(OF_ALL, "date", [scope.on])[0])
    return MenuCount(*connection.rows_of_prepared(OF_SCHOOLS, "date, uuid[]", [scope.on, list(schools)])[0])


def tasks_of_staff(scope: Scope, on: date) -> Iterator[Task]:
    """Requests in progress with whom they wait for, and sealed pieces that this person may vet."""
    if scope.is_family:
        return
    if sees_register(scope):
        yield from _requests(scope)
    yield from _to_vet(scope)


def _requests(scope: Scope) -> Iterator[Task]:
    rows = PrivacyRequest.objects.visible_to(scope).filter(
        status__in=[Status.RECEIVED, Status.IDENTIFIED, Status.COLLECTING, Status.SUBMITTED, Status.DECIDED]
    )
    open_questions = Prefetch("questions", Question.objects.filter(answered_on__isnull=True))
    for row in rows.select_related("school", "policy", "handler").defer("school__logo").prefetch_related(open_questions)[:MOST]:
        yield Task(
            title=f"{row.title} · {row.number}",
            url=row.get_absolute_url(),
            kind=str(row.get_status_display()).capitalize(),
            school=row.school,
            waiting_for=waits_for(row, scope),
            due_on=row.due_on,
        )


def waits_for(row: PrivacyRequest, scope: Scope) -> str:
    """Whom a request waits for; empty when it is the reader."""
    if row.open_question:
        return _("the requester")
    if row.status == Status.DECIDED:
        return _("the program")
    if row.status == Status.SUBMITTED:
        return _decider(row, scope)
    if row.handler_id == scope.user.pk or (row.handler is None and _handles(row, scope)):
        return ""
    return row.handler.name if row.handler else _("the privacy coordinator")


def _decider(row: PrivacyRequest, scope: Scope) -> str:
    if row.policy.request_decider == "school_director":
        mine = scope.holds(Role.DIRECTOR, school=row.school_id) and row.handler_id != scope.user.pk
        return "" if mine else _("the director")
    return "" if scope.may(Register.REQUESTS, Verb.DECIDE, school=row.school_id) else _("the board")


def _handles(row: PrivacyRequest, scope: Scope) -> bool:
    return scope.may(Register.REQUESTS, Verb.WRITE, school=row.school_id)


def _to_vet(scope: Scope) -> Iterator[Task]:
    waiting = vetting.to_vet(scope).order_by().values("privacy_request", "privacy_request__due_on", "privacy_request__number")
    for row in waiting.annotate(number=Count("pk"))[:MOST]:
        yield Task(
            title=_("Vet sealed pieces for %(number)s") % {"number": row["privacy_request__number"]},
            url=reverse("requests:vetting"),
            kind=ngettext("%(count)s piece", "%(count)s pieces", row["number"]) % {"count": row["number"]},
            due_on=row["privacy_request__due_on"],
        )


def tasks_of_family(scope: Scope, on: date) -> Iterator[Task]:
    """A question to answer, an answer to collect."""
    if not scope.is_family:
        return
    open_questions = Prefetch("questions", Question.objects.filter(answered_on__isnull=True))
    for row in PrivacyRequest.objects.open().filter(requester=scope.user).prefetch_related(open_questions):
        if row.open_question:
            yield Task(title=_("Answer our question"), url=row.get_portal_url(), kind=row.title)
        elif row.status == Status.READY:
            yield Task(title=_("Collect the answer"), url=row.get_portal_url(), kind=row.title)
