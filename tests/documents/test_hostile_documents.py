import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape
from weasyprint import HTML

from privacyadmin.documents import render
from privacyadmin.documents.fetching import OnlyEmbedded, RefusedFetch
from privacyadmin.documents.letterhead import Letterhead
from tests.documents.listener import Listener
from tests.documents.making import HOSTILE, LETTER, Templates, answer
from tests.documents.payloads import ASKING, SILENT, fragment, svg

SECRET = "the secret that lies on the disk"
HOUSE = Letterhead("De Vlieger")


@pytest.fixture
def listener():
    with Listener() as listener:
        yield listener


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.fixture
def make(monkeypatch, listener, secret):
    """A document that holds this fragment as it is, as if a template had let it through."""
    def document(source: str, template: str = HOSTILE):
        monkeypatch.setattr(render, "render_to_string", Templates(template))
        opening = fragment(source, port=listener.port, file=secret)
        return render.render(answer(context={"opening": opening}), "nl", HOUSE).content

    return document


def test_there_are_enough_ways_to_ask():
    """T15: forty at least."""
    assert len(ASKING) >= 40


@pytest.mark.parametrize("name", ASKING)
def test_a_document_that_asks_for_anything_outside_itself_is_not_made(name, make, listener):
    """SETTLED 20, T15: also where the renderer itself only writes the refusal in a log."""
    with pytest.raises(RefusedFetch) as refusal:
        make(ASKING[name])
    assert listener.hits == 0
    assert "127.0.0.1" not in str(refusal.value)


def test_drawing_an_svg_image_swallows_even_what_must_stop_it(listener, secret):
    """T15: so the fetcher remembers what it refused; should this ever fail, the memory is no longer needed."""
    fetcher = OnlyEmbedded()
    html = HTML(string=fragment(ASKING["inline svg image"], port=listener.port, file=secret), url_fetcher=fetcher, base_url=render.NOWHERE)
    assert html.write_pdf().startswith(b"%PDF")
    assert fetcher.has_refused


@pytest.mark.parametrize("name", SILENT)
def test_what_a_document_does_not_ask_for_is_not_fetched_either(name, make, listener):
    """T15."""
    content = make(SILENT[name])
    assert content.startswith(b"%PDF")
    assert listener.hits == 0


@pytest.mark.parametrize("name", ASKING)
def test_what_a_parent_typed_stands_in_the_document_as_text(name, make, listener, secret):
    """T15: templates escape; so none of it is asked for, and the answer is made."""
    assert make(ASKING[name], template=LETTER).startswith(b"%PDF")
    assert listener.hits == 0


def test_a_picture_that_the_document_holds_itself_is_shown(make):
    picture = "data:image/svg+xml," + escape(svg("<rect width='9' height='9'/>").replace('"', "'"))
    assert make(f'<img src="{picture}" alt="x">').startswith(b"%PDF")


def test_the_colour_of_a_school_is_a_colour_and_nothing_else():
    """T15: it goes into the style sheet."""
    with pytest.raises(ValidationError):
        Letterhead("De Vlieger", colour="red; } @import 'http://127.0.0.1/'; {")
