"""HTML to tagged PDF by WeasyPrint; imported by handlers only, since it needs pango and two seconds (SETTLED 6)."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML, URLFetcher
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from .registry import Answer

MAX_PAGES = 100  # of one render; a longer document comes in numbered volumes (SETTLED 20)
STYLES = Path("static/css/document.css")


class RefusedFetch(FatalURLFetchingError):
    """A document asked for something outside itself; it is not made."""


class OnlyEmbedded(URLFetcher):
    """Fetches nothing but data that stands in the document itself (T15)."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url, headers=None):
        if not url.lower().startswith("data:"):
            raise RefusedFetch("A document may only hold embedded data.")
        return super().fetch(url, headers)


@dataclass(frozen=True)
class Rendered:
    """What was made: a PDF, or a ZIP of numbered volumes."""

    content: bytes
    pages: int
    volumes: int


def render(answer: Answer, language: str) -> Rendered:
    """One tagged PDF of up to 100 pages, or numbered volumes, each complete; tagged files are never merged."""
    with translation.override(language):
        parts = split(answer.sections, answer.weight)
        if len(parts) == 1:
            content, pages = volume(answer, parts[0], 1, 1)
            if pages <= MAX_PAGES:
                return Rendered(content, pages, 1)
            parts = halves(parts[0])
        made = [volume(answer, part, number, len(parts)) for number, part in enumerate(parts, start=1)]
    return Rendered(archive([content for content, _pages in made]), sum(pages for _content, pages in made), len(made))


def volume(answer: Answer, sections: Sequence[Any], number: int, of: int) -> tuple[bytes, int]:
    html = render_to_string(
        answer.template, answer.context | {"sections": sections, "title": answer.title, "volume": number, "volumes": of}
    )
    return pdf(html)


def pdf(html: str) -> tuple[bytes, int]:
    """The tagged PDF of a page of HTML, and its number of pages. Raises RefusedFetch where it asks for anything outside itself."""
    fonts = FontConfiguration()
    fetcher = OnlyEmbedded()
    style = CSS(string=(settings.BASE_DIR / STYLES).read_text(), font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")
    return document.write_pdf(pdf_variant="pdf/ua-1"), len(document.pages)


def split(sections: Sequence[Any], weight) -> list[Sequence[Any]]:
    """Sections in parts of some ninety pages by their weight; one part where they are few."""
    parts: list[list[Any]] = [[]]
    filled = 0.0
    for section in sections:
        pages = weight(section)
        if parts[-1] and filled + pages > MAX_PAGES * 0.9:
            parts.append([])
            filled = 0.0
        parts[-1].append(section)
        filled += pages
    return parts


def halves(sections: Sequence[Any]) -> list[Sequence[Any]]:
    middle = max(1, len(sections) // 2)
    return [part for part in (sections[:middle], sections[middle:]) if part]


def archive(volumes: Sequence[bytes]) -> bytes:
    """The volumes in one ZIP, named by number alone: no personal data in a file name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as file:
        for number, content in enumerate(volumes, start=1):
            file.writestr(zipfile.ZipInfo(f"{number:02d}-{len(volumes):02d}.pdf"), content)
    return target.getvalue()
