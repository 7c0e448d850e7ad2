"""The night's terms over 100,000 open requests beside a count of them, and reminders beside hand-written statements (PERFORMANCE 4)."""
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from privacyadmin.outbox.models import Item
from privacyadmin.worklist.models import Reminder
from requests.models import PrivacyRequest
from requests.night import KIND, request_terms

from .data import insert
from .measure import Row, compare
from .people import AT, ON

DUE = 500


def rows() -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute("analyze requests_privacyrequest")
    if request_terms(ON, AT):
        raise AssertionError("Something is due for a reminder.")
    open_requests = PrivacyRequest.objects.unanswered().count()
    yield compare(
        f"nightly terms of {open_requests:,} open requests, nothing due / count of those past a day",
        lambda: undone(lambda: request_terms(ON, AT)), count_of_open, goal=1, inner=5,
    )
    some = min(DUE, open_requests)
    for run in (request_terms_of_today, by_hand):
        if (found := undone(lambda run=run: made(some, run))) != (some, some):
            raise AssertionError(f"{run.__name__} makes {found} reminders and mails instead of {some}.")
    yield compare(
        f"the same with {some} due: reminders, mails and register / hand-written statements",
        lambda: undone(lambda: due(some, request_terms_of_today)), lambda: undone(lambda: due(some, by_hand)), goal=6, rounds=7,
    )


def undone(run: Callable[[], object]) -> object:
    with transaction.atomic():
        result = run()
        connection.flush_before_commit()
        transaction.set_rollback(True)
    return result


def count_of_open() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from requests_privacyrequest where answered_at is null and due_on - 14 <= %s", [ON])
        return cursor.fetchone()[0]


def due(number: int, run: Callable[[], object]) -> object:
    """The first so many are due today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update requests_privacyrequest set next_reminder_on = %s, due_on = %s + 14 where id in"
            " (select id from requests_privacyrequest order by id limit %s)", [ON, ON, number],
        )
    return run()


def made(number: int, run: Callable[[], object]) -> tuple[int, int]:
    before = Reminder.objects.count(), Item.objects.count()
    due(number, run)
    return Reminder.objects.count() - before[0], Item.objects.count() - before[1]


def request_terms_of_today() -> int:
    return request_terms(ON, AT)


def by_hand() -> None:
    """Two sets of rows, each by one statement."""
    due = "requests_privacyrequest r where r.next_reminder_on <= %(on)s and r.answered_at is null"
    reminders = insert(Reminder, due, kind=f"'{KIND}'", about="r.id", stage="14", deadline="r.due_on", at="%(at)s")
    mails = insert(
        Item, f"{due} and r.handler_id is not null", kind="'mail'", created_at="%(at)s", due_at="%(at)s",
        key="'mail:request_reminder:' || r.id || ':14:' || r.due_on || ':' || r.handler_id",
        about="jsonb_build_object('to', r.handler_id, 'template', 'request_reminder', 'about', r.id)",
    )
    moved = "update requests_privacyrequest r set next_reminder_on = due_on - 7 where next_reminder_on <= %(on)s and answered_at is null"
    with connection.cursor() as cursor:
        for statement in (reminders, mails, moved):
            cursor.execute(statement, {"on": ON, "at": AT})
