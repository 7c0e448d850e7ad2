import pytest

from tests.access.conftest import _today, board_member, coordinator, director, scope_of, sign_in  # noqa: F401 - the same people


@pytest.fixture
def writer(coordinator, scope_of):  # noqa: F811 - the fixtures of those names
    """The coordinator's rights, as services take them."""
    return scope_of(coordinator)
