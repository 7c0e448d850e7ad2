import pytest
import time_machine

from tests.requests.cast import NOW, Cast, make_cast


@pytest.fixture
def cast(board, vlieger, group6a) -> Cast:
    """De Vlieger, with Noor's family and everybody who has a part in a request."""
    return make_cast(board, vlieger, group6a)


@pytest.fixture
def clock(settings):
    """Pages read the clock once, at the edge: here it stands."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
