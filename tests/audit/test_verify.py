import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from privacyadmin import audit
from tests.audit.kinds import MARKED
from tests.sizes import SIZES

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ROWS = SIZES.chain_rows
CHAINS = [UUID(int=0), UUID(int=7), UUID(int=9)]
COLUMNS = {
    "chain": "'00000000-0000-0000-0000-000000000008'", "seq": "seq + 100000", "at": "at + interval '1 microsecond'",
    "name": "'tests.other'",
    "actor": "CASE WHEN actor IS NULL THEN gen_random_uuid() END", "about_type": "'tests.Thing'", "about": "NULL",
    "details": "details || '{\"number\": -1}'", "previous": "sha256(previous)", "hash": "sha256(hash)",
}


@contextmanager
def guard_off():
    """As an attacker with the owner's rights would; undone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")
        yield cursor
        transaction.set_rollback(True)


@pytest.fixture
def register(db):
    for number in range(ROWS):
        audit.record(MARKED, about=uuid4(), school=CHAINS[number % 3], by=uuid4() if number % 2 else None,
                     at=NOW + timedelta(seconds=number), number=number, code="x")
    audit.flush()


def test_an_untouched_register_holds(register):
    verdict = audit.verify()
    assert (verdict.ok, verdict.rows, verdict.chains, verdict.first_broken) == (True, ROWS, 3, None)


def test_an_empty_register_holds(db):
    assert audit.verify().ok


@pytest.mark.parametrize("column", COLUMNS)
def test_any_changed_value_in_any_row_is_seen_and_its_place_named(register, column):
    """T27: each row, each column."""
    for number in range(ROWS):
        chain, seq = CHAINS[number % 3], number // 3 + 1
        with guard_off() as cursor:
            cursor.execute(f"UPDATE audit_event SET {column} = {COLUMNS[column]} WHERE chain = %s AND seq = %s", [chain, seq])
            broken = audit.verify().first_broken
            assert broken is not None, (column, number)
            if column != "chain":
                assert (broken.chain, broken.seq) == (chain, seq)


def test_a_row_that_says_the_same_in_other_columns_is_seen(register):
    """The separator in a name could move what stands in two columns, and hash the same."""
    with guard_off() as cursor:
        cursor.execute("ALTER TABLE audit_event DROP CONSTRAINT audit_event_plain_names")
        cursor.execute("UPDATE audit_event SET name = name || '|' || coalesce(actor::text, '') || '|' || about_type, actor = about,"
                       " about_type = '', about = NULL WHERE chain = %s AND seq = 4", [CHAINS[0]])
        broken = audit.verify().first_broken
        assert (broken.chain, broken.seq, broken.why) == (CHAINS[0], 4, "changed_row")


@pytest.mark.parametrize("column", ["previous", "hash"])
def test_a_hash_of_another_length_is_seen(register, column):
    with guard_off() as cursor:
        cursor.execute(f"UPDATE audit_event SET {column} = {column} || '\\x00' WHERE chain = %s AND seq = 4", [CHAINS[0]])
        broken = audit.verify().first_broken
        assert (broken.chain, broken.seq) == (CHAINS[0], 4)


def test_any_row_taken_out_is_seen(register):
    for number in range(ROWS):
        with guard_off() as cursor:
            cursor.execute("DELETE FROM audit_event WHERE chain = %s AND seq = %s", [CHAINS[number % 3], number // 3 + 1])
            broken = audit.verify().first_broken
            assert (broken.chain, broken.seq) == (CHAINS[number % 3], number // 3 + 1)


def test_a_number_left_out_is_seen_where_every_hash_fits(register):
    """Somebody who knows how the chain is made took a row out, and hashed its follower and the head anew (T27)."""
    with guard_off() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE chain = %s AND seq > 5", [CHAINS[0]])
        cursor.execute("""
            UPDATE audit_event AS row SET seq = 6, hash = sha256(previous || convert_to(concat_ws('|', chain, 6,
                (extract(epoch FROM at) * 1000000)::bigint, name, coalesce(actor::text, ''), about_type, coalesce(about::text, ''),
                details::text), 'UTF8')) WHERE chain = %s AND seq = 5""", [CHAINS[0]])
        cursor.execute("UPDATE audit_chain_head SET seq = 6, hash = (SELECT hash FROM audit_event WHERE chain = %s AND seq = 6)"
                       " WHERE chain = %s", [CHAINS[0], CHAINS[0]])
        broken = audit.verify().first_broken
        assert (broken.chain, broken.seq, broken.why) == (CHAINS[0], 5, "missing_row")


def test_two_rows_that_changed_places_are_seen(register):
    with guard_off() as cursor:
        cursor.execute("UPDATE audit_event SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE chain = %s AND seq IN (3, 4)", [CHAINS[0]])
        cursor.execute("UPDATE audit_event SET seq = -seq WHERE seq < 0")
        assert audit.verify().first_broken.seq == 3


def test_a_row_put_in_is_seen(register):
    with guard_off() as cursor:
        cursor.execute(
            "INSERT INTO audit_event SELECT chain, seq + 1, at, name, actor, about_type, about, details, hash, sha256(hash)"
            " FROM audit_event WHERE chain = %s ORDER BY seq DESC LIMIT 1", [CHAINS[1]],
        )
        assert audit.verify().first_broken.chain == CHAINS[1]


def cut_tail(cursor, chain, keep):
    """As somebody would who knows how the chain is made: the head is put back as well."""
    cursor.execute("DELETE FROM audit_event WHERE chain = %s AND seq > %s", [chain, keep])
    cursor.execute("UPDATE audit_chain_head SET seq = %s, hash = coalesce((SELECT hash FROM audit_event WHERE chain = %s AND seq = %s),"
                   " decode(repeat('00', 32), 'hex')) WHERE chain = %s", [keep, chain, keep, chain])


def test_a_tail_cut_off_is_seen_by_the_checkpoint_and_only_by_it(register):
    with guard_off() as cursor:
        cut_tail(cursor, CHAINS[1], 10)
        assert audit.verify().ok                            # a chain cannot see its own tail
    audit.checkpoint(on=date(2026, 11, 22), at=NOW)
    audit.flush()
    assert audit.verify().ok
    for keep in range(ROWS // 3):
        with guard_off() as cursor:
            cut_tail(cursor, CHAINS[1], keep)
            broken = audit.verify().first_broken
            assert (broken.chain, broken.seq) == (CHAINS[1], keep + 1)


def test_a_forged_checkpoint_is_seen_and_a_removed_one_by_the_mailed_figure(register):
    seal = audit.checkpoint(on=date(2026, 11, 22), at=NOW)
    audit.flush()
    kept_outside = (seal.day, seal.seal)
    assert audit.verify(seal=kept_outside).ok
    with guard_off() as cursor:
        cut_tail(cursor, CHAINS[1], 10)
        cursor.execute("UPDATE audit_checkpoint SET seq = 10, hash = (SELECT hash FROM audit_event WHERE chain = %s AND seq = 10)"
                       " WHERE chain = %s", [CHAINS[1], CHAINS[1]])
        assert audit.verify().first_broken.why == "forged_checkpoint"
        cursor.execute("DELETE FROM audit_checkpoint WHERE chain = %s", [CHAINS[1]])
        assert audit.verify().ok
        assert audit.verify(seal=kept_outside).first_broken.why == "seal_differs"


def test_the_checkpoint_is_made_once_a_day(register):
    first = audit.checkpoint(on=date(2026, 11, 22), at=NOW)
    audit.flush()
    again = audit.checkpoint(on=date(2026, 11, 22), at=NOW + timedelta(hours=1))
    audit.flush()
    assert first == again
    assert audit.Event.objects.filter(name="audit.checkpoint").count() == 1


def test_the_command_says_that_it_holds_or_which_row_does_not_with_exit_1(register):
    """CONTRACT: audit_verify."""
    out = StringIO()
    call_command("audit_verify", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"ok": True, "rows": ROWS, "chains": 3, "first_broken": None}
    with guard_off() as cursor:
        cursor.execute("UPDATE audit_event SET details = '{}' WHERE chain = %s AND seq = 5", [CHAINS[2]])
        out = StringIO()
        with pytest.raises(SystemExit) as stopped:
            call_command("audit_verify", "--json", stdout=out)
    assert stopped.value.code == 1
    assert json.loads(out.getvalue())["first_broken"] == {"chain": str(CHAINS[2]), "seq": 5, "why": "changed_row"}


@pytest.mark.django_db(transaction=True)
def test_the_register_holds_while_others_go_on_writing():
    def write():
        try:
            for number in range(150):
                with transaction.atomic():
                    audit.record(MARKED, about=None, school=CHAINS[number % 3], by=None, at=NOW, number=number, code="x")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            assert audit.verify().ok
        writing.result()
    assert audit.verify().rows == 150
