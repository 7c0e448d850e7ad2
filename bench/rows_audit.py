"""The chain beside a plain insert, and its check beside reading the same rows (PERFORMANCE 2)."""
import hashlib
from collections.abc import Iterator

from django.db import connection, transaction

from privacyadmin import audit, history
from privacyadmin.audit import EventKind
from privacyadmin.db import flush_before_commit
from privacyadmin.ids import new_id
from students.models import Student

from .data import PUPIL, SCHOOL, key
from .measure import Row, compare
from .people import AT

EVENTS = 20_000
DONE = EventKind("bench.done", "Bench")
PLAIN = """
    insert into bench_event (id, chain, at, name, actor, about_type, about, details)
    values (%s, %s, %s, 'bench.done', null, '', %s, '{"count": 1}'::jsonb)"""


def rows() -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            "create table if not exists bench_event (id uuid primary key, chain uuid, seq bigserial, at timestamptz, name text, actor uuid,"
            " about_type text, about uuid, details jsonb, previous bytea, hash bytea)"
        )
    school, about = key(SCHOOL, 1), key(PUPIL, 1)

    def chained():
        with transaction.atomic():
            audit.record(DONE, about=about, school=school, by=None, at=AT, count=1)
            flush_before_commit()
            transaction.set_rollback(True)

    def plain():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PLAIN, [new_id(), school, AT, about])
            transaction.set_rollback(True)

    yield compare("append to the chain / plain insert", chained, plain, goal=1.6, inner=20)
    fill(school, about)
    yield compare("check the chain / read and hash the same rows", audit.verify, read_and_hash, goal=3.0, rounds=7)
    yield history_save()


def fill(school, about) -> None:
    """Enough events for the check to mean something; made once."""
    missing = EVENTS - audit.Event.objects.count()
    while missing > 0:
        with transaction.atomic():
            for _ in range(min(missing, 2_000)):
                audit.record(DONE, about=about, school=school, by=None, at=AT, count=1)
        missing -= 2_000


def read_and_hash() -> str:
    digest = hashlib.sha256()
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("select chain, seq, at, name, actor, about_type, about, details::text, previous, hash from audit_event order by chain, seq")
        while batch := cursor.fetchmany(5_000):
            for row in batch:
                digest = hashlib.sha256(repr(row).encode())
    return digest.hexdigest()


def history_save() -> Row:
    """A pupil saved with its history, beside the bare row."""
    student = Student.objects.get(pk=key(PUPIL, 2))

    def ours():
        with transaction.atomic():
            history.save(student, at=AT, by=None)
            transaction.set_rollback(True)

    def bare():
        with transaction.atomic():
            student.save_base(raw=True)
            transaction.set_rollback(True)

    return compare("save a pupil with its history / without", ours, bare, goal=3.7, inner=20)
