import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction

from privacyadmin import outbox
from privacyadmin.local_services import CHECKOUT
from privacyadmin.outbox.models import Item, State
from tests.outbox import kinds
from tests.sizes import SIZES

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nothing_done_yet():
    kinds.done.clear()
    kinds.trouble.clear()


def put(number=1, **options):
    return outbox.put("tests.work", key=f"work:{number}", about={"number": number}, at=NOW, **options)


@pytest.mark.django_db
def test_what_was_written_down_once_is_done_once_ever():
    """DESIGN: the database is the queue of record."""
    assert put() is True
    assert put() is False
    assert outbox.work(at=NOW).done == 1
    assert outbox.work(at=NOW).total == 0
    assert put() is False
    assert kinds.done == [1]
    item = Item.objects.get()
    assert (item.state, item.done_at, item.lease) == (State.DONE, NOW, None)


@pytest.mark.django_db
def test_nothing_is_done_before_it_is_due():
    put(due_at=NOW + MINUTE)
    assert outbox.work(at=NOW).total == 0
    assert outbox.work(at=NOW + MINUTE).done == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_rolled_back_step_wrote_down_is_not_done():
    with pytest.raises(ValueError), transaction.atomic():
        put()
        raise ValueError
    assert outbox.work(at=NOW).total == 0


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["Noor de Vries", "noor@example.org", {"name": "x"}, 1.5, b"x"])
def test_personal_data_is_refused_and_not_repeated(value):
    """T22: keys and codes only."""
    with pytest.raises(ValueError) as caught:
        outbox.put("tests.work", key="k", about={"x": value}, at=NOW)
    assert str(value) not in str(caught.value)
    with pytest.raises(ValueError):
        outbox.put("tests.work", key="Noor de Vries", about={}, at=NOW)


@pytest.mark.django_db
def test_keys_days_numbers_and_codes_are_kept():
    key = uuid4()
    outbox.put("tests.work", key="k", about={"key": key, "on": date(2026, 1, 2), "n": 3, "code": "due.soon", "nothing": None}, at=NOW)
    assert Item.objects.get().about == {"key": str(key), "on": "2026-01-02", "n": 3, "code": "due.soon", "nothing": None}


@pytest.mark.django_db
def test_what_fails_is_tried_again_after_1_5_30_and_120_minutes_and_then_given_up():
    kinds.trouble.append(ConnectionRefusedError("smtp.school.example refuses noor@example.org"))
    put()
    at = NOW
    for minutes in (1, 5, 30, 120):
        assert outbox.work(at=at).later == 1
        item = Item.objects.get()
        assert (item.state, item.due_at, item.last_error) == (State.PENDING, at + minutes * MINUTE, "ConnectionRefusedError")
        assert outbox.work(at=at).total == 0
        at = item.due_at
    assert outbox.work(at=at).failed == 1
    assert Item.objects.failed().count() == 1
    assert outbox.work(at=at + timedelta(days=1)).total == 0
    kinds.trouble.clear()
    outbox.retry(Item.objects.get(), at=at)
    assert outbox.work(at=at).done == 1


@pytest.mark.django_db
def test_what_a_failed_attempt_wrote_is_rolled_back():
    put()

    def half(item, at):
        outbox.put("tests.work", key="half", about={"number": 9}, at=at)
        raise KeyError

    kinds.trouble.append(KeyError())
    original = outbox.registry._handlers["tests.work"]
    outbox.registry._handlers["tests.work"] = outbox.registry.Handler(half, original.lease)
    try:
        outbox.work(at=NOW, limit=1)
    finally:
        outbox.registry._handlers["tests.work"] = original
    assert not Item.objects.filter(key="half").exists()


@pytest.mark.django_db
def test_work_that_nobody_knows_and_work_that_came_too_late_is_given_up_and_shown():
    outbox.put("tests.nobody", key="a", about={}, at=NOW)
    put(2, expires_at=NOW + MINUTE, extra={"code": "123456"})
    assert outbox.work(at=NOW + 2 * MINUTE).failed == 2
    assert set(Item.objects.failed().values_list("last_error", "sealed_extra")) == {("unknown_kind", None), ("expired", None)}
    assert kinds.done == []


@pytest.mark.django_db
def test_a_handler_can_say_that_it_will_never_work():
    kinds.trouble.append(outbox.GiveUp("no_template"))
    put()
    assert outbox.work(at=NOW).failed == 1
    assert Item.objects.get().last_error == "no_template"


@pytest.mark.django_db
def test_a_secret_is_sealed_while_it_waits_and_forgotten_when_it_is_used():
    put(extra={"code": "ABCD-1234"})
    item = Item.objects.get()
    assert b"ABCD" not in bytes(item.sealed_extra)
    assert outbox.extra_of(item) == {"code": "ABCD-1234"}
    outbox.work(at=NOW)
    assert Item.objects.get().sealed_extra is None


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_taken_up_when_its_lease_ends_and_not_before():
    kinds.trouble.append(SystemExit())                    # as a kill: nothing is written after it
    put()
    with pytest.raises(SystemExit):
        outbox.work(at=NOW)
    kinds.trouble.clear()
    assert Item.objects.get().state == State.WORKING
    assert outbox.work(at=NOW + 9 * MINUTE).total == 0
    assert outbox.work(at=NOW + 10 * MINUTE).done == 1


@pytest.mark.django_db
def test_a_worker_that_was_too_slow_does_not_undo_what_another_did():
    put()
    outbox.working._take(NOW)
    slow = Item.objects.get()
    assert outbox.work(at=NOW + 11 * MINUTE).done == 1
    assert outbox.working._do(slow, NOW) == "later"
    assert Item.objects.get().done_at == NOW + 11 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_item_once():
    """RELIABILITY 5."""
    for number in range(60):
        put(number)

    def work():
        try:
            return outbox.work(at=NOW).done
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        shares = [future.result(timeout=60) for future in [pool.submit(work) for _worker in range(3)]]
    assert sum(shares) == 60
    assert sorted(kinds.done) == list(range(60))


WORKER = """
import sys, time
from datetime import datetime
import django
django.setup()
from privacyadmin import outbox

@outbox.handler("tests.work")
def work(item, at):
    outbox.put("tests.trace", key=f"trace:{item.get('number')}", about={}, at=at, due_at=datetime.max.replace(tzinfo=at.tzinfo, year=9000))
    print(item.get("number"), flush=True)
    time.sleep(0.02)

outbox.work(at=datetime.fromisoformat(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", range(SIZES.kill_points))
def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(point):
    """RELIABILITY 5: kill -9 during a run."""
    for number in range(20):
        put(number)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, NOW.isoformat()], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT,
        env=os.environ | {"PRIVACYADMIN_DB": "web"},
    )
    assert worker.stdout.readline()
    time.sleep(point % 25 * 0.013)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    before = set(Item.objects.filter(kind="tests.work", state=State.DONE).values_list("about__number", flat=True))
    assert Item.objects.filter(kind="tests.trace").count() == len(before)              # done and recorded together, or not at all
    assert outbox.work(at=NOW + 11 * MINUTE).done == 20 - len(before)
    assert before.isdisjoint(kinds.done)
    assert len(kinds.done) == len(set(kinds.done))
