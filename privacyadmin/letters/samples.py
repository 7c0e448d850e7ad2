"""A letter as it would look, with example words: on the screen, and as a PDF that goes after a day."""
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from privacyadmin.documents import services as documents
from privacyadmin.documents.models import Document
from privacyadmin.organisation.models import School

from .models import LetterText
from .registry import KINDS, Audience, Kind
from .words import Words, fill

DOCUMENT = "letters.sample"


def key_of(kind: Kind, audience: str) -> UUID:
    """The same for every sample of one text."""
    return uuid5(NAMESPACE_URL, f"letters/{kind.code}/{audience}")


def kind_of(key: UUID) -> tuple[Kind, str]:
    """What a sample is of. Raises LookupError for a kind that is no longer there."""
    for kind in KINDS.values():
        for audience in kind.audiences:
            if key_of(kind, audience) == key:
                return kind, audience
    raise LookupError("There is no such letter any more.")


def example(kind: Kind, words: Words, language: str) -> Words:
    return fill(words, kind.examples(language))


def order(kind: Kind, audience: Audience, language: str, *, school: School, at: datetime) -> Document:
    """Have the newest words of a text made as a PDF."""
    number = key_of(kind, audience)
    return documents.order(
        DOCUMENT, about=number, school=school, subject=number, language=language, at=at,
        key=f"{DOCUMENT}:{number}:{language}:{at:%Y%m%d%H%M%S}",
    )


def latest(kind: Kind, audience: str, language: str) -> Document | None:
    found = Document.objects.filter(kind=DOCUMENT, about=key_of(kind, audience), language=language)
    return found.order_by("-ordered_at", "-pk").first()


def newest_text(kind: Kind, audience: str, language: str) -> LetterText | None:
    """The draft where there is one, else the newest version."""
    return LetterText.objects.of(kind.code, audience, language).order_by("-number").first()


def example_lines() -> list[str]:
    return ["Sanne Smit", _("1 Example Street"), "1234 AB  EXAMPLE"]
