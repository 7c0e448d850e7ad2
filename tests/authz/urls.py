"""The table of addresses: every URL × method × person × relation, with the answer in a word. No defaults, no wildcards (SETTLED 13)."""
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.urls import URLPattern, get_resolver

METHODS = ("GET", "POST")
TABLE = Path(__file__).parent / "urls.toml"
Row = dict[str, list[str]]             # person → a word, or one per relation


def walk(patterns=None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the program, by its name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        else:
            yield from walk(pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


@cache
def table() -> dict[tuple[str, str], Row]:
    """The rows as typed: (name, method) → person → words; read once."""
    with TABLE.open("rb") as file:
        typed = tomllib.load(file)
    return {(name, method): row_of(name, method, cells) for name, methods in typed.items() for method, cells in methods.items()}


def row_of(name: str, method: str, cells: dict[str, str]) -> Row:
    """`"200 404 404" = "parent mentor"`: the answers, and everybody who gets them; nobody twice."""
    row: Row = {}
    for words, people in cells.items():
        for person in people.split():
            if person in row:
                raise ValueError(f"{name} {method}: {person} stands there twice.")
            row[person] = words.split()
    return row


def as_typed(name: str, method: str, found: Row) -> str:
    """A row as it would be typed, to be compared with the rules before it is taken over."""
    by_words: dict[str, list[str]] = {}
    for person, words in found.items():
        by_words.setdefault(" ".join(words), []).append(person)
    lines = [f'"{words}" = "{" ".join(people)}"' for words, people in by_words.items()]
    return "\n".join([f'["{name}".{method}]', *lines])
