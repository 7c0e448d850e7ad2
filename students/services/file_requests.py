"""The file that the previous school is asked for, from application to the notice to the family (S1-33, C-06, S2-82; GDPR 14)."""
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history, policy
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines.rules import add_months
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import reminders
from students import events
from students.models import Enrolment, EnrolmentStatus, FileRequest
from students.models.transfers import FILE_ENDED
from students.models.transfers import FileRequestStatus as Status
from students.transfers.words import RequestDeed
from students.transfers.workflow import FILE_REQUEST

ASKED_WITHIN = timedelta(days=14)           # after the application or the admission
CAME_WITHIN = timedelta(days=28)            # after it was asked: then it is asked again
TOLD_WITHIN_MONTHS = 1                      # GDPR 14(3)(a)
STAGES = (3, -1, -14)
AT_APPLICATION = "at_application"
WHEN = {True: (EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED), False: (EnrolmentStatus.ENROLLED,)}


def open_for(enrolments: Iterable[Enrolment], *, by: Any, at: datetime) -> int:
    """Each child that applied, or was admitted, has a previous school to be asked; at which of the two the house rules say (C-06)."""
    rows = [row for row in enrolments if row.applied_on is not None]
    schools = School.objects.select_related("board").defer("logo").in_bulk({row.school_id for row in rows}) if rows else {}
    when = {key: policy.in_force(school, local_day(at)).ask_previous_school == AT_APPLICATION for key, school in schools.items()}
    due = [row for row in rows if row.status in WHEN[when[row.school_id]]]
    known: dict[tuple[UUID, UUID], date] = {}
    for pupil, school, since_on in FileRequest.objects.filter(student__in=[row.student_id for row in due]).values_list(
        "student", "school", "since_on"
    ):
        known[pupil, school] = max(since_on, known.get((pupil, school), since_on))
    opened = [
        _opened(row, at) for row in due if row.applied_on and known.get((row.student_id, row.school_id), date.min) < row.applied_on
    ]
    with history.bulk("applications", at=at, by=by.user.pk if by else None):
        FileRequest.objects.bulk_create(opened)
    counts: dict[UUID, int] = defaultdict(int)
    for row in opened:
        counts[row.school_id] += 1
    for school, count in sorted(counts.items(), key=str):
        audit.record(events.FILES_REQUESTED, about=None, school=school, by=by, at=at, count=count)
    return len(opened)


def _opened(row: Enrolment, at: datetime) -> FileRequest:
    assert row.applied_on is not None             # `open_for` took none without
    due_on = max(row.applied_on, local_day(at)) + ASKED_WITHIN
    return FileRequest(
        student_id=row.student_id, school_id=row.school_id, since_on=row.applied_on, due_on=due_on, made_at=at,
        next_reminder_on=next_reminder(due_on, local_day(at)),
    )


def applied_without(*, since: date, on: date) -> list[Enrolment]:
    """Who applied in these days: what the night catches up with."""
    return list(Enrolment.objects.current().filter(applied_on__gte=since, applied_on__lte=on).order_by("pk"))


def next_reminder(due_on: date, on: date) -> date | None:
    return on if due_on - timedelta(days=STAGES[0]) <= on else reminders.first_on(due_on, STAGES, after=on)


@transaction.atomic
def ask(row: FileRequest, *, previous_name: str, channel: str, asked_on: date, reference: str, by: Scope, at: datetime) -> FileRequest:
    """The previous school was asked; never before the application (T4)."""
    if asked_on < row.since_on:
        raise NotAllowed(_("The previous school is not asked before the application."))
    return _take(
        row, "ask", RequestDeed.ASKED, by=by, at=at, previous_name=previous_name, channel=channel, asked_on=_past(asked_on, at),
        reference=reference, asked_by=by.user, due_on=asked_on + CAME_WITHIN,
    )


@transaction.atomic
def chase(row: FileRequest, *, chased_on: date, by: Scope, at: datetime) -> FileRequest:
    """Nothing came, and it was asked again."""
    row = locked(row)
    if row.asked_on and chased_on < row.asked_on:
        raise NotAllowed(_("It cannot have been asked again before it was asked."))
    return _take(row, "chase", RequestDeed.CHASED, by=by, at=at, chased_on=_past(chased_on, at), due_on=chased_on + CAME_WITHIN)


@transaction.atomic
def receive(
    row: FileRequest, *, received_on: date, previous_name: str, channel: str, reference: str, by: Scope, at: datetime
) -> FileRequest:
    """The file came, asked for or not; from whom is kept, and the family is told within a month (S2-82; GDPR 14)."""
    row = locked(row)
    if received_on < max(row.since_on, row.asked_on or row.since_on):
        raise NotAllowed(_("It cannot have come before it was asked."))
    return _take(
        row, "receive", RequestDeed.RECEIVED, by=by, at=at, received_on=_past(received_on, at), previous_name=previous_name,
        channel=channel, reference=reference, received_by=by.user, due_on=add_months(received_on, TOLD_WITHIN_MONTHS),
    )


@transaction.atomic
def tell(row: FileRequest, *, told_on: date, by: Scope, at: datetime) -> FileRequest:
    """The family knows what came, from whom, and for what (GDPR 14)."""
    row = locked(row)
    if row.received_on and told_on < row.received_on:
        raise NotAllowed(_("The family cannot have been told before it came."))
    return _take(row, "tell", RequestDeed.TOLD, by=by, at=at, told_on=_past(told_on, at))


@transaction.atomic
def nothing(row: FileRequest, *, why: str, by: Scope, at: datetime) -> FileRequest:
    """Nothing comes, and why: a child that was at home, a school abroad."""
    return _take(row, "nothing", RequestDeed.NOTHING, by=by, at=at, closed_why=why)


def drop(enrolment: Enrolment, *, by: Scope, at: datetime) -> None:
    """A child that is not admitted: its file is not asked for any more."""
    for row in FileRequest.objects.open().filter(student=enrolment.student_id, school=enrolment.school_id, received_on=None):
        row.status, row.closed_on, row.next_reminder_on = Status.NOTHING, local_day(at), None
        row.closed_why = _("The child was not admitted.")
        history.save(row, at=at, by=by)
        audit.record(events.FILE_REQUEST_STEP, about=row, school=row.school_id, by=by, at=at, step=RequestDeed.NOTHING.value)


def _past(day: date, at: datetime) -> date:
    if day > local_day(at):
        raise NotAllowed(_("This day lies in the future."))
    return day


def locked(row: FileRequest) -> FileRequest:
    rows = FileRequest.objects.select_for_update(of=("self",)).select_related("school", "student").defer("school__logo")
    return rows.get(pk=row.pk)


def _take(row: FileRequest, name: str, deed: RequestDeed, *, by: Scope, at: datetime, **values: Any) -> FileRequest:
    row = locked(row)
    step = FILE_REQUEST.check(name, row, by)
    for field, value in values.items():
        setattr(row, field, value)
    row.status = step.target_from(row.status)
    is_over = row.status in FILE_ENDED
    row.closed_on = local_day(at) if is_over else None
    row.next_reminder_on = None if is_over else next_reminder(row.due_on, local_day(at))
    history.save(row, at=at, by=by)
    audit.record(events.FILE_REQUEST_STEP, about=row, school=row.school_id, by=by, at=at, step=deed.value)
    return row
