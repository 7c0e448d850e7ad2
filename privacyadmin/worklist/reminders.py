"""What is due for a reminder and was not reminded yet: found and written down in one statement, each stage once ever (SETTLED 22)."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from django.db import connection, models

from .models import Reminder


@dataclass(frozen=True)
class Due:
    """One thing that must be reminded of now, at this stage of its deadline."""

    key: UUID
    stage: int
    deadline: date


def take(kind: str, model: type[models.Model], *, is_open: str, stages: Sequence[int], on: date, at: datetime) -> list[Due]:
    """What has come to a stage: days before its `due_on`, or after it where negative, the earliest first.

    Of several missed stages only the latest is taken. The model has `due_on` and `next_reminder_on`; `is_open` is the condition, in SQL,
    of what still waits. Safe to repeat, and in two workers at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, is_open, tuple(stages)), {"kind": kind, "on": on, "at": at})
        return [Due(*row) for row in cursor.fetchall()]


def first_on(due_on: date, stages: Sequence[int], *, after: date) -> date | None:
    """The day of the first stage that still lies ahead; None when all have passed."""
    days = (date.fromordinal(due_on.toordinal() - stage) for stage in stages)
    return next((day for day in days if day > after), None)


def _statement(model: type[models.Model], is_open: str, stages: tuple[int, ...]) -> str:
    table, latest = model._meta.db_table, sorted(stages)
    reached = " ".join(f"when due_on - %(on)s <= {stage} then {stage}" for stage in latest[:-1])
    following = " ".join(f"when {stage} then due.due_on - ({after})" for stage, after in pairwise(stages))
    return f"""
        with due as (
            select id, due_on, case {reached} else {latest[-1]} end as stage
            from {table} where next_reminder_on <= %(on)s and {is_open}
        ), sent as (
            insert into {Reminder._meta.db_table} (id, kind, about, stage, deadline, at)
            select gen_random_uuid(), %(kind)s, id, stage, due_on, %(at)s from due
            on conflict (about, stage, deadline, kind) do nothing
            returning about, stage
        ), moved as (
            update {table} set next_reminder_on = case due.stage {following} end from due where due.id = {table}.id
        )
        select due.id, due.stage, due.due_on from sent join due on due.id = sent.about"""        # noqa: S608 - names and numbers of our own
