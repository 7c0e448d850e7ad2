"""HTML to tagged PDF by WeasyPrint; imported by handlers only, since it needs pango and two seconds (SETTLED 6)."""
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from .archive import volume_names, zipped
from .fetching import OnlyEmbedded, RefusedFetch
from .letterhead import Letterhead
from .registry import Answer

MAX_PAGES = 100                 # of one render; a longer document comes in numbered volumes (SETTLED 20)
AIM = 0.9                       # how full a volume is planned: the weights of sections are estimates
STYLES = Path("static/css/document.css")
NOWHERE = "outside:///"         # the base of relative addresses, so that they too are asked for, and refused
VARIANT = "pdf/ua-1"


@dataclass(frozen=True)
class Rendered:
    """What was made: a PDF, or a ZIP of numbered volumes."""

    content: bytes
    pages: int
    volumes: int


def render(answer: Answer, language: str, letterhead: Letterhead) -> Rendered:
    """One tagged PDF of up to 100 pages, or numbered volumes, each complete; tagged files are never merged."""
    with translation.override(language):
        made = volumes(answer, letterhead)
    contents, pages = [content for content, _pages in made], sum(pages for _content, pages in made)
    if len(made) == 1:
        return Rendered(contents[0], pages, 1)
    files = dict(zip(volume_names(len(made)), ([content] for content in contents), strict=True))
    return Rendered(b"".join(zipped(files)), pages, len(made))


def volumes(answer: Answer, letterhead: Letterhead) -> list[tuple[bytes, int]]:
    """Each volume and its pages; planned again, with what was learned, where one turned out longer than it may be."""
    weights = [answer.weight(section) for section in answer.sections]
    while True:
        made, longer = attempt(answer, letterhead, split(answer.sections, weights))
        if longer is None:
            return made
        weights = [weight * longer for weight in weights]


def attempt(answer: Answer, letterhead: Letterhead, parts: list[list[tuple[Any, float]]]) -> tuple[list[tuple[bytes, int]], float | None]:
    """The volumes as planned; or how many times longer the first was that did not fit, and could still be parted."""
    made: list[tuple[bytes, int]] = []
    for number, part in enumerate(parts, start=1):
        content, pages = volume(answer, letterhead, [section for section, _weight in part], number, len(parts))
        if pages > MAX_PAGES and len(part) > 1:
            return made, max(pages / max(sum(weight for _section, weight in part), 1), 1.1)
        made.append((content, pages))
    return made, None


def volume(answer: Answer, letterhead: Letterhead, sections: Sequence[Any], number: int, of: int) -> tuple[bytes, int]:
    """One volume, complete: with its own cover, contents and page numbers."""
    context = {"title": answer.title, "letterhead": letterhead, "sections": sections, "volume": number, "volumes": of}
    return pdf(render_to_string(answer.template, answer.context | context), colour=letterhead.colour)


def pdf(html: str, *, colour: str = "#000000") -> tuple[bytes, int]:
    """The tagged PDF of a page of HTML, and its number of pages. Raises RefusedFetch where it asks for anything outside itself."""
    fonts, fetcher = FontConfiguration(), OnlyEmbedded()
    styles = (settings.BASE_DIR / STYLES).read_text() + f":root {{ --brand: {colour}; }}"
    try:
        style = CSS(string=styles, font_config=fonts, url_fetcher=fetcher, base_url=NOWHERE)
        document = HTML(string=html, url_fetcher=fetcher, base_url=NOWHERE).render(
            font_config=fonts, stylesheets=[style], pdf_variant=VARIANT, pdf_tags=True,
        )
        content = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    except FatalURLFetchingError:
        fetcher.has_refused = True
    if fetcher.has_refused:
        raise RefusedFetch("The document asks for something outside itself.")
    return content, len(document.pages)


def split(sections: Sequence[Any], weights: Sequence[float]) -> list[list[tuple[Any, float]]]:
    """Sections with their weights, in parts of some ninety pages; one part where they are few."""
    parts: list[list[tuple[Any, float]]] = [[]]
    filled = 0.0
    for section, weight in zip(sections, weights, strict=True):
        if parts[-1] and filled + weight > MAX_PAGES * AIM:
            parts.append([])
            filled = 0.0
        parts[-1].append((section, weight))
        filled += weight
    return parts
