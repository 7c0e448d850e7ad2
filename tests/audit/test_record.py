import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg2
import pytest
from django.db import connection, connections, transaction
from django.db.transaction import TransactionManagementError

from privacyadmin import audit
from privacyadmin.audit.models import BOARD_CHAIN, Event
from tests.audit.kinds import MARKED, SEEN

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def note(school=None, **details):
    audit.record(SEEN, about=None, school=school, by=None, at=NOW, **details)


@pytest.mark.django_db(transaction=True)
def test_an_event_is_in_the_register_when_and_only_when_what_it_tells_is_committed():
    """S2-31."""
    thing = uuid4()
    with transaction.atomic():
        audit.record(MARKED, about=thing, school=None, by=uuid4(), at=NOW, number=1, code="kept")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(MARKED, about=thing, school=None, by=None, at=NOW, number=2, code="lost")
        raise ZeroDivisionError
    [event] = audit.trail(thing)
    assert (event.seq, event.chain, event.school, event.details) == (1, BOARD_CHAIN, None, {"number": 1, "code": "kept"})
    assert audit.sentence(event) == "Row 1 was marked with kept."


@pytest.mark.django_db(transaction=True)
def test_what_a_savepoint_took_back_is_not_told():
    with transaction.atomic():
        note(code="first")
        with pytest.raises(ValueError), transaction.atomic():
            note(code="second")
            with transaction.atomic():
                note(code="third")
            raise ValueError
        with transaction.atomic():
            note(code="fourth")
    assert [event.details["code"] for event in Event.objects.order_by("seq")] == ["first", "fourth"]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        note()


@pytest.mark.django_db(transaction=True)
def test_when_the_register_cannot_be_written_what_it_should_tell_is_not_done_either():
    with pytest.raises(Exception, match="audit_append"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER FUNCTION audit_append(jsonb) RENAME TO audit_append_away")
        note()
    with transaction.atomic():
        note()
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_a_transaction_can_read_back_what_it_recorded():
    thing = uuid4()
    audit.record(SEEN, about=thing, school=None, by=None, at=NOW)
    assert [event.name for event in audit.trail(thing)] == ["tests.seen"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["Noor de Vries", "noor@example.org", "Dat schaadt Noor.", "a" * 65, "", 1.5, {"name": "x"}, ["Jan Jansen"], b"x"]
)
def test_personal_data_is_refused_in_details_and_not_repeated_in_the_error(value):
    """SETTLED 18; T21."""
    with pytest.raises(ValueError) as caught:
        note(text=value)
    assert not value or str(value) not in str(caught.value)


@pytest.mark.django_db
def test_keys_numbers_days_and_codes_are_kept_as_they_were():
    key = UUID("019aa2f0-0000-7000-8000-000000000001")
    note(key=key, count=3, day=date(2026, 1, 31), yes=True, code="MED", codes=frozenset({"MED", "CAR"}), nothing=None)
    audit.flush()
    assert Event.objects.get().details == {
        "key": str(key), "count": 3, "day": "2026-01-31", "yes": True, "code": "MED", "codes": ["CAR", "MED"]
    }


@pytest.mark.django_db
def test_a_name_is_no_object_a_naive_time_no_instant_and_an_unknown_event_no_event():
    for wrong in (
        {"event": SEEN, "about": "Noor", "at": NOW},
        {"event": SEEN, "about": None, "at": datetime(2026, 1, 1)},
        {"event": audit.EventKind("tests.unknown", "?"), "about": None, "at": NOW},
    ):
        with pytest.raises(ValueError):
            audit.record(school=None, by=None, **wrong)


@pytest.mark.django_db(transaction=True)
def test_two_schools_in_opposite_order_do_not_wait_for_each_other_for_ever():
    """SETTLED 18: one call at the end, sorted by chain."""
    schools = [uuid4(), uuid4()]

    def write(order):
        try:
            for _round in range(40):
                with transaction.atomic():
                    for school in order:
                        note(school)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(write, schools), pool.submit(write, schools[::-1])]:
            future.result(timeout=60)
    assert Event.objects.count() == 160
    assert audit.verify().ok


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET name = 'tests.other'", "DELETE FROM audit_event", "TRUNCATE audit_event",
        "INSERT INTO audit_event (chain, seq, at, name, about_type, details, previous, hash)"
        " VALUES (gen_random_uuid(), 1, now(), 'x', '', '{}', '', '')",
        "UPDATE audit_chain_head SET seq = 0", "DELETE FROM audit_chain_head", "UPDATE audit_checkpoint SET seq = 0",
        "DELETE FROM audit_checkpoint", "UPDATE audit_reading SET category = 'ID'", "DELETE FROM audit_reading", "TRUNCATE audit_reading",
        "DELETE FROM audit_reading_default", "DROP TRIGGER audit_event_append_only ON audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations", "CREATE TABLE public.own (id int)",
    ],
)
def test_the_web_can_add_to_the_register_and_do_nothing_else_with_it(web_connection, statement):
    """T27; SETTLED 26."""
    with transaction.atomic():
        note()
    with web_connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_web_appends_through_the_function_and_reads_the_register(web_connection):
    with web_connection, web_connection.cursor() as cursor:
        entry = {"chain": str(uuid4()), "at": "2026-11-22T10:00:00Z", "name": "tests.seen", "about_type": "", "details": {}}
        cursor.execute("SELECT audit_append(%s::jsonb)", [json.dumps([entry])])
        cursor.execute("SELECT count(*) FROM audit_event")
        assert cursor.fetchone() == (1,)
    assert audit.verify().ok


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["UPDATE audit_event SET name = 'tests.other'", "DELETE FROM audit_event"])
def test_even_the_owner_cannot_change_the_register_without_taking_its_guard_away(statement):
    with transaction.atomic():
        note()
    with pytest.raises(Exception, match="only grows"), connection.cursor() as cursor:
        cursor.execute(statement)
