"""What the night does for the register: who reviews is reminded, each stage once ever, also after missed nights (S2-59, S2-87)."""
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.holders import holders
from privacyadmin.accounts.models import User
from privacyadmin.outbox.nightly import job
from privacyadmin.worklist import reminders

from . import events
from .models import Activity, Disclosure, Dpia, FormReview
from .services import activities, application_forms, circles, disclosures, dpia

# kind, model, what still waits (in SQL), stages, where it is
WATCHED: tuple[tuple[str, Any, str, Sequence[int], str], ...] = (
    ("processors.activity", Activity, "stopped_on is null", activities.STAGES, "/processors/register/{key}/"),
    ("processors.dpia", Dpia, "due_on is not null", dpia.STAGES, "/processors/register/dpia/{key}/"),
    ("processors.form", FormReview, "is_latest", application_forms.STAGES, "/processors/register/application-form/"),
    ("processors.disclosure", Disclosure, "is_standing and status = 'decided'", disclosures.STAGES, "/processors/disclosures/{key}/"),
)


@job("standing_disclosures", order=23)
def follow_circles(on: date, at: datetime) -> int:
    """Whoever came into the class, year or school of a standing disclosure stands in it too (GDPR 15(1)(c))."""
    return circles.follow(on)


@job("register_reviews", order=24)
def register_reviews(on: date, at: datetime) -> int:
    """Remind the privacy coordinators of what is to be looked at again."""
    sent, people = 0, None
    for kind, model, is_open, stages, path in WATCHED:
        due = reminders.take(kind, model, is_open=is_open, stages=stages, on=on, at=at)
        people = people if people is not None or not due else holders(Role.COORDINATOR, school=None, at=at)
        for each in due:
            _remind(each, people or [], path.format(key=each.key), at)
        sent += len(due)
    if sent:
        audit.record(events.REGISTER_REMINDED, about=None, school=None, by=None, at=at, count=sent)
    return sent


def _remind(due: reminders.Due, people: Sequence[User], path: str, at: datetime) -> None:
    template = "review_late" if due.stage < 0 else "review_reminder"
    for person in people:
        outbox.mail(template, to=person, about=due.key, key=f"{template}:{due.key}:{due.stage}:{due.deadline}", at=at, path=path)
