import pytest
from django.utils import translation

from privacyadmin.access.catalogue import Role
from tests.factories import pupil, staff


@pytest.fixture(autouse=True)
def _no_wall(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def _in_english(settings):
    """The source language: what a test reads does not change with a translation."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def noor(vlieger, group6a):
    return pupil(vlieger, group6a, first_name="Noor", last_name="Wit")


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
