"""A letter as the paper shows it: the window with the address, the words in blocks, the signature."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from .sender import Sender
from .words import Block, Words, blocks

LINES_OF_A_PAGE = 42
WIDTH = 88              # characters in a line


@dataclass(frozen=True)
class Sheet:
    """One letter, ready to be laid out."""

    language: str
    lines: tuple[str, ...]
    day: str
    subject: str
    blocks: list[Block]
    sender: Sender

    @property
    def weight(self) -> float:
        """Roughly how many pages it takes."""
        lines = sum(1 + len(line) // WIDTH for block in self.blocks for line in block.lines) + len(self.blocks)
        return 1 + max(0, lines - LINES_OF_A_PAGE // 2) / LINES_OF_A_PAGE


def sheet(words: Words, *, language: str, lines: Sequence[str], on: date, sender: Sender) -> Sheet:
    with translation.override(language):
        day = date_format(on, "j F Y")
    return Sheet(language, tuple(lines), day, words.subject, list(blocks(words.body)), sender)
