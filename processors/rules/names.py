"""Whether two names are of one party: the same firm is written in many ways, and two firms can look alike (proposed, never decided)."""
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

Key = TypeVar("Key")

DRESSING = re.compile(
    r"\b(b ?v|n ?v|v ?o ?f|c ?v|u ?a|gmbh|ltd|limited|inc|llc|corp|stichting|cooperatie|cooperatieve|vereniging|holding"
    r"|nederland|netherlands|benelux|europe|international|de|het|the|en|and|van|voor)\b"
)
ALIKE = 0.55                    # share of the pieces of three letters that two names have in common
COMMON = 400                    # a piece that so many names have tells nothing


def known_as(name: str) -> str:
    """The name without accents, marks and dressing such as B.V. or Stichting; two spellings of one firm often become the same."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("&", " en ")
    plain = re.sub(r"[.'’`]", "", plain)
    words = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    kept = re.sub(r"\s+", "", DRESSING.sub(" ", words))
    return (kept or words.replace(" ", ""))[:150]


def pieces(known: str) -> frozenset[str]:
    """Every three letters that follow each other, with the ends marked."""
    padded = f"  {known} "
    return frozenset(padded[place:place + 3] for place in range(len(padded) - 2))


def similarity(one: str, other: str) -> float:
    """From 0 to 1, of two names as `known_as` gives them."""
    mine, his = pieces(one), pieces(other)
    return len(mine & his) / len(mine | his)


class Names(Generic[Key]):
    """A heap of names in which those that look like another are found, without comparing each with each."""

    def __init__(self, names: Iterable[tuple[Key, str]] = ()):
        self._same: dict[str, Key] = {}
        self._pieces: dict[Key, frozenset[str]] = {}
        self._having: dict[str, list[Key]] = defaultdict(list)
        for key, name in names:
            self.add(key, name)

    def add(self, key: Key, name: str) -> None:
        known = known_as(name)
        self._same.setdefault(known, key)
        self._pieces[key] = pieces(known)
        for piece in self._pieces[key]:
            self._having[piece].append(key)

    def like(self, name: str) -> Key | None:
        """The one that looks most like this name; None where none does."""
        known = known_as(name)
        if known in self._same:
            return self._same[known]
        mine = pieces(known)
        shared: Counter[Key] = Counter()
        for piece in mine:
            having = self._having.get(piece, ())
            if len(having) <= COMMON:
                shared.update(having)
        best, found = None, ALIKE
        for key, _number in shared.most_common(20):
            his = self._pieces[key]
            share = len(mine & his) / len(mine | his)
            if share >= found:
                best, found = key, share
        return best
