import pytest

from tests.requests.cast import Cast, make_cast


@pytest.fixture
def cast(board, vlieger, group6a, settings) -> Cast:
    """De Vlieger, with everybody who has a part in a request."""
    settings.SECOND_FACTOR_REQUIRED = False
    return make_cast(board, vlieger, group6a)
