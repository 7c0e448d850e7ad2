"""Layers 1 and 2: every address, method, person and relation gives the answer of the table, and shows no field of somebody else."""
import pytest

from tests.authz import canaries, places, urls, world
from tests.authz.asking import HTMX, OTHERS, TABLE, answers, asked, mistakes_of_row, typed_words
from tests.sizes import FULL

NAMES = sorted({name for name, _method in TABLE})
WITH_CONTENT = ("200", "400", "422")
A_FEW = ("anonymous", "parent", "director")
SOME = (*A_FEW, "pupil_16", "no_role", "group_teacher", "office", "handler", "coordinator") if FULL else A_FEW
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_known_at_the_door", "_today")]


@pytest.mark.parametrize(("name", "method"), TABLE)
def test_each_person_gets_the_answer_of_the_table_and_sees_nobody_else(everybody, name, method):
    """SETTLED 12, 13: a stranger's thing is 404, never 403; RELIABILITY 3, field canaries."""
    found = list(mistakes_of_row(everybody, name, method))
    assert found == [], as_typed(everybody, name, method)


def as_typed(everybody: world.World, name: str, method: str) -> str:
    """The row as it would be typed from the answers, to be compared with the rules."""
    found = {}
    for persona in world.PERSONAS:
        given = dict(answers(everybody, name, method, persona))
        found[persona] = [given.get(which, given[0]).word for which in range(size_of(name))]
    return urls.as_typed(name, method, found)


@pytest.mark.parametrize("name", NAMES)
def test_a_part_of_a_page_is_as_closed_as_the_page(everybody, name):
    """The same address asked by htmx, by whom it is open to and some to whom it is not; in the small run by a few who may see it."""
    open_to = [each for each in world.PERSONAS if "200" in TABLE[name, "GET"][each]]
    assert list(mistakes_of_row(everybody, name, HTMX, {*open_to, *SOME} if FULL else open_to[::4])) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_other_method_opens_what_is_closed(everybody, name):
    """HEAD answers as GET does; what no page knows is 405 at most, and as closed as the page for who may not come there."""
    for method in OTHERS:
        assert list(mistakes_of_row(everybody, name, method, SOME)) == []


def size_of(name: str) -> int:
    """How many addresses of this name each person asks."""
    return 3 if places.is_relational(name) else 1


def test_the_table_is_as_large_as_is_promised(everybody, record_property, capsys):
    """RELIABILITY 3, R1: at least 20,000 answers, and 1,000,000 times a field looked for in an answer with content."""
    cells = [which for name in NAMES for method in urls.METHODS for persona in world.PERSONAS for which in asked(name, method, persona)]
    typed = sum(size_of(name) for name, _method in TABLE) * len(world.PERSONAS)
    with_content = sum(
        typed_words(name, method, persona)[which] in WITH_CONTENT
        for name in NAMES for method in urls.METHODS for persona in world.PERSONAS for which in asked(name, method, persona)
    )
    checks = with_content * len(everybody.canaries.markers)
    record_property("cells", len(cells))
    record_property("marker_checks", checks)
    with capsys.disabled():
        print(f"\n{len(cells)} answers ({typed} typed); {len(everybody.canaries.markers)} markers, {checks} times looked for")
    assert len(cells) >= (20_000 if FULL else 8_000)
    assert checks >= 1_000_000


def test_every_field_in_which_something_may_be_written_is_in_the_table_of_markers():
    """No defaults: who may see a field is typed in markers.csv before it is shown anywhere."""
    known = canaries.table()
    missing = [f"{label},{name}" for label, name in canaries.free_fields() if (label, name) not in known]
    assert missing == []


def test_every_marker_stands_somewhere(everybody):
    """A field that no row of the world can hold would be looked for in vain."""
    placed = {marker.place for marker in everybody.canaries.markers.values()}
    assert {f"{label}.{name}" for label, name in canaries.table()} - placed == set()


def test_every_address_has_a_row_for_each_method_and_no_row_is_without_address():
    known = {name for name, _pattern in urls.walk()}
    assert set(TABLE) == {(name, method) for name in known for method in urls.METHODS}


def test_every_row_has_a_word_for_every_person_and_relation():
    for (name, method), row in TABLE.items():
        assert set(row) == set(world.PERSONAS), (name, method)
        assert {len(each) for each in row.values()} == {size_of(name)}, (name, method)


def test_every_part_of_an_address_is_filled_by_a_place():
    for name, pattern in urls.walk():
        parts = set(pattern.pattern.converters) if hasattr(pattern.pattern, "converters") else set()
        groups = set(pattern.pattern.regex.groupindex)
        assert bool(parts | groups) == (name in places.PLACES), name


BOUND_TO_ONE_SCHOOL = (
    "parent", "group_teacher", "mentor", "counsellor", "care_coordinator", "adviser", "office", "director", "school_coordinator", "no_role",
)


def test_a_stranger_never_hears_that_a_thing_exists():
    """SETTLED 12: what lies in another school is 404 for everybody whose role reaches one school, or as closed as one's own."""
    for (name, method), row in TABLE.items():
        if places.is_relational(name):
            for persona in BOUND_TO_ONE_SCHOOL:
                own, _same_school, elsewhere = row[persona]
                assert elsewhere == "404" or own == elsewhere in ("403", "405"), (name, method, persona)
