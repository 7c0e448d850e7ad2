"""The translation tool: what the code asks for, the Dutch file holds."""

import gettext
import re

import pytest

from tests.tools import messages

CODE = '_("Hello %(name)s")\nngettext("%(n)s pupil", "%(n)s pupils", n)\npgettext_lazy("month", "May")\n'
TEMPLATE = """<p>don't (
   {% translate "Save" %}
 <b>{% blocktranslate trimmed %}
    100% of <b>{{ part }}</b>
 {% endblocktranslate %}"""


@pytest.fixture
def product(tmp_path, monkeypatch):
    """A small product in a folder of its own."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "app" / "views.py").write_text(CODE)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def translate(msgid, msgstr):
    path = messages.po_file("nl")
    path.write_text(path.read_text().replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{msgstr}"'))


def test_strings_of_code_and_templates_are_found(product):
    found = {message.id for message in messages.extracted() if message.id}
    assert found == {"Hello %(name)s", ("%(n)s pupil", "%(n)s pupils"), "May", "Save", "100%% of <b>%(part)s</b>"}


def test_a_translation_is_found_under_every_name_by_which_it_is_called():
    """A page whose words were imported under a name that nobody looks for would stay English."""
    names = {name for path in messages.sources() for name in re.findall(r"\bn?p?gettext\w* as (\w+)", path.read_text())}
    assert names and names <= set(messages.KEYWORDS)


def test_a_missing_an_empty_and_a_left_over_translation_are_each_reported(product):
    messages.update()
    translate("Save", "Bewaren")
    (product / "app" / "views.py").write_text('_("Close")\n')
    said = set(messages.check())
    assert {"nl: missing: 'Close'", "nl: no longer used: 'May'", "nl: no longer used: '%(n)s pupil'", "nl: empty: 'May'"} <= said
    assert not any("Save" in line for line in said)


def test_an_update_keeps_translations_and_is_stable(product):
    messages.update()
    translate("Save", "Bewaren")
    messages.update()
    first = messages.po_file("nl").read_text()
    messages.update()
    assert messages.po_file("nl").read_text() == first
    assert 'msgstr "Bewaren"' in first


@pytest.mark.parametrize(("msgid", "msgstr", "fault"), [
    ("Hello %(name)s", "Dag %(naam)s", "other placeholders"),
    ("100%% of <b>%(part)s</b>", "100%% van %(part)s", "other tags"),
])
def test_a_translation_that_would_break_the_page_is_reported(product, msgid, msgstr, fault):
    messages.update()
    translate(msgid, msgstr)
    assert f"nl: {fault}: {msgid!r}" in messages.check()


def test_what_is_compiled_is_what_django_reads(product):
    messages.update()
    translate("Save", "Bewaren")
    messages.compile_all()
    messages.po_file("nl").with_suffix(".mo").unlink()
    messages.compile_all()
    with messages.po_file("nl").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Bewaren"
