"""The tests are tested: with a changed cell or rule of reach, the comparison with the written matrix must fail (RELIABILITY 3)."""
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from privacyadmin.access import scope as scopes
from privacyadmin.access.catalogue import Category, Reach, Right, Role
from privacyadmin.access.matrix import Matrix
from privacyadmin.access.scope import Held, Scope, Where
from tests.authz import grid as world
from tests.sizes import SIZES

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


def reach_mutants() -> Iterator[tuple[str, object, str, object]]:
    """Each a name, and what is put in the place of what."""
    wrong = ("school", Reach.CASE), ("class", Reach.SCHOOL), ("case", Reach.CLASS), ("board", Reach.CASE), ("school", Reach.CLASS)
    for source, reach in wrong:
        wider = scopes.REACH_OF | {source: scopes.REACH_OF[source] | {reach}}
        yield f"{source} carries {reach}", scopes, "REACH_OF", wider
    for source in world.STAFF_SOURCES:
        yield f"{source} carries nothing", scopes, "REACH_OF", scopes.REACH_OF | {source: frozenset()}
    yield "every right is enough", scopes, "gives", lambda right, wanted: True
    yield "a query is a right like others", scopes, "gives", lambda right, wanted: right >= wanted
    yield "only the same right is enough", scopes, "gives", lambda right, wanted: right == wanted
    yield "nobody is reached", Where, "holds", lambda self, pupil: False
    yield "everybody is reached", Where, "holds", lambda self, pupil: True
    yield "a class is its school", Where, "add", as_if("class", lambda where, held: where.schools.add(held.school))
    yield "a school is its sector", Where, "add", as_if("school", lambda where, held: where.sectors.update(held.sectors))
    yield "a case is its school", Where, "add", as_if("case", lambda where, held: where.schools.add(held.school))
    yield "the board is nobody's", Where, "add", as_if("board", lambda where, held: None)
    yield "a school is nobody's", Where, "add", as_if("school", lambda where, held: None)


def as_if(source: str, mutant: Callable[[Where, Held], None]) -> Callable:
    """`Where.add` with another reach for one kind of grant."""
    original = Where.add

    def add(self: Where, held: Held, sector: str) -> None:
        if held.source == source:
            mutant(self, held)
        else:
            original(self, held, sector)

    return add


@pytest.mark.parametrize("mutant", list(reach_mutants()), ids=lambda mutant: mutant[0])
def test_a_changed_rule_of_reach_is_noticed(grid, monkeypatch, mutant):
    """SETTLED 13: the functions of reach."""
    _name, target, attribute, value = mutant
    pupils = grid.pupils_with_places()
    monkeypatch.setattr(target, attribute, value)
    assert any(is_noticed(grid, afresh(scope), pupils, *key) for key, scope in grid.scopes.items())
