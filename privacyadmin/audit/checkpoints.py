"""Daily: where every chain stands, signed with a key outside the database; monthly: the reading log in one figure (SETTLED 18)."""
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from privacyadmin.times import start_of_day

from . import events
from .models import ChainHead, Checkpoint, Event, Reading
from .services import record


@dataclass(frozen=True)
class DaySeal:
    """What is kept outside the system: one figure over all chains of a day."""

    day: date
    chains: int
    events: int
    seal: str


def sign(day: date, chain: Any, seq: int, hash: bytes | memoryview) -> bytes:
    """The signature of one checkpoint."""
    return hmac.digest(settings.AUDIT_CHECKPOINT_KEY, f"{day.isoformat()}|{chain}|{seq}|{bytes(hash).hex()}".encode(), "sha256")


def seal_of(day: date) -> DaySeal:
    """The figure of a day, from its checkpoints."""
    points = list(Checkpoint.objects.filter(day=day).order_by("chain"))
    seal = hmac.new(settings.AUDIT_CHECKPOINT_KEY, day.isoformat().encode(), "sha256")
    for point in points:
        seal.update(bytes(point.mac))
    return DaySeal(day, len(points), sum(point.seq for point in points), seal.hexdigest()[:32])


@transaction.atomic
def checkpoint(*, on: date, at: datetime) -> DaySeal:
    """Sign where each chain stands, once per day, and enter the finished months of the reading log; safe to repeat."""
    _next_partitions(on)
    _enter_months(on, at)
    if not Checkpoint.objects.filter(day=on).exists():
        heads = ChainHead.objects.order_by("chain")
        Checkpoint.objects.bulk_create([_point(on, head) for head in heads], ignore_conflicts=True)
        record(events.CHECKPOINT, about=None, school=None, by=None, at=at, day=on, chains=len(heads))
    return seal_of(on)


def _point(on: date, head: ChainHead) -> Checkpoint:
    return Checkpoint(day=on, chain=head.chain, seq=head.seq, hash=head.hash, mac=sign(on, head.chain, head.seq, head.hash))


def _next_partitions(on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_reading_partitions(%s, 3)", [on])


def _enter_months(on: date, at: datetime) -> None:
    first = Reading.objects.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return
    entered = set(Event.objects.filter(name=events.READINGS_OF_MONTH.name).values_list("details__month", flat=True))
    for month in _months(first.date().replace(day=1), on.replace(day=1)):
        name = f"{month:%Y-%m}"
        if name not in entered:
            count, digest = digest_of_month(month)
            record(events.READINGS_OF_MONTH, about=None, school=None, by=None, at=at, month=name, count=count, digest=digest)


def _months(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first = (first + timedelta(days=32)).replace(day=1)


def digest_of_month(month: date) -> tuple[int, str]:
    """How many readings a month has, and a hash over them."""
    until = (month + timedelta(days=32)).replace(day=1)
    rows = Reading.objects.filter(at__gte=start_of_day(month), at__lt=start_of_day(until)).order_by("at", "id")
    count, digest = 0, hashlib.sha256()
    for row in rows.values_list("id", "at", "student_id", "reader", "category", "right", "case_id").iterator(chunk_size=5000):
        count += 1
        digest.update("|".join(map(str, (row[0], _microseconds(row[1]), *row[2:]))).encode())
    return count, digest.hexdigest()


def _microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
