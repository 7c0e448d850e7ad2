"""Work that kills its worker each time is given up and shown, so that the rest is done (RELIABILITY 5)."""

from datetime import UTC, datetime, timedelta

import pytest

from privacyadmin import outbox
from privacyadmin.outbox.models import Item, State
from privacyadmin.outbox.registry import WAITS
from privacyadmin.outbox.working import _take
from tests.outbox import kinds

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_what_never_comes_back_from_its_worker_is_given_up_in_the_end():
    kinds.done.clear()
    outbox.put("tests.work", key="work:1", about={"number": 1}, at=NOW)
    at = NOW
    for _death in range(len(WAITS) + 1):
        assert _take(at) is not None        # and then the worker is gone
        at += timedelta(days=1)
    assert outbox.work(at=at).failed == 1
    item = Item.objects.get()
    assert (item.state, item.last_error, kinds.done) == (State.FAILED, "never_finished", [])
