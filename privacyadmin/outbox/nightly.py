"""The night: every job for a day, in order, each in its own transaction, safe to repeat (DESIGN, SETTLED 23)."""
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from . import registry
from .models import NightRun
from .services import mail

log = logging.getLogger(__name__)
LOCK = 7_305_002_200          # any number that is used for nothing else


@dataclass(frozen=True)
class Job:
    """One kind of nightly work: `function(on, at)` does all that is due up to that day, and returns how much that was."""

    name: str
    order: int
    function: Callable[[date, datetime], int]
    is_prompt: bool = False                     # looked at every five minutes too


@dataclass(frozen=True)
class Report:
    """What one job did."""

    name: str
    done: int
    failed: int


_jobs: dict[str, Job] = {}


def job(name: str, order: int, *, is_prompt: bool = False) -> Callable:
    """`@nightly.job("request_terms", order=20)` on `fn(on, at) -> int`, in the app's night.py.

    `is_prompt`: done every five minutes as well, for what should not wait until the night: reminders.
    """
    def decorate(function: Callable[[date, datetime], int]) -> Callable[[date, datetime], int]:
        if _jobs.setdefault(name, Job(name, order, function, is_prompt)).function is not function:
            raise ValueError(f"The nightly job {name} is declared twice.")
        return function
    return decorate


def jobs() -> list[Job]:
    """All jobs, in the order of the night."""
    registry.discover("night")
    return sorted(_jobs.values(), key=lambda each: (each.order, each.name))


def watcher(function: Callable[[datetime], Any]) -> None:
    """Name the people who are told when a night did not run."""
    registry.addressees("night_watch", function)


def run(*, on: date, at: datetime) -> list[dict[str, Any]]:
    """Do the night's work for this day; what earlier nights left is done too, since jobs look at what is due."""
    with _alone():
        _tell_of_missed_nights(on, at)
        night, _created = NightRun.objects.get_or_create(on=on, defaults={"started_at": at})
        reports = [asdict(_run(each, on, at)) for each in jobs()]
        night.finished_at, night.result = at, reports
        night.save(update_fields=["finished_at", "result"])
    return reports


def run_prompt(*, on: date, at: datetime) -> list[dict[str, Any]]:
    """The jobs that do not wait for the night, by the same code."""
    with _alone():
        return [asdict(_run(each, on, at)) for each in jobs() if each.is_prompt]


def _run(each: Job, on: date, at: datetime) -> Report:
    try:
        with transaction.atomic():
            return Report(each.name, int(each.function(on, at) or 0), 0)
    except Exception as error:      # one job's failure is not another's; its kind is enough to look further
        log.error("nightly job failed: %s %s", each.name, type(error).__name__)
        return Report(each.name, 0, 1)


@contextmanager
def _alone() -> Iterator[None]:
    """Two nights at once would ask twice; the second waits, and then finds nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@transaction.atomic
def _tell_of_missed_nights(on: date, at: datetime) -> None:
    last = last_finished(before=on)
    if last is None or on - last <= timedelta(days=1):
        return
    for user in registry.addressees_of("night_watch", at=at):
        mail("night_missed", to=user, key=f"night_missed:{last + timedelta(days=1)}", at=at, extra={"since": str(last + timedelta(days=1))})


def last_finished(*, before: date) -> date | None:
    """The last day whose night was done."""
    return NightRun.objects.filter(finished_at__isnull=False, on__lt=before).values_list("on", flat=True).first()


def has_ever_run() -> bool:
    """A new installation waits for its first night."""
    return NightRun.objects.exists()


def is_missing(*, on: date) -> bool:
    """Whether this day's night should have been done and was not."""
    return has_ever_run() and not NightRun.objects.filter(on=on, finished_at__isnull=False).exists()


def run_late(*, on: date, at: datetime) -> None:
    """It is past three and the night was not done: do it now, and tell the people who watch over it, once."""
    if not is_missing(on=on):
        return
    with transaction.atomic():
        for user in registry.addressees_of("night_watch", at=at):
            mail("night_late", to=user, key=f"night_late:{on}", at=at, extra={"on": str(on)})
    run(on=on, at=at)
