import pytest

from privacyadmin.access.catalogue import Role
from tests.access.conftest import board_member, coordinator, director, scope_of, sign_in  # noqa: F401 - the same people
from tests.consent.making import purposes
from tests.factories import guardian, pupil, staff
from tests.fixtures import _in_english, _no_wall  # noqa: F401


@pytest.fixture
def asked(vlieger):
    return purposes(vlieger)


@pytest.fixture
def sam(vlieger, group6a):
    return pupil(vlieger, group6a, first_name="Sam", last_name="Bakker")


@pytest.fixture
def office(vlieger):
    return staff(Role.OFFICE, vlieger, name="Karin Smit")


@pytest.fixture
def teacher(group6a):
    return staff(Role.GROUP_TEACHER, group6a, name="Karin Smit")


@pytest.fixture
def mother(noor):
    """One of two parents of Noor with authority."""
    return guardian(noor, first_name="Anna")


@pytest.fixture
def father(noor):
    return guardian(noor, first_name="Bram")
