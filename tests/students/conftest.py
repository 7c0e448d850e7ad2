import pytest

from privacyadmin.access.catalogue import Role
from tests.factories import pupil, staff
from tests.fixtures import _in_english, _no_wall  # noqa: F401


@pytest.fixture
def sam(kompas, class4h1):
    return pupil(kompas, class4h1, first_name="Sam", last_name="Bakker")


@pytest.fixture
def office(vlieger):
    return staff(Role.OFFICE, vlieger, name="Olga Meijer", language="en")


@pytest.fixture
def director(vlieger):
    return staff(Role.DIRECTOR, vlieger, name="Dirk Jansen", language="en")


@pytest.fixture
def teacher(group6a):
    return staff(Role.GROUP_TEACHER, group6a, name="Tess de Vries", language="en")


@pytest.fixture
def counsellor(vlieger):
    return staff(Role.COUNSELLOR, vlieger, name="Ingrid Bos", language="en")


@pytest.fixture
def coordinator(board):
    return staff(Role.COORDINATOR, board, name="Carla Vink", language="en")


@pytest.fixture
def adviser(kompas):
    return staff(Role.ADVISER, kompas, name="Vera Kok", language="en")


@pytest.fixture
def care(kompas):
    return staff(Role.CARE_COORDINATOR, kompas, name="Karin Post", language="en")


@pytest.fixture
def head(kompas):
    return staff(Role.DIRECTOR, kompas, name="Henk Prins", language="en")
