"""The board and its two schools, one primary and one secondary, and a pupil; loaded by tests/conftest.py for every test."""
from datetime import date

import pytest
from django.utils import translation

from privacyadmin.access.seed import seed_matrices
from privacyadmin.organisation.models import Sector
from privacyadmin.policy.services import use_preset
from tests.factories import NOW, BoardFactory, ClassGroupFactory, SchoolFactory, pupil


@pytest.fixture
def board(db):
    """The board, with both matrices and its rules in force."""
    seed_matrices(valid_from=date(2020, 1, 1))
    board = BoardFactory()
    use_preset(school=None, preset="po", valid_from=date(2020, 1, 1), by=None, at=NOW)
    return board


@pytest.fixture
def vlieger(board):
    """A primary school."""
    return SchoolFactory(board=board, name="De Vlieger", brin="99ZA", sector=Sector.PO)


@pytest.fixture
def kompas(board):
    """A secondary school, with the rules of S1."""
    school = SchoolFactory(board=board, name="Het Kompas College", brin="99ZB", sector=Sector.VO)
    use_preset(school=school, preset="vo", valid_from=date(2020, 1, 1), by=None, at=NOW)
    return school


@pytest.fixture
def group6a(vlieger):
    return ClassGroupFactory(school=vlieger, name="6A", year_group="6")


@pytest.fixture
def class4h1(kompas):
    return ClassGroupFactory(school=kompas, name="4H1", year_group="14")


@pytest.fixture
def noor(vlieger, group6a):
    return pupil(vlieger, group6a, first_name="Noor", last_name="Wit")


# For the conftest of a folder: they count for all tests of it.


@pytest.fixture(autouse=True)
def _no_wall(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def _in_english(settings):
    """The source language: what a test reads does not change with a translation."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
