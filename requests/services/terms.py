"""The one place where the dates of a request are written (DOMAIN 2.1, 1.6; SETTLED 22)."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from privacyadmin import audit, history
from privacyadmin.deadlines import REMINDER_STAGES
from privacyadmin.times import local_day
from requests import events
from requests.models import PrivacyRequest, Status

DATES = ("due_on", "legal_on", "legal_paused_on", "max_on")
MOVED_BY = timedelta(days=10)                          # no row of holidays and weekends is longer
FIRST_REMINDER = timedelta(days=max(REMINDER_STAGES))


def settle(privacy_request: PrivacyRequest, *, at: datetime) -> PrivacyRequest:
    """Write every date that follows from receipt, rules, extensions and pauses; the caller saves."""
    counted = privacy_request.terms(on=local_day(at))
    privacy_request.legal_on, privacy_request.legal_paused_on = counted.hard_on, counted.hard_paused_on
    privacy_request.max_on = counted.max_on
    is_new = privacy_request.due_on != counted.working_on
    privacy_request.due_on = counted.working_on
    if privacy_request.is_answered or not privacy_request.is_open or _waits(privacy_request):
        privacy_request.next_reminder_on = None
    elif is_new or privacy_request.next_reminder_on is None:
        privacy_request.next_reminder_on = counted.working_on - FIRST_REMINDER  # the night skips the stages that were sent
    return privacy_request


@transaction.atomic
def recount(*, around: date, at: datetime) -> int:
    """Settle again the open requests with a date near a day that became a holiday or ceased to be one; how many moved."""
    near = (around - MOVED_BY, around + MOVED_BY)
    dates = Q(due_on__range=near) | Q(legal_on__range=near) | Q(legal_paused_on__range=near) | Q(max_on__range=near)
    rows = PrivacyRequest.objects.select_for_update(of=("self",)).filter(dates, answered_at=None).exclude(status=Status.CLOSED)
    moved: dict[UUID, int] = defaultdict(int)
    for privacy_request in rows.select_related("policy").prefetch_related("extensions", "questions").order_by("pk"):
        before = [getattr(privacy_request, name) for name in DATES]
        settle(privacy_request, at=at)
        if before != [getattr(privacy_request, name) for name in DATES]:
            history.save(privacy_request, at=at, why="holidays")
            moved[privacy_request.school_id] += 1
    for school, count in moved.items():
        audit.record(events.TERMS_RECOUNTED, about=None, school=school, by=None, at=at, count=count)
    return sum(moved.values())


def _waits(privacy_request: PrivacyRequest) -> bool:
    """While the requester is asked something, nobody at the school is reminded."""
    return not privacy_request._state.adding and privacy_request.open_question is not None
