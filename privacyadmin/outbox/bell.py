"""The bell: it only makes the worker look sooner. A bell that is not heard costs a minute, until the next tick."""
import logging
import time

from django.db import connection

from privacyadmin import db
from privacyadmin.celery import app

log = logging.getLogger(__name__)
QUIET_SECONDS = 30
_silent_until = [0.0]


def ring_after_commit() -> None:
    """Once per transaction, however many items were written."""
    db.before_commit("outbox.bell", _ring_once, None)


def _ring_once(_items: list[None]) -> None:
    connection.run_on_commit.append((set(), ring, True))         # type: ignore[arg-type] # the stubs miss the third, robust


def ring() -> None:
    """Wake a worker. Never raises, never waits long: without a broker the work waits in the database."""
    if time.monotonic() < _silent_until[0]:
        return
    try:
        _send()
    except Exception as error:     # whatever the broker's client raises: the page that rang goes on
        _silent_until[0] = time.monotonic() + QUIET_SECONDS
        log.warning("outbox bell not heard: %s", type(error).__name__)


def _send() -> None:
    with app.connection_for_write(transport_options={"max_retries": 0}) as broker:
        app.send_task("privacyadmin.outbox.work", connection=broker, retry=False, ignore_result=True)
