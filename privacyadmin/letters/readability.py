"""How easily a text reads: the reading ease of Flesch, for Dutch as Douma weighed it. A figure to write by, not a judgement."""
import re
from dataclasses import dataclass

SENTENCE = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
DUTCH = re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|ai|oi|[aeiouyàáâäèéêëìíîïòóôöùúûü]")
ENGLISH = re.compile(r"[aeiouy]+")
PLAIN = 60                  # from here on a text reads easily (S1-79)
LONGEST_MEAN = 12           # words in a sentence, on average


@dataclass(frozen=True)
class Reading:
    """Words, sentences and syllables of a text, and what they come to."""

    words: int
    sentences: int
    syllables: int
    language: str

    @property
    def mean_sentence(self) -> float:
        return self.words / max(self.sentences, 1)

    @property
    def ease(self) -> float:
        """From some 100 (very easy) down; 60 is what most people read without trouble."""
        if not self.words:
            return 100.0
        per_word = self.syllables / self.words
        if self.language == "nl":
            return 206.84 - 0.93 * self.mean_sentence - 77 * per_word
        return 206.835 - 1.015 * self.mean_sentence - 84.6 * per_word

    @property
    def is_plain(self) -> bool:
        return self.ease >= PLAIN and self.mean_sentence <= LONGEST_MEAN


def read(text: str, language: str) -> Reading:
    """Count a text in Dutch or English."""
    sentences = [part for part in SENTENCE.split(text) if WORD.search(part)]
    words = WORD.findall(text)
    return Reading(len(words), len(sentences), sum(syllables(word, language) for word in words), language)


def syllables(word: str, language: str) -> int:
    word = word.lower()
    if language == "nl":
        return max(len(DUTCH.findall(word)), 1)
    if word.endswith("e") and not word.endswith("le"):
        word = word[:-1]
    elif word.endswith(("ed", "es")) and not word.endswith(("ted", "ded", "ses", "zes", "xes", "ches", "shes", "ges", "ces")):
        word = word[:-2]
    return max(len(ENGLISH.findall(word)), 1)
