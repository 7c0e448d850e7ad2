"""Doing what is due: an item at a time, each under a lease, so that two workers never share one (DESIGN, RELIABILITY 5)."""
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from .models import Item, State
from .registry import Handler, given_up, handler_of

log = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """The work took longer than its lease, and another worker has it now: what this one did is rolled back."""


class GiveUp(RuntimeError):
    """Raised by a handler for what can never succeed; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Counts:
    """What one round did."""

    done: int = 0
    later: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.done + self.later + self.failed


def work(*, at: datetime, limit: int = 500) -> Counts:
    """Take what is due at this instant, oldest first; safe to run twice, or in two workers."""
    counts = Counts()
    for _number in range(limit):
        item = _take(at)
        if item is None:
            break
        outcome = _do(item, at)
        setattr(counts, outcome, getattr(counts, outcome) + 1)
    return counts


@transaction.atomic
def _take(at: datetime) -> Item | None:
    item = Item.objects.due(at=at).select_for_update(skip_locked=True).order_by("due_at", "id").first()
    if item is None:
        return None
    handler = handler_of(item.kind)
    item.state, item.lease = State.WORKING, uuid4()
    item.leased_until = at + (handler.lease if handler else timedelta())
    item.attempts += 1
    item.save(update_fields=["state", "lease", "leased_until", "attempts"])
    return item


def _do(item: Item, at: datetime) -> str:
    handler = handler_of(item.kind)
    if handler is None:
        return _give_up(item, "unknown_kind", at)
    if item.expires_at and item.expires_at <= at:
        return _give_up(item, "expired", at)
    if item.attempts > len(handler.waits) + 1:      # its worker died each time: it would take the next one with it
        return _give_up(item, "never_finished", at)
    try:
        _run(handler, item, at)
    except LeaseLost:
        log.warning("outbox lease lost: %s %s", item.kind, item.pk)
        return "later"
    except GiveUp as error:
        return _give_up(item, error.code, at)
    except Exception as error:      # whatever a handler raises is written down by its kind, never its text
        return _later(item, handler.waits, type(error).__name__, at)
    return "done"


@transaction.atomic
def _run(handler: Handler, item: Item, at: datetime) -> None:
    handler.function(item, at)
    _mine(item, state=State.DONE, done_at=at, lease=None, leased_until=None, sealed_extra=None, last_error="")


def _mine(item: Item, **values) -> None:
    """Write the outcome, if the lease is still this worker's."""
    if not Item.objects.filter(pk=item.pk, state=State.WORKING, lease=item.lease).update(**values):
        raise LeaseLost(str(item.pk))


def _later(item: Item, waits: tuple[timedelta, ...], code: str, at: datetime) -> str:
    if item.attempts > len(waits):
        return _give_up(item, code, at)
    log.warning("outbox attempt %d failed: %s %s %s", item.attempts, item.kind, item.pk, code)
    Item.objects.filter(pk=item.pk, lease=item.lease).update(
        state=State.PENDING, due_at=at + waits[item.attempts - 1], lease=None, leased_until=None, last_error=code[:64]
    )
    return "later"


def _give_up(item: Item, code: str, at: datetime) -> str:
    log.error("outbox given up: %s %s %s", item.kind, item.pk, code)
    forgotten = {"sealed_extra": None} if code == "expired" else {}
    is_mine = Item.objects.filter(pk=item.pk, lease=item.lease).update(
        state=State.FAILED, lease=None, leased_until=None, last_error=code[:64], **forgotten
    )
    if is_mine and (consequence := given_up(item.kind)):
        _follow(consequence, item, at)
    return "failed"


def _follow(consequence: Callable[..., None], item: Item, at: datetime) -> None:
    try:
        with transaction.atomic():
            consequence(item, at)
    except Exception as error:      # the item is on the list of what is stuck all the same
        log.error("outbox giving up failed: %s %s %s", item.kind, item.pk, type(error).__name__)
