"""The language of the texts: plain paragraphs, lists, and `{name}` from a fixed list. Nothing in it can be run or looked up."""
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .registry import Kind

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACE = re.compile(r"\{[^{}]{0,30}\}?|\}")
ITEM = re.compile(r"^[-*•]\s+")
SPACES = re.compile(r"[ \t]+")
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True)
class Words:
    """A text as it is written or filled in: its subject, and its body."""

    subject: str
    body: str


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of lines."""

    lines: tuple[str, ...]
    is_list: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def tidy(text: str) -> str:
    """As people type it, without signs that nobody sees: they could turn a text round or hide in it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(SPACES.sub(" ", "".join(filter(is_seen, line))).strip() for line in lines).strip()


def is_seen(sign: str) -> bool:
    return sign == "\t" or unicodedata.category(sign) not in HIDDEN


def objections(text: str, kind: Kind) -> list[str]:
    """What is wrong with the places to fill in, naming each, and listing those that are known."""
    rest = PLACE.sub("", text)
    broken = list(dict.fromkeys(BRACE.findall(rest)))
    unknown = [name for name in dict.fromkeys(PLACE.findall(text)) if name not in kind.placeholders]
    words = _("%(place)s is not complete. Write the name of a place between { and }, in small letters.")
    found = [words % {"place": each} for each in broken]
    found += [_("{%(name)s} is not known here.") % {"name": name} for name in unknown]
    if found:
        known = ", ".join(f"{{{name}}}" for name in kind.placeholders)
        found.append(_("You can use: %(known)s.") % {"known": known})
    return found


def missing(text: str, kind: Kind) -> list[str]:
    """The places that this letter may not do without, and that are not in it."""
    there = set(PLACE.findall(text))
    return [name for name in kind.required if name not in there]


def fill(words: Words, values: Mapping[str, str]) -> Words:
    """The text with its places filled in, once: what stands in a value is never looked at again. Raises KeyError for a value not given."""
    filled = {name: tidy(str(value)) for name, value in values.items()}
    subject, body = (PLACE.sub(lambda found: filled[found[1]], text) for text in (words.subject, words.body))
    return Words(" ".join(subject.split()), body)


def blocks(body: str) -> Iterator[Block]:
    """The body in paragraphs and lists; a template escapes each line."""
    for part in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if lines and all(ITEM.match(line) for line in lines):
            yield Block(tuple(ITEM.sub("", line) for line in lines), is_list=True)
        elif lines:
            yield Block(tuple(lines))


@dataclass(frozen=True)
class Line:
    """A line of a difference: as it was, taken out, or put in."""

    text: str
    change: str = ""           # "", "added" or "gone"


def difference(before: Words, after: Words) -> list[Line]:
    """What changed between two texts, line by line."""
    marks = {"+": "added", "-": "gone", " ": ""}
    old, new = ([words.subject, *words.body.split("\n")] for words in (before, after))
    return [Line(line[2:], marks[line[0]]) for line in difflib.ndiff(old, new) if line[0] in marks and (line[2:].strip() or line[0] != " ")]
