"""Layer 1: every address, method, person and relation gives the answer that the table says (RELIABILITY 3)."""
import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, reverse

from tests.authz import places, urls, world
from tests.factories import NOW
from tests.sizes import FULL

TABLE = urls.table()
CLOSED = ("login", "403", "404", "405")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def everybody(once) -> world.World:
    with once(), time_machine.travel(NOW, tick=False):
        built = world.build()
        for persona in world.PERSONAS:
            built.client(persona)
        return built


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> Iterator[None]:
    """Thousands of refusals are expected here: their traces are not written, their pages not drawn (tests/interface does)."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    for status in (403, 404):
        monkeypatch.setattr(get_resolver().urlconf_module, f"handler{status}", bare(status), raising=False)
    with time_machine.travel(NOW, tick=False):
        yield


def bare(status: int):
    return lambda request, exception: HttpResponse(status=status)


def answer(client, method: str, address: str) -> str:
    """What the door says; what was changed is undone, and nobody has asked too often."""
    cache.clear()
    with transaction.atomic():
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return "login" if to_sign_in else str(response.status_code)


def answers(everybody: world.World, name: str, method: str, persona: str) -> list[str]:
    """For one's own, another's and a stranger's thing; in the small run, where the table closes all three, one's own alone is tried."""
    asked = [reverse(name, kwargs=parts) for parts in places.addresses(everybody, name, persona)]
    words = TABLE[name, method].get(persona, [])
    if not FULL and len(words) == 3 and words[0] in CLOSED and len(set(words)) == 1:
        return [answer(everybody.client(persona), method, asked[0])] * 3
    return [answer(everybody.client(persona), method, address) for address in asked]


@pytest.mark.parametrize(("name", "method"), TABLE)
def test_each_person_gets_the_answer_of_the_table(everybody, name, method):
    """SETTLED 12, 13: a stranger's thing is 404, never 403."""
    found = {persona: answers(everybody, name, method, persona) for persona in world.PERSONAS}
    assert found == TABLE[name, method], urls.as_typed(name, method, found)


def test_every_address_has_a_row_for_each_method_and_no_row_is_without_address():
    known = {name for name, _pattern in urls.walk()}
    assert set(TABLE) == {(name, method) for name in known for method in urls.METHODS}


def test_every_row_has_a_word_for_every_person_and_relation():
    for (name, method), row in TABLE.items():
        words = 3 if places.is_relational(name) else 1
        assert set(row) == set(world.PERSONAS), (name, method)
        assert {len(each) for each in row.values()} == {words}, (name, method)


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
