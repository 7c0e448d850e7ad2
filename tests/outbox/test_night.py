import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from privacyadmin import outbox
from privacyadmin.accounts.models import User
from privacyadmin.audit.models import Checkpoint
from privacyadmin.organisation.models import Board
from privacyadmin.outbox import nightly, registry
from privacyadmin.outbox.models import Item, NightRun
from privacyadmin.outbox.nightly import Job

NIGHT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
ONE = timedelta(days=1)


@pytest.fixture
def own_jobs(monkeypatch):
    """Only the jobs that the test adds."""
    registry.discover("night")
    jobs: dict[str, Job] = {}
    monkeypatch.setattr(nightly, "_jobs", jobs)
    return jobs


@pytest.fixture
def watch(db, monkeypatch):
    user = User.objects.create_user(email="ict@demo.example", kind="staff", name="I. Beheer", language="en")
    monkeypatch.setitem(registry._addressees, "night_watch", [lambda at: [user]])
    return user


@pytest.mark.django_db
def test_jobs_run_in_order_and_report_what_they_did(own_jobs):
    """CONTRACT: nightly."""
    ran = []
    nightly.job("second", 20)(lambda on, at: ran.append(("second", on, at)) or 2)
    nightly.job("first", 10)(lambda on, at: ran.append(("first", on, at)))
    assert nightly.run(on=DAY, at=NIGHT) == [{"name": "first", "done": 0, "failed": 0}, {"name": "second", "done": 2, "failed": 0}]
    assert ran == [("first", DAY, NIGHT), ("second", DAY, NIGHT)]


@pytest.mark.django_db
def test_one_job_that_fails_neither_stops_the_others_nor_leaves_half_its_work(own_jobs, caplog):
    def breaks(on, at):
        outbox.put("tests.work", key="half", about={}, at=at)
        raise ValueError("Noor de Vries")

    nightly.job("breaks", 1)(breaks)
    nightly.job("works", 2)(lambda on, at: 1)
    assert [(job["name"], job["failed"]) for job in nightly.run(on=DAY, at=NIGHT)] == [("breaks", 1), ("works", 0)]
    assert not Item.objects.exists()
    assert "breaks ValueError" in caplog.text
    assert "Noor" not in caplog.text


@pytest.mark.django_db
def test_a_night_can_be_run_again(own_jobs):
    for _time in range(2):
        nightly.run(on=DAY, at=NIGHT)
    assert NightRun.objects.count() == 1


@pytest.mark.django_db
def test_a_named_person_is_told_once_when_nights_were_missed(own_jobs, watch, mailoutbox):
    """Issue 2, The night."""
    nightly.run(on=DAY - 4 * ONE, at=NIGHT)
    assert not Item.objects.exists()
    for _time in range(2):
        nightly.run(on=DAY, at=NIGHT)
    outbox.work(at=NIGHT)
    [mail] = mailoutbox
    assert mail.to == ["ict@demo.example"]
    assert "2026-11-19" in mail.body
    nightly.run(on=DAY + ONE, at=NIGHT + ONE)
    assert Item.objects.count() == 1


@pytest.mark.django_db
def test_a_night_that_did_not_come_by_three_is_done_then_and_somebody_told(own_jobs, watch, mailoutbox):
    nightly.run_late(on=DAY, at=NIGHT)
    assert not NightRun.objects.exists()                            # a new installation waits for its first night
    nightly.run(on=DAY - ONE, at=NIGHT - ONE)
    for _minute in range(3):
        nightly.run_late(on=DAY, at=NIGHT)
    outbox.work(at=NIGHT)
    assert [mail.subject for mail in mailoutbox] == ["The nightly work did not run on time"]
    assert NightRun.objects.filter(on=DAY, finished_at__isnull=False).exists()


@pytest.mark.django_db
def test_the_checkpoint_is_signed_and_mailed_to_the_fg(db, monkeypatch, mailoutbox):
    """SETTLED 18."""
    fg = User.objects.create_user(email="fg@demo.example", kind="staff", name="F. Gevers", language="en")
    monkeypatch.setitem(registry._addressees, "audit_checkpoint", [lambda at: [fg]])
    names = [job["name"] for job in nightly.run(on=DAY, at=NIGHT)]
    assert "audit_checkpoint" in names
    outbox.work(at=NIGHT)
    [mail] = mailoutbox
    assert "audit_verify --seal 2026-11-22=" in mail.body
    assert Checkpoint.objects.count() == 0                         # no events yet: nothing to sign, and the mail says so


@pytest.mark.django_db
def test_the_command_reports_as_one_object_and_does_not_look_ahead_of_a_real_board(own_jobs, settings):
    """SETTLED 23."""
    nightly.job("works", 2)(lambda on, at: 1)
    out = StringIO()
    call_command("nightly", "--on", "2026-01-05", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"on": "2026-01-05", "jobs": [{"name": "works", "done": 1, "failed": 0}]}
    settings.TESTING = False
    board = Board.objects.create(name="Stichting Echt")
    with pytest.raises(CommandError):
        call_command("nightly", "--on", "2999-01-05", stdout=out)
    Board.objects.filter(pk=board.pk).update(is_demo=True)
    call_command("nightly", "--on", "2999-01-05", stdout=out)


@pytest.mark.django_db
def test_the_command_ends_with_1_when_a_job_failed(own_jobs):
    nightly.job("breaks", 1)(lambda on, at: 1 // 0)
    with pytest.raises(SystemExit) as stopped:
        call_command("nightly", "--json", stdout=StringIO())
    assert stopped.value.code == 1
