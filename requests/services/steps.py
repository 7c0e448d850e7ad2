"""What every service does: take the lock, check the step, write the line of the timeline."""

from datetime import datetime
from typing import Any

from django.db import transaction

from privacyadmin import audit, history
from privacyadmin.access.scope import Scope
from privacyadmin.audit import EventKind
from requests import events
from requests.models import PrivacyRequest, Step, TimelineEntry

from . import terms


def locked(privacy_request: PrivacyRequest) -> PrivacyRequest:
    """The request as it is now, held until this transaction ends."""
    rows = PrivacyRequest.objects.select_for_update(of=("self",)).select_related(
        "student", "school", "policy", "handler", "requester", "case"
    )
    return rows.get(pk=privacy_request.pk)


def move(privacy_request: PrivacyRequest, step: str, by: Scope) -> None:
    """Into the state that the step leads to; raises NotAllowed with the reason."""
    privacy_request.status = privacy_request.steps.check(step, privacy_request, by).target_from(privacy_request.status)


def keep(privacy_request: PrivacyRequest, *, by: Any, at: datetime) -> PrivacyRequest:
    """Save with its dates settled, and its version dated and signed."""
    terms.settle(privacy_request, at=at)
    return history.save(privacy_request, at=at, by=by)


def note(
    privacy_request: PrivacyRequest, step: Step, *, at: datetime, by: Scope | None, family: bool = False, **params: Any
) -> TimelineEntry:
    """One line in the timeline: codes, counts and days."""
    plain = {name: audit.plain(value) for name, value in params.items()} if params else {}
    person = by.user if by is not None else None
    return TimelineEntry.objects.create(privacy_request=privacy_request, step=step, at=at, by=person, is_for_family=family, params=plain)


def tell(event: EventKind, privacy_request: PrivacyRequest, *, at: datetime, by: Scope | None, **details: Any) -> None:
    """One event in the chain of the school."""
    audit.record(event, about=privacy_request, school=privacy_request.school_id, by=by, at=at, **details)


@transaction.atomic
def take(privacy_request: PrivacyRequest, step: str, *, by: Scope, at: datetime) -> PrivacyRequest:
    """A step that asks nothing further, of whatever right: into its state, noted and told."""
    privacy_request = locked(privacy_request)
    move(privacy_request, step, by)
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.OTHER, at=at, by=by, name=step)
    tell(events.STEP_TAKEN, privacy_request, at=at, by=by, step=step)
    return privacy_request
