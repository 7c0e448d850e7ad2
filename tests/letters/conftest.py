import pytest
import time_machine
from django.test import override_settings

from tests.factories import NOW
from tests.requests.conftest import cast, clock  # noqa: F401 - the people around a request


@pytest.fixture(autouse=True)
def _clock():
    """Pages read the clock once, at the edge: here it stands."""
    with time_machine.travel(NOW, tick=False), override_settings(SECOND_FACTOR_REQUIRED=False):
        yield
