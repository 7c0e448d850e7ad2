"""The answer of some fifty pages beside the same text as plain paragraphs, and its memory (PERFORMANCE 6, SETTLED 29)."""
import html
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.template.loader import render_to_string

from privacyadmin.documents.letterhead import Letterhead
from privacyadmin.documents.render import pdf
from privacyadmin.organisation.models import Board, School
from requests import answer
from requests.blackout import Part
from requests.models import Capacity, Outcome, PrivacyRequest
from students.models import Student

from .measure import PACE, Row, compare, row_of
from .people import AT, ON

ENTRIES = 400                   # make about fifty pages
TEXT = "Wil graag meer uitleg bij breuken; volgende week kijken we opnieuw hoe het gaat en bespreken we dit met de ouders. " * 3
MOST_MEMORY = 300               # MB
HOUSE = Letterhead("De Vlieger", "Stichting De Waaier")


def rows() -> Iterator[Row]:
    pages = readable()[1]
    yield compare(f"an answer of {pages} pages as PDF / the same text as plain paragraphs", readable, paragraphs, goal=1.3, rounds=7)
    used = float(subprocess.check_output([sys.executable, "-m", "bench.memory"], cwd=Path(__file__).parents[1], text=True))
    yield row_of(f"memory for it, in MB / {MOST_MEMORY} MB", [(used, float(MOST_MEMORY))], 1)


def blocks() -> list[answer.Block]:
    return [
        answer.Block(
            kind="entry", kind_label="aantekening", category="GUI", category_label="Begeleiding", on=ON - timedelta(days=number),
            author="I. van Rijn", source="eigen waarneming", nature="observatie", data_category="begeleiding",
            school="De Vlieger", parts=[Part(TEXT)],
        )
        for number in range(PACE.number(ENTRIES, 8))
    ]


def readable() -> tuple[bytes, int]:
    """The answer through its real template."""
    board = Board(name="Stichting De Waaier")
    school = School(name="De Vlieger", board=board)
    privacy_request = PrivacyRequest(
        number="2026-0001", right="access", school=school, student=Student(first_name="Noor", last_name="Wit"), capacity=Capacity.values[0],
        requester_name="A. Wit", received_on=ON, due_on=ON + timedelta(days=28), outcome=Outcome.GRANTED, decided_at=AT,
    )
    content = answer.Content(privacy_request, blocks(), [])
    return pdf(render_to_string("documents/access_answer.html", {
        "privacy_request": privacy_request, "school": school, "board": board, "content": content, "rights": answer.rights_in_words(),
        "complaints": answer.complaint_route(privacy_request, []), "adviser": answer.adviser_sentence([]), "language": "nl",
        "title": "Antwoord op uw verzoek", "letterhead": HOUSE, "sections": content.blocks, "volume": 1, "volumes": 1,
    }))


def paragraphs() -> tuple[bytes, int]:
    """The same words, three paragraphs for an entry, without a template."""
    lines = [line for block in blocks() for line in (block.heading, block.meta, block.parts[0].text)]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return pdf(f'<!doctype html><html lang="nl"><head><title>Antwoord</title></head><body><main>{body}</main></body></html>')
