"""The answer of some fifty pages beside the same text as plain paragraphs (PERFORMANCE 6, SETTLED 29)."""
import html
from collections.abc import Iterator

from privacyadmin.documents.render import pdf

from .measure import Row, compare

ENTRIES = 560                   # makes about fifty pages
TEXT = "Wil graag meer uitleg bij breuken; volgende week kijken we opnieuw hoe het gaat en bespreken we dit met de ouders. " * 3


def rows() -> Iterator[Row]:
    yield compare("answer of 50 pages to PDF / the same text as plain paragraphs", answer, paragraphs, goal=1.3, rounds=3)


def page(body: str) -> str:
    return f'<!doctype html><html lang="nl"><head><title>Antwoord</title></head><body>{body}</body></html>'


def answer() -> int:
    return pdf(page("".join(
        f'<article class="entry"><h3>{number % 28 + 1} november 2026 · Begeleiding</h3><p class="meta">I. van Rijn, eigen waarneming</p><p>{html.escape(TEXT)}</p></article>'
        for number in range(ENTRIES)
    )))[1]


def paragraphs() -> int:
    return pdf(page("".join(f"<p>{number % 28 + 1} november 2026 · Begeleiding I. van Rijn, eigen waarneming</p><p>{html.escape(TEXT)}</p>" for number in range(ENTRIES))))[1]
