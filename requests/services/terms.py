"""The one place where the dates of a request are written (DOMAIN 2.1, 1.6; SETTLED 22)."""

from datetime import datetime, timedelta

from privacyadmin.deadlines import REMINDER_STAGES
from privacyadmin.times import local_day
from requests.models import PrivacyRequest

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


def _waits(privacy_request: PrivacyRequest) -> bool:
    """While the requester is asked something, nobody at the school is reminded."""
    return not privacy_request._state.adding and privacy_request.open_question is not None
