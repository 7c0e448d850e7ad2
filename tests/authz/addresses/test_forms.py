"""Layers 3 and 4: a form takes what it asks and nothing more, and no id in it reaches what is not this person's (RELIABILITY 3)."""
from typing import Any

import pytest
from django import forms
from django.urls import reverse

from tests.authz import deeds, places, urls
from tests.authz.asking import CLOSED, TABLE, answer, leaks, own_address, typed_words
from tests.authz.forms import Data, every_field, filled, known_ids, noticed_forms, send
from tests.authz.world import HOMES, PERSONAS, World
from tests.sizes import FULL

USUAL = {"school", "class", "student", "pupil", "user", "person", "handler", "q", "id"}
# What a page asks without a form of the library: a button's value, a choice of a list.
ASKED_BY_HAND = {
    "close_task": {"outcome"}, "letters:index": {"school"}, "set_language": {"language"}, "students:appointments": {"school"},
    "students:departures_settle": {"school"},
}
LEAVING = "https://elders.example/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_known_at_the_door", "_today")]


@pytest.fixture(scope="module")
def known(everybody, django_db_blocker) -> set[str]:
    with django_db_blocker.unblock():
        return known_ids()


def senders(name: str) -> list[str]:
    """Some who may send something to this address; in the small run one of them."""
    open_to = [persona for persona, words in TABLE[name, "POST"].items() if words[0] not in CLOSED]
    return open_to[:: max(1, len(open_to) // 2)][:2] if FULL else open_to[:1]


SENDING = sorted(name for name, method in TABLE if method == "POST" and senders(name))


def form_of(everybody: World, name: str, persona: str, monkeypatch) -> tuple[Data, list]:
    """What this address asks of this person, filled in."""
    with noticed_forms(monkeypatch) as made:
        answer(everybody.client(persona), "POST", own_address(everybody, name, persona))
    data: Data = {}
    for form in made:
        data |= filled(form)
    return data, made


@pytest.mark.parametrize("name", SENDING)
def test_a_form_takes_no_field_that_it_does_not_ask(everybody, known, name, monkeypatch, record_property):
    """Mass assignment: with every field of every model added, the same is written as without."""
    for persona in senders(name):
        address, client = own_address(everybody, name, persona), everybody.client(persona)
        data, made = form_of(everybody, name, persona, monkeypatch)
        asked = {key for form in made for key in form.fields} | set(data) | ASKED_BY_HAND.get(name, set())
        extra = {key: value for key, value in every_field(everybody).items() if key not in asked}
        plain, written = send(client, address, data, known)
        given, more = send(client, address, refreshed(data) | extra, known)
        record_property("word", plain.word)
        assert given.word == plain.word, persona
        assert more == written, (persona, more - written, written - more)
        assert leaks(everybody, persona, given) == set(), persona


def refreshed(data: Data) -> Data:
    """A file that was read is read again."""
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return dict(data)


def foreign(field: Any, everybody: World) -> list[str]:
    """Ids of things of the same kind that this form does not offer."""
    if isinstance(field, forms.ModelChoiceField):
        offered = set(field.queryset.values_list("pk", flat=True))
        others = field.queryset.model._default_manager.exclude(pk__in=offered)[:3]
        return [str(field.prepare_value(each)) for each in others]
    if isinstance(field, forms.UUIDField):
        return [str(everybody.pupils["lotte"].pk), str(everybody.people["ict"].pk)]
    offered = {str(key) for key, _label in field.choices}
    ids = [everybody.pupils["lotte"], everybody.pupils["noor"], everybody.schools["kompas"], everybody.people["director"]]
    return [str(each.pk) for each in ids if str(each.pk) not in offered] if any(len(key) == 36 for key in offered) else []


@pytest.mark.parametrize("name", SENDING)
def test_an_id_that_a_form_does_not_offer_writes_nothing(everybody, known, name, monkeypatch):
    """Id swapping in the body: each id replaced by one of another school, pupil or colleague."""
    for persona in senders(name):
        address, client = own_address(everybody, name, persona), everybody.client(persona)
        data, made = form_of(everybody, name, persona, monkeypatch)
        _given, nothing = send(client, address, {"nothing": "at all"}, known)
        for form in made:
            for field_name, field in form.fields.items():
                if not isinstance(field, forms.ModelChoiceField | forms.UUIDField | forms.ChoiceField):
                    continue
                for key in foreign(field, everybody):
                    is_many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
                    swapped = refreshed(data) | {form.add_prefix(field_name): [key] if is_many else key}
                    given, written = send(client, address, swapped, known)
                    assert leaks(everybody, persona, given) == set(), (persona, field_name)
                    assert key not in str(written - nothing), (persona, field_name)



@pytest.mark.parametrize("name", sorted({name for name, _method in TABLE if places.is_relational(name)}))
def test_ids_of_two_pupils_in_one_address_open_nothing(everybody, name):
    """Id swapping in the path: one's own thing with a part of another's; a page that compares two opens for whom each of them is open."""
    for persona in PERSONAS:
        own, *others = places.addresses(everybody, name, persona)
        for which, other in enumerate(others, start=1):
            for part in own:
                mixed = own | {part: other[part]}
                if mixed in (own, other) or "-" not in str(other[part]):
                    continue
                for method in urls.METHODS:
                    if name in places.COMPARES and typed_words(name, method, persona)[which] not in CLOSED:
                        continue
                    given = answer(everybody.client(persona), method, reverse(name, kwargs=mixed))
                    assert given.word in CLOSED, (persona, part)
                    assert leaks(everybody, persona, given) == set(), (persona, part)


@pytest.mark.parametrize("name", sorted({name for name, _method in TABLE}))
def test_no_address_sends_a_visitor_away_to_another_site(everybody, name):
    """Id swapping in `?next=`: neither in the address nor in the body."""
    for persona in ["anonymous", *senders(name)[:1]]:
        for method in urls.METHODS:
            given = answer(everybody.client(persona), method, f"{own_address(everybody, name, persona)}?next={LEAVING}&return={LEAVING}")
            assert "elders.example" not in given.location.split("?")[0], (persona, method)


@pytest.mark.parametrize("name", sorted({name for name, _method in TABLE}))
def test_a_filter_on_something_foreign_shows_nothing_of_it(everybody, name, monkeypatch):
    """Id swapping in filters: each field by which a page is narrowed, filled with what lies outside, and the usual names besides."""
    outside = {"vlieger": ("lotte", "kompas"), "kompas": ("finn", "vlieger"), "yara": ("finn", "vlieger")}
    open_to = [persona for persona, words in TABLE[name, "GET"].items() if words[0] == "200"]
    for persona in open_to[::3] if FULL else open_to[:1]:
        pupil, school = outside[PERSONAS[persona]]
        assert pupil not in HOMES[PERSONAS[persona]][:1]
        address, client = own_address(everybody, name, persona), everybody.client(persona)
        with noticed_forms(monkeypatch) as made:
            answer(client, "GET", address)
        fields = {key for form in made for key in form.fields} | USUAL
        for key in (everybody.schools[school].pk, everybody.pupils[pupil].pk):
            asked = "&".join(f"{each}={key}" for each in sorted(fields))
            given = answer(client, "GET", f"{address}?{asked}")
            assert given.word in ("200", "400", "404"), persona
            assert leaks(everybody, persona, given) == set(), persona


def test_no_piece_of_a_dossier_opens_to_who_was_not_asked_to_read_it(everybody):
    """SETTLED 9."""
    assert list(deeds.mistakes_of_pieces(everybody)) == []


def test_a_role_is_ended_by_who_may_and_by_nobody_else(everybody):
    """2.14, segregation; S2-126."""
    assert list(deeds.mistakes_of_endings(everybody)) == []
