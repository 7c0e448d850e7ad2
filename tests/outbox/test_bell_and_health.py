from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from privacyadmin import outbox
from privacyadmin.accounts.models import User
from privacyadmin.outbox import bell, health
from privacyadmin.outbox.models import Item
from tests.processes import free_port, wait_until

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def put(key):
    outbox.put("tests.work", key=key, about={}, at=NOW)


@pytest.fixture
def rung(monkeypatch):
    times = []
    monkeypatch.setattr(bell, "ring", lambda: times.append(1))
    return times


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_after_the_commit_and_not_at_all_after_a_rollback(rung):
    with transaction.atomic():
        put("a")
        put("b")
        assert rung == []
    assert rung == [1]
    with pytest.raises(ValueError), transaction.atomic():
        put("c")
        raise ValueError
    with transaction.atomic():
        put("a")
    assert rung == [1]


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_page_goes_on_and_the_work_waits(monkeypatch, caplog):
    """RELIABILITY 5: Redis stopped."""
    monkeypatch.setattr(bell, "_silent_until", [0.0])
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{free_port()}/0")
    with transaction.atomic():
        put("a")
    assert "outbox bell not heard" in caplog.text
    assert Item.objects.count() == 1
    with transaction.atomic():
        put("b")
    assert caplog.text.count("not heard") == 1


@pytest.mark.django_db
def test_readyz_says_what_is_missing_and_healthz_asks_nothing(client, django_assert_num_queries):
    """CONTRACT: /healthz, /readyz."""
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"alive": True}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "broker": True, "worker": False, "beat": False, "outbox_oldest": 0, "ready": False}


@pytest.mark.django_db
def test_all_is_ready_while_worker_and_beat_were_heard_lately():
    for name in ("worker", "beat"):
        health.beat_of(name, at=NOW)
    put("a")
    status = health.status(at=NOW + timedelta(seconds=120))
    assert (status.is_ready, status.outbox_oldest) == (True, 120)
    assert not health.status(at=NOW + timedelta(seconds=200)).is_ready


@pytest.mark.slow
def test_a_real_worker_hears_the_bell(real_worker, smtp):
    """A mail written down by a page is sent by a worker that runs as the web's role."""
    with transaction.atomic():
        user = User.objects.create_user(email="ict@demo.example", kind="staff", name="I. Beheer", language="nl")
        outbox.mail("night_late", to=user, key="real", at=timezone.now(), extra={"on": "2026-11-22"})
    wait_until(lambda: smtp.messages, what="the mail")
    wait_until(lambda: Item.objects.filter(state="done").exists(), what="the mark")


def test_no_search_engine_has_anything_to_look_for(client):
    answer = client.get("/robots.txt")
    assert answer.content.decode().splitlines() == ["User-agent: *", "Disallow: /"] and answer["X-Robots-Tag"] == "noindex, nofollow"
