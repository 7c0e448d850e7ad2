from tests.access.conftest import _today, board_member, coordinator, director, scope_of, sign_in  # noqa: F401 - the same people
