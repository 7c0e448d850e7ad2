"""One world for all tests of this folder: built once, rolled back at the end."""
import copy
import logging
from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import get_resolver

from privacyadmin.accounts.backends import AccountBackend
from privacyadmin.accounts.models import User
from privacyadmin.accounts.session_store import SessionStore
from tests.authz import world
from tests.authz.standing import lasting_world
from tests.factories import NOW


@pytest.fixture(scope="package")
def everybody(django_db_setup, django_db_blocker) -> Iterator[world.World]:
    with lasting_world(django_db_blocker) as built:
        yield built


@pytest.fixture(scope="package")
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
