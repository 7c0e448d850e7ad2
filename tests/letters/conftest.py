import pytest
import time_machine

from tests.factories import NOW
from tests.requests.conftest import cast, clock  # noqa: F401 - the people around a request


@pytest.fixture(autouse=True)
def _clock(settings):
    """Pages read the clock once, at the edge: here it stands."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW, tick=False):
        yield
