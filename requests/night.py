"""What the night does for requests: reminders, each once ever, and answers that nobody collected (SETTLED 22)."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.accounts.models import User
from privacyadmin.outbox.nightly import job
from privacyadmin.worklist import reminders
from privacyadmin.worklist.reminders import Due

from . import events
from .models import PrivacyRequest, Status
from .services import delivering

SOON = 2  # days: from here on the coordinator hears it too
LAPSED_A_NIGHT = 500

STAGES = (14, 7, 2, -1)  # days before the term in force, and the day after it
KIND = "requests.request"


@job("request_terms", order=20, is_prompt=True)
def request_terms(on: date, at: datetime) -> int:
    """Remind the handler, or the coordinator where there is none; from two days before, the coordinator too."""
    due = reminders.take(KIND, PrivacyRequest, is_open="answered_at is null", stages=STAGES, on=on, at=at)
    if not due:
        return 0
    rows = PrivacyRequest.objects.filter(pk__in=[each.key for each in due]).values_list("pk", "handler", "school")
    places = {key: (handler, school) for key, handler, school in rows}
    coordinators, people = _coordinators(at), _people({handler for handler, _school in places.values() if handler})
    by_school: dict[UUID, int] = defaultdict(int)
    for each in due:
        handler, school = places[each.key]
        _remind(each, school, _addressees(people.get(handler), coordinators, school, each.stage), at)
        by_school[school] += 1
    for school, count in by_school.items():
        audit.record(events.REMINDERS_SENT, about=None, school=school, by=None, at=at, count=count)
    return len(due)


def _remind(due: Due, school: UUID, addressees: list[User], at: datetime) -> None:
    template = "request_late" if due.stage < 0 else "request_reminder"
    for person in addressees:
        outbox.mail(
            template,
            to=person,
            about=due.key,
            key=f"{template}:{due.key}:{due.stage}:{due.deadline}",
            at=at,
            path=f"/requests/{due.key}/",
            school=school,
        )


def _addressees(handler: User | None, coordinators: dict[UUID | None, list[User]], school: UUID, stage: int) -> list[User]:
    """Each person once."""
    found = [handler] if handler else []
    if not handler or stage <= SOON:
        found += [*coordinators[school], *coordinators[None]]
    return list({person.pk: person for person in found}.values())


def _coordinators(at: datetime) -> dict[UUID | None, list[User]]:
    """By school; None: those of the board."""
    found: dict[UUID | None, list[User]] = defaultdict(list)
    codename = f"role_{Role.COORDINATOR.value}"
    for model, is_board in ((SchoolGrant, False), (BoardGrant, True)):
        for grant in model.objects.in_force(at=at).filter(permission__codename=codename, user__is_active=True).select_related("user"):
            found[None if is_board else grant.content_object_id].append(grant.user)
    return found


def _people(keys: set[UUID]) -> dict[UUID, User]:
    return {user.pk: user for user in User.objects.filter(pk__in=keys, is_active=True)}


@job("request_answers", order=25)
def request_answers(on: date, at: datetime) -> int:
    """Close what was not collected within its seven days."""
    ready = PrivacyRequest.objects.filter(status=Status.READY, requester__isnull=False).exclude(deliveries__available_until__gt=at)
    return sum(delivering.lapse(privacy_request, at=at) for privacy_request in ready.order_by("pk")[:LAPSED_A_NIGHT])
