from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.accounts.middleware import SECOND_FACTOR
from privacyadmin.accounts.models import User
from tests.factories import NOW, staff


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Views look at the clock: it stands at the day of the test people."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A browser in which this person is signed in, staff with the second step."""
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        session[SECOND_FACTOR] = True
        session.save()
        return client

    return signed_in


@pytest.fixture
def scope_of() -> Callable[[User], Scope]:
    return lambda user, at=NOW: resolve(user, at)


@pytest.fixture
def coordinator(board) -> User:
    return staff(Role.COORDINATOR, board, name="Mirjam Bouman")


@pytest.fixture
def board_member(board) -> User:
    return staff(Role.BOARD_MEMBER, board, name="Carolien Brand")


@pytest.fixture
def director(vlieger) -> User:
    return staff(Role.DIRECTOR, vlieger, name="Henriëtte Postma")
