"""Asks an address as a person of the world does, and says in a word what came back."""
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from tests.authz import judge, places, urls
from tests.authz.world import PERSONAS, World
from tests.sizes import FULL

CLOSED = ("login", "401", "403", "404", "405")
FORM = "application/x-www-form-urlencoded"
HTMX, OTHERS = "HTMX", ("HEAD", "DELETE")                  # what they answer follows from the typed rows
READING = ("GET", "HEAD")
TABLE = urls.table()


@dataclass(frozen=True)
class Answer:
    word: str
    text: str                      # headers and content
    location: str = ""


def answer_of(response) -> Answer:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    location = response.headers.get("Location", "")
    to_sign_in = response.status_code == 302 and location.startswith(reverse("account_login"))
    word = "login" if to_sign_in else str(response.status_code)
    return Answer(word, f"{response.headers}\n{content.decode('utf-8', 'replace')}", location)


def answer(client, method: str, address: str) -> Answer:
    """What the door says; what is only read leaves nothing that another answer would show, and is taken back with the test."""
    if method == HTMX:
        return answer_of(client.get(address, headers={"HX-Request": "true"}))
    with nullcontext() if method in READING else undone():
        return answer_of(client.generic(method, address, content_type=FORM))


@contextmanager
def undone() -> Iterator[None]:
    """What is changed here is taken back, and nobody has asked too often where questions are counted."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def own_address(world: World, name: str, persona: str) -> str:
    return reverse(name, kwargs=places.addresses(world, name, persona)[0])


def leaks(world: World, persona: str, given: Answer) -> set[str]:
    """The fields in an answer that the typed tables do not open to this person."""
    found = (world.canaries.markers[word] for word in world.canaries.found_in(given.text) & closed_to(world, persona))
    return {f"{each.place} of {each.pupil}" for each in found}


def closed_to(world: World, persona: str) -> set[str]:
    """The markers that this person may see nowhere: judged once, looked up with every answer."""
    if persona not in world.closed:
        markers = world.canaries.markers.items()
        world.closed[persona] = {word for word, marker in markers if not judge.may_see(world.people, persona, marker)}
    return world.closed[persona]


def typed_words(name: str, method: str, persona: str) -> list[str]:
    return TABLE[name, method if method in urls.METHODS else "GET"][persona]


def asked(name: str, method: str, persona: str) -> list[int]:
    """Whose things a person asks: his own, another's, a stranger's; his own alone where that tells all.

    Where the table closes all three: his own in the small run, his own and a stranger's in the full one.
    """
    words = typed_words(name, method, persona)
    is_closed = words[0] in CLOSED and len(set(words)) == 1
    if method in OTHERS or (is_closed and (method == HTMX or not FULL)):
        return [0]
    return [0, len(words) - 1] if is_closed and len(words) > 1 else list(range(len(words)))


def answers(world: World, name: str, method: str, persona: str) -> Iterator[tuple[int, Answer]]:
    addresses = places.addresses(world, name, persona)
    client = world.client(persona)
    return ((which, answer(client, method, reverse(name, kwargs=addresses[which]))) for which in asked(name, method, persona))


def mistakes_of_row(world: World, name: str, method: str, people=PERSONAS) -> Iterator[str]:
    """Where the answers are not those of the typed row, or show what is not this person's."""
    for persona in people:
        words = typed_words(name, method, persona)
        for which, given in answers(world, name, method, persona):
            if given.word not in wanted(name, method, persona, words[which]):
                yield f"{name} {method} {persona}: {given.word} instead of {words[which]}"
            yield from (f"{name} {method} {persona}: shows {each}" for each in sorted(leaks(world, persona, given)))


def wanted(name: str, method: str, persona: str, word: str) -> set[str]:
    """As typed; part of a page asked without sign-in is 401 (SETTLED 12), save of the steps of signing in, which begin again.

    A method that no page knows is 405 at most.
    """
    if method == HTMX and word == "login":
        return {"login"} if name in PUBLIC else {"401"}
    if method == "DELETE":
        return {*CLOSED, word} if name in PUBLIC or word != "200" else set(CLOSED)
    return {word}


PUBLIC = {name for name, pattern in urls.walk() if getattr(pattern.callback, "door", "") == "public"}
