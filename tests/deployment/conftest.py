import pytest
from django.test import override_settings

from tests.requests.cast import Cast, make_cast


@pytest.fixture
def cast(board, vlieger, group6a) -> Cast:
    """De Vlieger, with everybody who has a part in a request."""
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        yield make_cast(board, vlieger, group6a)
