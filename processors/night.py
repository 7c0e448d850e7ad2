"""What the night does for agreements: reminders, each once ever, and public pages that changed because a day came."""
from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.holders import holders
from privacyadmin.accounts.models import User
from privacyadmin.outbox.nightly import job
from privacyadmin.worklist import reminders
from privacyadmin.worklist.reminders import Due

from . import events, publishing, reviews
from .models import Agreement, Duty
from .models.catalogue import AgreementStatus, DutyKind
from .rules import terms
from .services import duties

KIND = "processors.{}"
__all__ = ["reviews"]                     # it reminds of what is to be looked at again


@job("agreement_duties", order=40)
def remind(on: date, at: datetime) -> int:
    """Remind the privacy coordinator of what an agreement asks by a day; each stage once ever, also after missed nights."""
    renew(on)
    due: list[Due] = []
    for kind, stages in duties.STAGES.items():
        is_open = f"done_on is null and kind = '{kind.value}'"
        due += reminders.take(KIND.format(kind.value), Duty, is_open=is_open, stages=stages, on=on, at=at)
    if not due:
        return 0
    rows = Duty.objects.filter(pk__in=[each.key for each in due]).values_list("pk", "agreement", "agreement__school")
    places: dict[UUID, tuple[UUID, UUID | None]] = {key: (agreement, school) for key, agreement, school in rows}
    people: dict[UUID | None, list[User]] = {}
    counts: dict[UUID | None, int] = defaultdict(int)
    for each in due:
        agreement, school = places[each.key]
        if school not in people:
            people[school] = holders(Role.COORDINATOR, school=school, at=at)
        _tell(each, agreement, school, people[school], at)
        counts[school] += 1
    for place, number in counts.items():
        audit.record(events.DUTIES_REMINDED, about=None, school=place, by=None, at=at, count=number)
    return len(due)


def _tell(due: Due, agreement: UUID, school: UUID | None, people: list[User], at: datetime) -> None:
    template = "agreement_late" if due.stage < 0 else "agreement_reminder"
    for person in people:
        outbox.mail(
            template, to=person, about=agreement, key=f"{template}:{due.key}:{due.stage}:{due.deadline}", at=at,
            path=f"/processors/agreements/{agreement}/", school=school,
        )


def renew(on: date) -> int:
    """An agreement that renews by itself has a new period, with a new day to give notice."""
    passed = Agreement.objects.filter(status=AgreementStatus.SIGNED, renewal_months__gt=0, end_on__lt=on)
    rows = [agreement for agreement in passed.order_by("pk").prefetch_related("duties") if _is_old(agreement, on)]
    for agreement in rows:
        duties.settle(agreement, on=on)
    return len(rows)


def _is_old(agreement: Agreement, on: date) -> bool:
    """Whether the day to give notice is still that of an earlier period."""
    last = agreement.ends_on(on)
    due_on = terms.acts_before(last, agreement.notice_days) if last else None
    return all(duty.due_on != due_on for duty in agreement.duties.all() if duty.kind == DutyKind.EXPIRY)


@job("public_pages", order=85)
def publish(on: date, at: datetime) -> int:
    """What is public changes with the days too: a use ends, an agreement begins, house rules come into force."""
    return publishing.refresh(at=at)
