from tests.access.conftest import _today, board_member, coordinator, scope_of, sign_in  # noqa: F401 - the same small cast
from tests.fixtures import _in_english  # noqa: F401
