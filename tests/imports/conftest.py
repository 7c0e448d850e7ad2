from tests.fixtures import _in_english  # noqa: F401
