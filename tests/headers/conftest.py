from tests.authz.conftest import once  # noqa: F401 - one world for all tests of a module
