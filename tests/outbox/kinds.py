"""Work that only the tests know; what was done is kept in `done`."""
from datetime import timedelta

from privacyadmin import outbox

done: list = []
trouble: list = []


@outbox.handler("tests.work", lease=timedelta(minutes=10))
def work(item, at):
    """Does something, unless the test made trouble for it."""
    done.append(item.get("number"))
    if trouble:
        raise trouble[0]
