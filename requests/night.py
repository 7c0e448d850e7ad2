"""What the night does for requests: reminders, each once ever, and answers that nobody collected (SETTLED 22)."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.accounts.models import User
from privacyadmin.outbox.nightly import job

from . import events
from .models import PrivacyRequest, Status
from .services import delivering

SOON = 2  # days: from here on the coordinator hears it too
LAPSED_A_NIGHT = 500

# One statement: the latest stage that has come of each request that is due for one, once ever by its key; then the day of the next stage.
REMIND = """
    with due as (
        select id, due_on, handler_id, school_id,
               case when due_on - %(on)s < 0 then -1 when due_on - %(on)s <= 2 then 2 when due_on - %(on)s <= 7 then 7 else 14 end as stage
        from requests_privacyrequest where next_reminder_on <= %(on)s and answered_at is null
    ), sent as (
        insert into requests_reminder (id, privacy_request_id, stage, deadline, at)
        select gen_random_uuid(), id, stage, due_on, %(at)s from due
        on conflict (privacy_request_id, stage, deadline) do nothing
        returning privacy_request_id, stage
    ), moved as (
        update requests_privacyrequest set next_reminder_on = case due.stage
            when 14 then due.due_on - 7 when 7 then due.due_on - 2 when 2 then due.due_on + 1 end
        from due where due.id = requests_privacyrequest.id
    )
    select due.id, due.stage, due.due_on, due.handler_id, due.school_id from sent join due on due.id = sent.privacy_request_id"""


@job("request_terms", order=20)
def request_terms(on: date, at: datetime) -> int:
    """Remind the handler, or the coordinator where there is none; from two days before, the coordinator too."""
    with connection.cursor() as cursor:
        cursor.execute(REMIND, {"on": on, "at": at})
        due = cursor.fetchall()
    if not due:
        return 0
    coordinators, people = _coordinators(at), _people({handler for _id, _stage, _due, handler, _school in due if handler})
    by_school: dict[UUID, int] = defaultdict(int)
    for request_id, stage, deadline, handler, school in due:
        _remind(request_id, stage, deadline, school, _addressees(people.get(handler), coordinators, school, stage), at)
        by_school[school] += 1
    for school, count in by_school.items():
        audit.record(events.REMINDERS_SENT, about=None, school=school, by=None, at=at, count=count)
    return len(due)


def _remind(request_id: UUID, stage: int, deadline: date, school: UUID, addressees: list[User], at: datetime) -> None:
    template = "request_late" if stage < 0 else "request_reminder"
    for person in addressees:
        outbox.mail(
            template,
            to=person,
            about=request_id,
            key=f"{template}:{request_id}:{stage}:{deadline}",
            at=at,
            path=f"/requests/{request_id}/",
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
