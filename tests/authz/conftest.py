"""What the tests of a module all find is built once, and rolled back at the end."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.authz.standing import standing

ADDRESSES = Path(__file__).parent / "addresses"


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker) -> Iterator[Callable]:
    """`with once(): …` builds what every test of this module then finds; each test's own changes are rolled back as always."""
    with standing(django_db_blocker) as building:
        yield building


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the addresses one after the other, in whatever order: so their world is built once."""
    items.sort(key=lambda item: ADDRESSES in item.path.parents)
