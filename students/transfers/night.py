"""What the night does for files that go and come: what nobody opened yet, and reminders, each once ever (C-06, S1-127)."""
from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.holders import holders
from privacyadmin.outbox.nightly import job
from privacyadmin.worklist import reminders
from privacyadmin.worklist.reminders import Due
from students.models import FileRequest, Transfer
from students.services import file_requests, transfers

CATCHES_UP = timedelta(days=60)
SEE_TO_IT = (Role.COUNSELLOR, Role.CARE_COORDINATOR, Role.DIRECTOR)
OPEN = "closed_on is null"


@job("transfers", order=42)
def open_and_remind(on: date, at: datetime) -> int:
    """Open what a departure or an application asks for and has not got, then remind of what comes due."""
    since = on - CATCHES_UP
    opened = transfers.open_for_departures(transfers.left_without(on=on, since=since), by=None, at=at)
    opened += file_requests.open_for(file_requests.applied_without(on=on, since=since), by=None, at=at)
    return opened + _remind(Transfer, transfers.STAGES, on, at) + _remind(FileRequest, file_requests.STAGES, on, at)


def _remind(model: type[Transfer] | type[FileRequest], stages: tuple[int, ...], on: date, at: datetime) -> int:
    name = model._meta.model_name
    due = reminders.take(f"students.{name}", model, is_open=OPEN, stages=stages, on=on, at=at)
    by_school: dict[UUID, list[Due]] = defaultdict(list)
    schools = dict(model.objects.filter(pk__in=[each.key for each in due]).values_list("pk", "school")) if due else {}
    for each in due:
        by_school[schools[each.key]].append(each)
    for school, found in by_school.items():
        _tell(str(name), school, found, on, at)
    return len(due)


def _tell(name: str, school: UUID, found: list[Due], on: date, at: datetime) -> None:
    """One mail to each who sees to it at that school, however many have come to a stage."""
    template = "transfer_late" if any(each.stage < 0 for each in found) else "transfer_reminder"
    for person in holders(*SEE_TO_IT, school=school, at=at):
        key = f"{template}:{name}:{school}:{on}"
        outbox.mail(template, to=person, about=school, key=key, at=at, path="/students/transfers/", school=school)
