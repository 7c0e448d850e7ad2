"""One house for all tests of this folder; each test finds it empty, and everything running."""

import fcntl
from collections.abc import Iterator

import pytest

from privacyadmin import local_services
from tests import environment
from tests.faults.house import House
from tests.processes import MailServer


@pytest.fixture(scope="package")
def _house() -> Iterator[House]:
    """The only servers that a test may kill, for one test process at a time."""
    with (environment.SERVERS.data / "fault.lock").open("w") as lock, MailServer() as smtp:
        fcntl.flock(lock, fcntl.LOCK_EX)
        local_services.stop("fault")
        house = House(smtp)
        house.start_servers()
        house.make_database()
        yield house
        house.close()
        local_services.stop("fault")


@pytest.fixture
def house(_house) -> Iterator[House]:
    _house.start_servers()
    _house.empty()
    _house.smtp.messages.clear()
    _house.smtp.refuse = ""
    yield _house
    if _house.web:
        _house.kill_web()
    _house.worker.kill()


def pytest_collection_modifyitems(items) -> None:
    """One worker of xdist runs them all: there is one house."""
    for item in items:
        if "tests/faults/" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("fault"))
