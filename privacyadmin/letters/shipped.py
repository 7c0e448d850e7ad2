"""The texts that come with the program, one file for each kind, audience and language: version 0 of every letter."""
from functools import cache
from pathlib import Path

from django.conf import settings

from .words import Words, tidy

FOLDER = Path("templates/letters/texts")


@cache
def shipped(kind: str, audience: str, language: str) -> Words:
    """The first line is the subject, the rest the body. Raises FileNotFoundError for a text that was never written."""
    subject, _empty, body = (settings.BASE_DIR / FOLDER / kind / f"{audience}.{language}.txt").read_text().partition("\n")
    return Words(tidy(subject), tidy(body))
