"""The chain beside a plain insert, its check beside reading the same rows, history beside none (PERFORMANCE 2)."""
import hashlib
import itertools
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from privacyadmin import audit, history
from privacyadmin.ids import new_id
from students import events
from students.models import Enrolment, Student

from .data import PUPIL, SCHOOL, key
from .measure import PACE, Row, compare
from .people import AT

EVENTS, MANY = 20_000, 2_000
PLAIN = """
    insert into bench_event (chain, seq, at, name, actor, about_type, about, details, previous, hash)
    values (%s, %s, %s, %s, null, '', %s, '{"new": 1, "changed": 2, "unchanged": 3}'::jsonb, sha256('a'), sha256('b'))"""
NUMBERS = itertools.count(1)
READ = """
    copy (select chain, seq, at, name, actor, about_type, about, details, previous, hash from audit_event order by chain, seq) to stdout"""


def rows() -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_event; create table bench_event (like audit_event including all)")
    fill()
    yield compare("an event appended to the chain and committed / plain insert into such a table", chained, plain, goal=1.6, inner=50)
    count = audit.Event.objects.count()
    yield compare(f"the chain of {count:,} events checked / the same rows read and hashed", verify, read_and_hash, goal=3, rounds=7)
    yield save_with_history()
    yield bulk_with_history()


def undone(run: Callable[[], object]) -> None:
    with transaction.atomic():
        run()
        connection.flush_before_commit()
        transaction.set_rollback(True)


def event() -> None:
    audit.record(events.PUPILS_IMPORTED, about=key(PUPIL, 1), school=key(SCHOOL, 1), by=None, at=AT, new=1, changed=2, unchanged=3)


def chained() -> None:
    """As it happens: one event, one transaction, committed."""
    with transaction.atomic():
        event()


def plain() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, [key(SCHOOL, 1), next(NUMBERS), AT, events.PUPILS_IMPORTED.name, key(PUPIL, 1)])


def fill() -> None:
    """Enough events for the check to mean something; made once."""
    missing = PACE.number(EVENTS, 200) - audit.Event.objects.count()
    while missing > 0:
        with transaction.atomic():
            for _ in range(min(missing, MANY)):
                event()
        missing -= MANY
    with connection.cursor() as cursor:
        cursor.execute("analyze audit_event")


def verify() -> None:
    if not audit.verify().ok:
        raise AssertionError("The chain does not hold.")


class Hashing:
    """Takes what COPY writes."""

    def write(self, line: bytes) -> None:
        hashlib.sha256(line).digest()


def read_and_hash() -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(READ, Hashing())


def save_with_history() -> Row:
    """A pupil saved with its history, beside the bare row."""
    student = Student.objects.get(pk=key(PUPIL, 2))
    return compare(
        "a pupil saved with its version / without", lambda: undone(lambda: history.save(student, at=AT, by=None)),
        lambda: undone(lambda: student.save_base(raw=True)), goal=3.7, inner=20,
    )


def bulk_with_history() -> Row:
    """Many enrolments at once through the history, beside Django's own bulk_create."""
    def made() -> list[Enrolment]:
        return [Enrolment(id=new_id(), student_id=key(PUPIL, 1), school_id=key(SCHOOL, 1)) for _ in range(MANY)]

    def ours() -> None:
        with history.bulk("bench", at=AT):
            Enrolment.objects.bulk_create(made())

    def bare() -> None:
        from_django = super(history.HistoriedQuerySet, Enrolment.objects.all()).bulk_create
        from_django(made())

    work = f"{MANY:,} rows at once with their versions / bulk_create"
    return compare(work, lambda: undone(ours), lambda: undone(bare), goal=3.5, rounds=5)
