"""What the product puts in force first is what DOMAIN says, cell by cell."""
import pytest

from privacyadmin.access.catalogue import Register
from privacyadmin.access.models import MatrixCell, MatrixVersion, RegisterCell
from privacyadmin.access.seed import seed_matrices
from tests.authz import typed
from tests.factories import TODAY

SECTORS = ("po", "vo")
RIGHTS = {1: "m", 2: "r", 3: "rw", 9: "q"}


@pytest.fixture
def version(board):
    return {version.sector: version for version in MatrixVersion.objects.in_force(on=TODAY)}


@pytest.mark.parametrize("sector", SECTORS)
def test_each_cell_of_the_seeded_matrix_is_the_one_in_the_policy_text(version, sector):
    """S1-134; DOMAIN 2.14, 1.6; SETTLED 9, 11, 13."""
    seeded = {(cell.role, cell.category): cell for cell in MatrixCell.objects.filter(version=version[sector])}
    written = {key: "m" if cell.right == 1 else f"{cell.reach}:{RIGHTS[cell.right]}" for key, cell in seeded.items()}
    expected = {key: cell for key, cell in typed.matrix(sector).items() if cell != "-"}
    assert written == expected


@pytest.mark.parametrize("sector", SECTORS)
def test_each_register_of_the_seeded_matrix_is_the_one_in_the_policy_text(version, sector):
    """DOMAIN 2.14, third table; SETTLED 11: the ICT manager handles no requests."""
    seeded = {(cell.role, cell.register): (cell.reach, set(cell.verbs)) for cell in RegisterCell.objects.filter(version=version[sector])}
    assert seeded == {key: typed.WORDS[cell] for key, cell in typed.registers().items() if cell != "-"}


def test_every_register_stands_in_the_typed_table():
    assert {register for _role, register in typed.registers()} == set(Register)


def test_seeding_twice_changes_nothing(board):
    seed_matrices(valid_from=TODAY)
    assert MatrixVersion.objects.count() == 2
