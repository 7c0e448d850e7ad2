"""The tests of the addresses are tested: with a guard taken away, one of their rows must give another answer (RELIABILITY 3)."""
from collections.abc import Iterator

import pytest

from tests.authz.asking import TABLE, mistakes_of_row, undone
from tests.authz.deeds import mistakes_of_endings, mistakes_of_pieces
from tests.authz.life import Life
from tests.authz.mutants import GUARDS, Guard, put_in_place
from tests.authz.story import tell
from tests.authz.world import World
from tests.sizes import FULL

WHO_NOTICE = (
    "parent", "parent_no_authority", "pupil_16", "group_teacher", "office", "director", "mentor", "handler", "coordinator", "board_member",
)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_known_at_the_door", "_today")]


@pytest.mark.parametrize("guard", GUARDS if FULL else GUARDS[::3], ids=lambda guard: guard.name)
def test_a_guard_that_is_taken_away_is_noticed(everybody, monkeypatch, guard):
    """Doors, loading of objects, steps and rules: some row of the table of addresses gives another answer, or shows too much."""
    put_in_place(monkeypatch, guard)
    assert next(noticed(everybody, guard), None)


def noticed(everybody: World, guard: Guard) -> Iterator[str]:
    for start in guard.addresses:
        for name, method in TABLE:
            if name.startswith(start):
                yield from mistakes_of_row(everybody, name, method, WHO_NOTICE)
    if not guard.addresses:                            # the shortest first
        yield from mistakes_of_endings(everybody)
        yield from mistakes_of_story()
        yield from mistakes_of_pieces(everybody)


def test_beside_the_world_the_story_goes_well_with_every_guard_in_its_place(everybody):
    """What it tells of a guard is that guard's doing."""
    assert list(mistakes_of_story()) == []


def mistakes_of_story() -> Iterator[str]:
    with undone():
        life = Life()
        for _event in tell(life):
            yield from life.mistakes()
