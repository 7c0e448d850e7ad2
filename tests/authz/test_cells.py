"""Lists and single checks agree with each other and with the written matrix, for every role, place, category, right and pupil."""
import pytest

from privacyadmin.access.catalogue import Category, Relation, Right, Role
from students.models import Student
from tests.authz import grid as world
from tests.sizes import FULL

RIGHTS, CATEGORIES = world.RIGHTS, world.CATEGORIES
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def grid(once):
    with once():
        return world.build()


def listed_to(scope, category: Category, right: Right) -> set:
    """What a list shows; in the small run one list stands for all rights of a person that reach the same pupils."""
    where = scope.where(category, right)
    key = (category, right) if FULL else repr(where)
    known = scope.__dict__.setdefault("listed", {})
    if key not in known:
        known[key] = {pupil.pk for pupil in Student.objects.visible_to(scope, category=category, right=right)}
    return known[key]


@pytest.mark.parametrize("sector", world.SECTORS)
@pytest.mark.parametrize("source", world.STAFF_SOURCES)
@pytest.mark.parametrize("role", Role.values)
def test_a_colleague_sees_exactly_the_pupils_that_the_matrix_gives(grid, sector, source, role):
    """DOMAIN 2.14; SETTLED 3, 13; S2-126: C through a class, S through a school, K through a case, a board's role in both sectors."""
    scope, pupils = grid.scopes[sector, role, source], grid.pupils_with_places()
    assert list(world.mistakes(grid, scope, pupils, sector=sector, role=role, source=source)) == []
    for category in CATEGORIES:
        for right in RIGHTS:
            single = {pupil.pk for pupil in pupils if scope.can(pupil, category, right)}
            assert single == listed_to(scope, category, right), (category, right)


@pytest.mark.parametrize("sector", world.SECTORS)
@pytest.mark.parametrize("role", Relation.values)
def test_a_family_sees_exactly_its_own_child_as_the_matrix_gives(grid, sector, role):
    """DOMAIN 2.14; U6-U9, S1-55, S2-161."""
    scope, child, pupils = grid.scopes[sector, role, "family"], grid.children[sector, role], grid.pupils_with_places()
    assert scope.relation_to(child.pk) == role
    assert list(world.mistakes(grid, scope, pupils, sector=sector, role=role, source="family")) == []
    for category in CATEGORIES:
        for right in RIGHTS:
            single = {pupil.pk for pupil in pupils if scope.can(pupil, category, right)}
            assert single == listed_to(scope, category, right), (category, right)


@pytest.mark.parametrize("source", world.STAFF_SOURCES)
@pytest.mark.parametrize("role", Role.values)
def test_nobody_reads_the_advisers_notes_through_the_matrix(grid, source, role):
    """S1-115; DOMAIN 2.14 note 2: a care case gives no notes of the adviser, not even to her."""
    for sector in world.SECTORS:
        scope = grid.scopes[sector, role, source]
        assert all(scope.where(Category.ADV, right).is_nobody for right in RIGHTS)
