import pytest
from django.utils import translation

from tests.access.conftest import board_member, coordinator, director, scope_of, sign_in  # noqa: F401 - the same people
from tests.factories import guardian, pupil


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
def mother(noor):
    """One of two parents of Noor with authority."""
    return guardian(noor, first_name="Anna")


@pytest.fixture
def father(noor):
    return guardian(noor, first_name="Bram")
