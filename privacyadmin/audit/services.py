"""Writing: events are collected during a transaction and appended by one call at its end, sorted by chain (SETTLED 18)."""
import json
import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from privacyadmin import db
from privacyadmin.ids import new_id

from .kinds import EventKind, known
from .models import BOARD_CHAIN, Event, Reading

CODE = re.compile(r"^[A-Za-z0-9_.:-]{1,64}\Z")
MAX_LIST = 100
EVENTS, READINGS = "audit.events", "audit.readings"


def record(event: EventKind, *, about: Any, school: Any, by: Any, at: datetime, **details: Any) -> None:
    """Note that this happened; appended when the transaction commits, dropped when it does not.

    `about` and `school` are an object or its key, `by` a scope, a user or a key. Details are codes, counts, days and keys only:
    anything that could be a name, an address or a text is refused (ValueError), without being repeated.
    """
    if known(event.name) is not event:
        raise ValueError(f"The event {event.name} is not registered.")
    if at.tzinfo is None:
        raise ValueError("An event needs an instant with a time zone.")
    entry = {
        "chain": _key(school) or str(BOARD_CHAIN),
        "at": at.isoformat(),
        "name": event.name,
        "actor": _key(getattr(by, "user", by)),
        "about_type": about._meta.label if isinstance(about, models.Model) else "",
        "about": _key(about),
        "details": {name: plain(value) for name, value in details.items() if value is not None},
    }
    db.before_commit(EVENTS, _append, entry)


def plain(value: Any) -> Any:
    """A detail as it is stored; raises ValueError for what may hold personal data."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, UUID | datetime | date):
        return str(value) if isinstance(value, UUID) else value.isoformat()
    if isinstance(value, str) and CODE.match(value):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset) and len(value) <= MAX_LIST:
        items = [plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    raise ValueError("A detail must be a key, a number, a day or a short code: personal data stays out of the register.")


def _key(thing: Any) -> str | None:
    """The key of an object, or the key itself."""
    key = thing.pk if isinstance(thing, models.Model) else thing
    if key is None:
        return None
    if not isinstance(key, UUID):
        raise ValueError("The register names things and people by their key (UUID) only.")
    return str(key)


def _append(entries: list[dict]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_append(%s::jsonb)", [json.dumps(entries)])


def reading(*, by: Any, student_id: UUID, category: str, right: str, case_id: UUID | None = None, at: datetime) -> None:
    """Note that this person read this category of this pupil; once per request, however many rows were shown."""
    reader = getattr(by, "user", by)
    row = Reading(id=new_id(), at=at, student_id=student_id, reader=getattr(reader, "pk", reader), category=plain(str(category)),
                  right=plain(str(right)), case_id=case_id)
    db.before_commit(READINGS, _write_readings, row)


def _write_readings(rows: list[Reading]) -> None:
    first_of_each = {(row.reader, row.student_id, row.category): row for row in reversed(rows)}
    written = list(reversed(first_of_each.values()))
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(written))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO audit_reading (id, at, student_id, reader, category, "right", case_id) VALUES {values}',    # noqa: S608 - only %s
            [value for row in written for value in (row.id, row.at, row.student_id, row.reader, row.category, row.right, row.case_id)],
        )


def flush() -> None:
    """Write now what this transaction has recorded so far: to read it back, and in tests, which never commit."""
    db.flush_before_commit()


def trail(*keys: UUID) -> list[Event]:
    """Everything that happened to these objects, oldest first; what this transaction recorded included."""
    if db.waiting(EVENTS):
        flush()
    return list(Event.objects.about(*keys).order_by("at", "chain", "seq"))


def readings_of(student_ids: list[UUID], *, since: datetime | None = None) -> models.QuerySet[Reading]:
    """Who read sensitive categories of these pupils, newest first."""
    if db.waiting(READINGS):
        flush()
    rows = Reading.objects.filter(student_id__in=student_ids)
    return rows.filter(at__gte=since) if since else rows
