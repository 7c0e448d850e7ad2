"""The kinds of letter: each app says which it writes, to whom, and which words the program fills in."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise


class Audience(TextChoices):
    """Whom a text is written for; each in his own words (S1-79)."""

    PARENT = "parent", _("parents")
    PUPIL = "pupil", _("pupils of 16 and older")
    STAFF = "staff", _("colleagues")
    THIRD = "third", _("suppliers and others")


FAMILY = (Audience.PARENT, Audience.PUPIL)


@dataclass(frozen=True)
class Placeholder:
    """One place in a text that the program fills in: `{name}`, what it stands for, and an example per language for the preview."""

    name: str
    label: Label
    nl: str
    en: str

    def example(self, language: str) -> str:
        return self.en if language == "en" else self.nl


COMMON = (
    Placeholder("addressee", _("the name of whom it is for"), "Sanne Smit", "Sanne Smit"),
    Placeholder("child", _("the first name of the pupil"), "Noor", "Noor"),
    Placeholder("school", _("the name of the school"), "De Vlieger", "De Vlieger"),
    Placeholder("board", _("the name of the board"), "Stichting De Waaier", "Stichting De Waaier"),
    Placeholder("sender", _("who signs the letter"), "Mira Bouman", "Mira Bouman"),
    Placeholder("contact", _("where somebody can ask questions"), "privacy@waaier.example", "privacy@waaier.example"),
    Placeholder("today", _("the day of the letter"), "22 november 2026", "22 November 2026"),
)


@dataclass(frozen=True)
class Kind:
    """One kind of letter: when it is sent, to whom, and what can be filled in beside the common words.

    `required` may not be left out of the text, for the reason `why`. Of a kind that does not `keep` its words (a one-time code) nothing
    stays once it was sent.
    """

    code: str
    label: Label
    help: Label
    audiences: tuple[Audience, ...]
    own: tuple[Placeholder, ...] = ()
    required: tuple[str, ...] = ()
    why: Label = ""
    keeps: bool = True
    placeholders: Mapping[str, Placeholder] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        known = {each.name: each for each in (*COMMON, *self.own)}
        if len(known) != len(COMMON) + len(self.own) or not known.keys() >= set(self.required):
            raise ValueError(f"The placeholders of {self.code} do not hold together.")
        object.__setattr__(self, "placeholders", known)

    def examples(self, language: str) -> dict[str, str]:
        """A value for each place, for a preview."""
        return {name: each.example(language) for name, each in self.placeholders.items()}


KINDS: dict[str, Kind] = {}


def kind(made: Kind) -> Kind:
    """Add a kind of letter; each code once. Its texts lie in `templates/letters/texts/<code>/<audience>.<language>.txt`."""
    if KINDS.setdefault(made.code, made) is not made:
        raise ValueError(f"Letters of kind {made.code} are registered twice.")
    return made


def all_kinds() -> Iterable[Kind]:
    return [KINDS[code] for code in sorted(KINDS)]
