from collections.abc import Iterator

import pytest

from tests.authz import world
from tests.authz.standing import lasting_world


@pytest.fixture(scope="package")
def everybody(django_db_setup, django_db_blocker) -> Iterator[world.World]:
    """One world for all tests of this folder."""
    with lasting_world(django_db_blocker) as built:
        yield built
