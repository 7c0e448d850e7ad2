"""The register of events and the sign-in log are opened for a purpose that is stated and recorded (S2-128)."""
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.accounts.middleware import send_to
from privacyadmin.workflow import NotAllowed

from . import events
from .catalogue import Log, Register, Verb
from .doors import View
from .http import SignedInRequest
from .models import LogOpening
from .scope import Scope

HOLDS_FOR = timedelta(minutes=30)
STATED = "stated_purposes"                              # key of a session: log → key of the row
PAGES = {Log.EVENTS: "audit:events", Log.SIGN_INS: "sign_in_log"}


def why_not_open(scope: Scope, log: str) -> str:
    """Why this person may not open a log; empty when he may. Accounts are the board's: so is the log of signing in."""
    if log == Log.EVENTS:
        may = scope.may(Register.AUDIT, Verb.READ) or scope.may(Register.AUDIT, Verb.COUNT)
    else:
        may = scope.schools(Register.AUDIT, Verb.READ) is None or scope.schools(Register.USERS, Verb.TECHNICAL) is None
    return "" if may else _("Your role does not give access to this log. Ask the privacy coordinator if you need it.")


@transaction.atomic
def state(*, log: str, purpose: str, words: str, by: Scope, at: datetime) -> LogOpening:
    """Note why somebody opens a log; it holds for half an hour."""
    if reason := why_not_open(by, log):
        raise NotAllowed(reason)
    opening = LogOpening(log=log, purpose=purpose, words=words, by=by.user, at=at, until=at + HOLDS_FOR)
    opening.save(force_insert=True)
    audit.record(events.LOG_OPENED, about=opening, school=None, by=by, at=at, log=log, purpose=purpose)
    return opening


def remember(request: SignedInRequest, opening: LogOpening) -> None:
    """In this session the log is open; in another one the purpose is asked again."""
    request.session[STATED] = {**request.session.get(STATED, {}), opening.log: str(opening.pk)}


def stated(request: SignedInRequest, log: str, at: datetime) -> LogOpening | None:
    """For which purpose this log is open in this session, now."""
    key = request.session.get(STATED, {}).get(log)
    return LogOpening.objects.filter(pk=UUID(key), by=request.user, log=log, until__gt=at).first() if key else None


def for_a_purpose(log: Log) -> Callable[[View], View]:
    """Within a door: first asks why; the view then finds it as `request.opening`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if reason := why_not_open(request.scope, log):
                raise NotAllowed(reason)
            request.opening = stated(request, log, timezone.now())
            if request.opening is None:
                return send_to(request, reverse("audit:purpose", args=[log]))
            return view(request, *args, **kwargs)

        return guarded

    return decorate
