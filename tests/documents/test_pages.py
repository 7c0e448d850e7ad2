import io
import zipfile
from collections.abc import Iterator

import pypdf
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import pgettext

from privacyadmin.documents import render
from privacyadmin.documents.letterhead import Letterhead
from tests.documents.making import LETTER, LONG, Templates, answer

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HOUSE = Letterhead("De Vlieger", "Stichting De Waaier", PIXEL, "A kite", "#7a1f5c")


@pytest.fixture(autouse=True)
def _letters(monkeypatch):
    monkeypatch.setattr(render, "render_to_string", Templates(LETTER))


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def elements(node) -> Iterator[pypdf.generic.DictionaryObject]:
    """The structure elements, in reading order."""
    node = node.get_object()
    if isinstance(node, pypdf.generic.ArrayObject):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pypdf.generic.DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_reader_that_speaks_is_told_the_language_the_title_and_the_structure(language):
    """SETTLED 20; PDF/UA-1 7.1, 7.2."""
    file = read(render.render(answer(), language, HOUSE).content)
    root = file.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert file.metadata.title == "Answer to a request"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    found = [element["/S"] for element in elements(root["/StructTreeRoot"])]
    assert [name for name in found if name in {"/H1", "/H2", "/H3"}] == ["/H1", "/H2", "/H3"]
    assert "/Figure" in found


def test_the_logo_is_told_in_words():
    """PDF/UA-1 7.3."""
    file = read(render.render(answer(), "nl", HOUSE).content)
    assert [element["/Alt"] for element in elements(file.trailer["/Root"]["/StructTreeRoot"]) if element["/S"] == "/Figure"] == ["A kite"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_is_numbered_in_the_language_of_the_document(language):
    file = read(render.render(answer(sections=[LONG] * 3), language, HOUSE).content)
    with translation.override(language):
        page, of = pgettext("of a document", "Page"), pgettext("page 3 of 12", "of")
    count = len(file.pages)
    assert count > 1
    for number, sheet in enumerate(file.pages, start=1):
        assert f"{page} {number} {of} {count}" in sheet.extract_text()


def test_every_page_after_the_first_names_the_school():
    file = read(render.render(answer(sections=[LONG] * 3), "nl", HOUSE).content)
    assert all("De Vlieger" in sheet.extract_text() for sheet in file.pages)


def test_a_long_answer_comes_in_numbered_volumes_each_complete_and_tagged():
    """SETTLED 20: tagged files are never merged."""
    made = render.render(answer(sections=[LONG] * 150, weight=lambda section: 1.0), "en", HOUSE)
    assert made.volumes == 2
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.namelist() == ["01-02.pdf", "02-02.pdf"]
        files = [read(archive.read(name)) for name in archive.namelist()]
    assert sum(len(file.pages) for file in files) == made.pages
    for number, file in enumerate(files, start=1):
        assert len(file.pages) <= render.MAX_PAGES
        assert file.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert file.metadata.title == f"Answer to a request · volume {number} of 2"
        assert f"Volume {number} of 2" in file.pages[0].extract_text()
        assert "Page 1 of" in file.pages[0].extract_text()


def test_sections_that_are_longer_than_they_seemed_still_make_volumes_that_are_short_enough(monkeypatch):
    """SETTLED 20: the weights are estimates; nothing is left out."""
    monkeypatch.setattr(render, "MAX_PAGES", 5)
    numbered = [f"Piece {number}. {LONG}" for number in range(16)]
    made = render.render(answer(sections=numbered, weight=lambda section: 0.05), "en", HOUSE)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        files = [read(archive.read(name)) for name in archive.namelist()]
    assert all(len(file.pages) <= 5 for file in files)
    text = "".join(sheet.extract_text() for file in files for sheet in file.pages)
    assert [number for number in range(16) if f"Piece {number}." not in text] == []


def test_one_piece_that_is_longer_than_a_volume_is_given_whole(monkeypatch):
    """A piece is never cut in two."""
    monkeypatch.setattr(render, "MAX_PAGES", 2)
    made = render.render(answer(sections=[LONG * 5, "Short."], weight=lambda section: 1.0), "en", HOUSE)
    assert made.volumes == 2


def test_parts_are_planned_at_some_ninety_pages():
    assert [len(part) for part in render.split(range(200), [1.0] * 200)] == [90, 90, 20]
    assert [len(part) for part in render.split([], [])] == [0]
    assert [len(part) for part in render.split(range(3), [200.0] * 3)] == [1, 1, 1]


def test_the_same_answer_gives_the_same_archive():
    """The hash that is kept is that of what is handed out."""
    files = {"01-02.pdf": [b"one"], "02-02.pdf": [b"tw", b"o"]}
    assert b"".join(render.zipped(files)) == b"".join(render.zipped(files))


def test_the_frame_of_documents_holds_no_style_and_no_address_of_its_own():
    html = render_to_string("documents/base.html", {"title": "T", "letterhead": Letterhead("De Vlieger"), "volume": 1, "volumes": 1})
    assert "style=" not in html
    assert "http" not in html
