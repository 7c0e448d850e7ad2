"""The clock is set back, and forward again: nothing goes twice, nothing is forgotten, the register still verifies (bad input)."""

from datetime import timedelta

import pytest

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.outbox import nightly
from privacyadmin.outbox.models import Item, State
from privacyadmin.times import local_day
from requests.models import PrivacyRequest
from requests.services import receiving
from tests.factories import NOW, guardian, pupil, staff

pytestmark = pytest.mark.django_db(transaction=True)
CLOCKS = [timedelta(days=days) for days in (0, -3, 20, -1, -400, 20, 21)]


def test_nights_by_a_clock_that_jumps_remind_each_once(vlieger, group6a, mailoutbox):
    """SETTLED 22: a key per reminder, so that a night that is lived twice asks nothing twice."""
    staff(Role.COORDINATOR, vlieger.board)
    child = pupil(vlieger, group6a)
    parent = guardian(child).user
    receiving.receive(student=child, right="access", wish="", by=resolve(parent, at=NOW), at=NOW)
    for jump in CLOCKS:
        at = NOW + jump
        assert all(job["failed"] == 0 for job in nightly.run(on=local_day(at), at=at))
        outbox.work(at=at)
    outbox.work(at=NOW + timedelta(days=30))
    keys = list(Item.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) and not Item.objects.exclude(state=State.DONE).exists()
    sent = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert len(sent) == len(set(sent)) > 2
    assert PrivacyRequest.objects.get().due_on > local_day(NOW)
    assert audit.verify().ok


def test_work_that_is_due_tomorrow_waits_for_tomorrow_by_whatever_clock(vlieger, mailoutbox):
    user = staff(Role.ICT, vlieger.board)
    outbox.mail("night_late", to=user, key="k", at=NOW, extra={"on": "2026-11-22"})
    Item.objects.update(due_at=NOW + timedelta(days=1))
    for jump in (timedelta(), timedelta(days=-400), timedelta(hours=23)):
        assert outbox.work(at=NOW + jump).total == 0
    for jump in (timedelta(days=1), timedelta(days=-400), timedelta(days=1)):
        outbox.work(at=NOW + jump)
    assert len(mailoutbox) == 1


def test_what_a_worker_took_before_the_clock_was_set_back_is_taken_again_when_its_lease_is_over(vlieger, mailoutbox):
    user = staff(Role.ICT, vlieger.board)
    outbox.mail("night_late", to=user, key="k", at=NOW, extra={"on": "2026-11-22"})
    outbox.working._take(NOW)                                        # and then the machine goes down
    assert outbox.work(at=NOW - timedelta(days=2)).total == 0
    assert outbox.work(at=NOW + timedelta(minutes=11)).done == 1
    assert len(mailoutbox) == 1
