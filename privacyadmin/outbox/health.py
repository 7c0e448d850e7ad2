"""Is everything there that a school needs: database, broker, worker, beat; and how long the oldest message waits."""
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import connection

from .models import Item, State

log = logging.getLogger(__name__)
FRESH_SECONDS = 150
KEPT_SECONDS = 60 * 60


@dataclass(frozen=True)
class Status:
    """What answers, and the age in seconds of the oldest work that is due."""

    database: bool
    broker: bool
    worker: bool
    beat: bool
    outbox_oldest: int | None

    @property
    def is_ready(self) -> bool:
        return self.database and self.broker and self.worker and self.beat


def beat_of(name: str, *, at: datetime) -> None:
    """This process (worker, beat) lives, or this work (prompt) was done; never raises."""
    _answers(lambda: cache.set(f"alive:{name}", at.timestamp(), timeout=KEPT_SECONDS))


def status(*, at: datetime) -> Status:
    """Ask them all."""
    database = _answers(_ask_database)
    broker = _answers(lambda: cache.get("alive:"))
    return Status(
        database=database,
        broker=broker,
        worker=broker and is_alive("worker", at=at),
        beat=broker and is_alive("beat", at=at),
        outbox_oldest=oldest_due(at) if database else None,
    )


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _answers(question: Callable[[], object]) -> bool:
    try:
        question()
    except Exception as error:      # any failure of any client means: not there
        log.warning("not there: %s", type(error).__name__)
        return False
    return True


def is_alive(name: str, *, at: datetime, within: int = FRESH_SECONDS) -> bool:
    """Whether this process was heard of lately; one heard of in the future, by a clock that was set back since, is not."""
    try:
        seen = cache.get(f"alive:{name}")
    except Exception:       # any failure of the broker's client: it cannot be known
        return False
    return seen is not None and abs(at.timestamp() - seen) <= within


def oldest_due(at: datetime) -> int | None:
    """For how many seconds the oldest work that is due has been waiting."""
    waiting = Item.objects.filter(state__in=[State.PENDING, State.WORKING], due_at__lte=at)
    due_at = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    return int((at - due_at).total_seconds()) if due_at else 0
