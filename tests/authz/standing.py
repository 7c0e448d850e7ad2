"""Rows that stand for many tests: in a transaction around them all, which is never committed, or in a database that is made anew."""
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction

from privacyadmin import audit
from tests import databases, environment
from tests.authz import world
from tests.factories import NOW

Building = Callable[[], AbstractContextManager[None]]


@contextmanager
def standing(blocker: Any) -> Iterator[Building]:
    """Gives `with building(): …`, in which the rows are written; they are gone when this ends."""
    @contextmanager
    def building() -> Iterator[None]:
        with blocker.unblock():
            yield
            audit.flush()
            connection.check_constraints()             # now, and not with each of the tests

    with blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        transaction.set_rollback(False)
    yield building
    with blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@contextmanager
def lasting_world(blocker: Any) -> Iterator[world.World]:
    """Written for good, and the database made anew at the end: in one long transaction each question takes longer than the one before."""
    with blocker.unblock():
        with transaction.atomic(), time_machine.travel(NOW, tick=False):
            built = world.build()
            for persona in world.PERSONAS:
                built.client(persona)
        plan_quickly()
    yield built
    with blocker.unblock():
        connections.close_all()
    databases.make(environment.DATABASE)
    ContentType.objects.clear_cache()               # its numbers are those of the database that was there before


def plan_quickly() -> None:
    """Of so few rows any plan is good: joins are made as they are written, and no time is spent on a better order."""
    with connection.cursor() as cursor:
        cursor.execute("SET join_collapse_limit = 1; SET from_collapse_limit = 1")
