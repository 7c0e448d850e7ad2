"""One world for all tests of a module: built once, rolled back at the end."""
import copy
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver

from privacyadmin import audit
from privacyadmin.accounts.backends import AccountBackend
from privacyadmin.accounts.models import User
from privacyadmin.accounts.session_store import SessionStore
from tests.authz import world
from tests.factories import NOW


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


@pytest.fixture(scope="module")
def everybody(once) -> world.World:
    with once(), time_machine.travel(NOW, tick=False):
        built = world.build()
        for persona in world.PERSONAS:
            built.client(persona)
        return built


@pytest.fixture(scope="module")
def _known_at_the_door(everybody) -> Iterator[None]:
    """Whose session it is, is looked up once per person: signing in has tests of its own, and here are thousands of questions."""
    sessions: dict[str | None, dict] = {}
    people: dict[UUID, User | None] = {}
    load, get_user = SessionStore.load, AccountBackend.get_user

    def session(store: SessionStore) -> dict:
        found = sessions[store.session_key] if store.session_key in sessions else sessions.setdefault(store.session_key, load(store))
        return copy.deepcopy(found)

    def person(backend: AccountBackend, key: UUID) -> User | None:
        return copy.copy(people[key] if key in people else people.setdefault(key, get_user(backend, key)))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SessionStore, "load", session)
        patched.setattr(AccountBackend, "get_user", person)
        yield


@pytest.fixture
def _today(monkeypatch) -> Iterator[None]:
    """Thousands of refusals are expected here: their traces are not written, their pages not drawn (tests/interface does)."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    for status in (403, 404):
        monkeypatch.setattr(get_resolver().urlconf_module, f"handler{status}", bare(status), raising=False)
    monkeypatch.setattr("django.test.client.conditional_content_removal", lambda request, response: response)     # HEAD is read too
    with time_machine.travel(NOW, tick=False):
        yield


def bare(status: int):
    """The reason alone, which is searched like any other answer."""
    return lambda request, exception: HttpResponse(str(exception), status=status)
