"""The tests are tested: with a changed cell, or rule of reach or of time, one of the layers must fail (RELIABILITY 3)."""
import random
from dataclasses import replace

import pytest

from privacyadmin.access.catalogue import Category, Reach, Right, Role
from privacyadmin.access.matrix import Matrix
from privacyadmin.access.scope import Scope
from tests.authz import grid as world
from tests.authz.life import CATEGORIES, PEOPLE, Life
from tests.authz.mutants import BRANCHES, GUARDS, change_branch, reach_mutants
from tests.authz.story import tell
from tests.sizes import SIZES, WHOLE

pytestmark = pytest.mark.django_db
SOURCE_OF = {Reach.SCHOOL: "school", Reach.CLASS: "class", Reach.CASE: "case", Reach.ALL: "school"}
OTHER = {Right.METADATA: Right.READ, Right.READ: Right.WRITE, Right.WRITE: Right.READ, Right.QUERY: Right.READ}


@pytest.fixture(scope="module")
def grid(once):
    with once():
        return world.build()


def afresh(scope: Scope, cells: Matrix | None = None) -> Scope:
    """The same person, thinking anew."""
    return Scope(scope.user, scope.at, scope.held, scope.limits, cells or scope.matrix)


def is_noticed(grid: world.Grid, scope: Scope, pupils: list, sector: str, role: str, source: str) -> bool:
    return next(world.mistakes(grid, scope, pupils, sector=sector, role=role, source=source), None) is not None


def cells_to_change(matrix: Matrix) -> list[tuple[str, str, Category]]:
    of_staff = [key for key, (reach, _right) in matrix.cells.items() if reach in SOURCE_OF and key[1] in Role.values]
    return random.Random(13).sample(sorted(of_staff), SIZES.mutants)


def test_a_cell_that_gives_more_or_less_than_written_is_noticed(grid):
    """SETTLED 13: a sample of the cells, each raised, lowered or taken away."""
    pupils = grid.pupils_with_places()
    some = grid.scopes["po", Role.OFFICE, "school"].matrix
    survivors = []
    for sector, role, category in cells_to_change(some):
        reach, right = some.cells[sector, role, category]
        for changed in ({(sector, role, category): (reach, OTHER[right])}, {}):
            rest = {key: cell for key, cell in some.cells.items() if key != (sector, role, category)}
            scope = afresh(grid.scopes[sector, role, SOURCE_OF[reach]], replace(some, cells=rest | changed))
            if not is_noticed(grid, scope, pupils, sector, role, SOURCE_OF[reach]):
                survivors.append((sector, role, category, changed))
    assert survivors == []


@pytest.mark.parametrize("mutant", list(reach_mutants()), ids=lambda mutant: mutant[0])
def test_a_changed_rule_of_reach_is_noticed(grid, monkeypatch, mutant):
    """SETTLED 13: the functions of reach."""
    _name, target, attribute, value = mutant
    pupils = grid.pupils_with_places()
    monkeypatch.setattr(target, attribute, value)
    assert any(is_noticed(grid, afresh(scope), pupils, *key) for key, scope in grid.scopes.items())


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda branch: branch[0])
def test_a_changed_rule_of_time_is_noticed(db, monkeypatch, branch):
    """SETTLED 7; U6-U9: what the statement of the scope says of beginning, end, authority, age and limits."""
    life = Life()
    change_branch(monkeypatch, *branch[1:])
    assert any(next(life.mistakes(), None) for _event in tell(life))


def test_the_story_itself_goes_well(db):
    """What is not changed is not noticed; the lists are asked along."""
    life = Life()
    for number, event in enumerate(tell(life)):
        lists = {PEOPLE[number % len(PEOPLE)]: CATEGORIES[number % len(CATEGORIES)]}
        assert list(life.mistakes(lists=lists)) == [], event


def test_a_hundred_rules_are_changed_in_the_full_run():
    """RELIABILITY 3."""
    assert WHOLE.mutants + len(list(reach_mutants())) + len(BRANCHES) + len(GUARDS) >= 100
