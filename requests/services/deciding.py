"""Submitting, deciding, sending back and refusing (S2-196, S2-199; GDPR 12(4))."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin.workflow import NotAllowed
from requests import events, notifications
from requests.models import Outcome, PrivacyRequest, Step

from . import cases
from .steps import keep, locked, move, note, tell


@transaction.atomic
def submit(privacy_request: PrivacyRequest, *, by, at: datetime) -> PrivacyRequest:
    """Every piece is read: whoever the policy names decides."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "submit", by)
    privacy_request.submitted_at, privacy_request.submitted_by, privacy_request.sent_back_why = at, by.user, ""
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.SUBMITTED, at=at, by=by)
    tell(events.REQUEST_SUBMITTED, privacy_request, at=at, by=by)
    notifications.to_decide(privacy_request, at=at)
    return privacy_request


@transaction.atomic
def send_back(privacy_request: PrivacyRequest, *, reason: str, by, at: datetime) -> PrivacyRequest:
    """The handler has to look once more."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "send_back", by)
    privacy_request.sent_back_why = reason
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.RETURNED, at=at, by=by)
    tell(events.REQUEST_SENT_BACK, privacy_request, at=at, by=by)
    notifications.to_handler(privacy_request, what=f"sent_back:{at:%Y%m%d%H%M%S}", at=at)
    return privacy_request


@transaction.atomic
def decide(privacy_request: PrivacyRequest, *, outcome: str, ground: str = "", reason: str = "", by, at: datetime) -> PrivacyRequest:
    """Granted, or granted in part with the reason; then the answer is made, in whatever way this right is answered."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "decide", by)
    if outcome not in (Outcome.GRANTED, Outcome.PARTLY):
        raise NotAllowed(_("A request is granted, granted in part, or refused."))
    _reasoned(outcome, ground, reason)
    privacy_request.outcome = outcome
    privacy_request.ground, privacy_request.reason = (ground, reason) if outcome == Outcome.PARTLY else ("", reason)
    privacy_request.decided_at, privacy_request.decided_by = at, by.user
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.DECIDED, at=at, by=by, family=True, outcome=str(outcome))
    tell(events.REQUEST_DECIDED, privacy_request, at=at, by=by, outcome=str(outcome))
    privacy_request.kind.granted(privacy_request, at)
    return privacy_request


@transaction.atomic
def refuse(privacy_request: PrivacyRequest, *, ground: str, reason: str, by, at: datetime) -> PrivacyRequest:
    """Refuse, and tell the family why, and where it can go with a complaint. The clock stops here."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "refuse", by)
    _reasoned(Outcome.REFUSED, ground, reason)
    privacy_request.outcome, privacy_request.ground, privacy_request.reason = Outcome.REFUSED, ground, reason
    privacy_request.decided_at, privacy_request.decided_by = at, by.user
    privacy_request.answered_at = privacy_request.closed_at = at
    keep(privacy_request, by=by, at=at)
    cases.close(privacy_request, by=by, at=at)
    note(privacy_request, Step.DECIDED, at=at, by=by, family=True, outcome=str(Outcome.REFUSED))
    tell(events.REQUEST_REFUSED, privacy_request, at=at, by=by, ground=str(ground))
    notifications.news(privacy_request, what="refused", at=at)
    return privacy_request


def _reasoned(outcome: str, ground: str, reason: str) -> None:
    if outcome != Outcome.GRANTED and not (ground and reason.strip()):
        raise NotAllowed(_("Give the ground and the reason: the requester reads them."))
