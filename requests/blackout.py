"""A text with its black-outs, as the pieces that are shown: what is given, and labelled gaps that tell neither words nor length."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """A passage that is not shown, and why."""

    start: int
    end: int
    ground: str
    label: Any
    key: Any = None  # of the black-out, where there is one to undo


@dataclass(frozen=True)
class Part:
    """Some words of a text; with a span, words that are blacked out."""

    text: str
    span: Span | None = None

    @property
    def is_gap(self) -> bool:
        return self.span is not None


def parts(text: str, spans: Iterable[Span]) -> list[Part]:
    """The whole text cut at its black-outs, in order; for the one who reads before it goes out."""
    found: list[Part] = []
    place = 0
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        start, end = max(span.start, place), min(span.end, len(text))
        if start >= end:
            continue
        if start > place:
            found.append(Part(text[place:start]))
        found.append(Part(text[start:end], span))
        place = end
    if place < len(text):
        found.append(Part(text[place:]))
    return found


def given(text: str, spans: Iterable[Span]) -> list[Part]:
    """The same as it goes out: a gap holds no words, and two gaps of one ground beside each other are one."""
    out: list[Part] = []
    for part in parts(text, spans):
        if part.span is None:
            out.append(part)
            continue
        before = out[-1].span if out else None
        if before is None or before.ground != part.span.ground:
            out.append(Part("", Span(0, 0, part.span.ground, part.span.label)))
    return out


def locate(text: str, passage: str) -> list[tuple[int, int]]:
    """Every place where a typed passage stands in the text: a name that is missed once is not blacked out at all."""
    words = passage.replace("\r\n", "\n").strip()
    return [match.span() for match in re.finditer(re.escape(words), text)] if words else []


def free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of a passage is not blacked out yet."""
    left = [(start, end)]
    for first, last in sorted(taken):
        left = [piece for a, b in left for piece in ((a, min(b, first)), (max(a, last), b)) if piece[0] < piece[1]]
    return left
