"""One world for all tests of a module: built once, rolled back at the end."""
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from privacyadmin import audit


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker) -> Iterator[Callable]:
    """`with once(): …` builds what every test of this module then finds; each test's own changes are rolled back as always."""
    @contextmanager
    def building():
        with django_db_blocker.unblock():
            yield
            audit.flush()

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        transaction.set_rollback(False)
    yield building
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
