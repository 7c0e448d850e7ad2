from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


class Questions(forms.Form):
    name = forms.CharField(label="Name", help_text="As the school knows it.")
    day = forms.DateField(label="Day", initial=date(2026, 11, 22))
    way = forms.ChoiceField(label="Way", widget=forms.RadioSelect, choices=[("", "---"), ("desk", "Desk"), ("letter", "Letter")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="Sure")
    key = forms.CharField(widget=forms.HiddenInput, initial="k")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def rendered(source: str, **context) -> str:
    return " ".join(Template(source).render(Context(context)).split())


def test_the_words_about_a_field_stand_between_its_label_and_its_input():
    html = rendered("{% field form.name %}", form=Questions({}))
    assert html.index("</label>") < html.index("id_name_helptext") < html.index("id_name_error") < html.index("<input")


def test_a_screen_reader_hears_help_and_error_with_the_input():
    html = rendered("{% field form.name %}", form=Questions({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html and 'aria-invalid="true"' in html


def test_a_date_is_written_as_the_browsers_calendar_wants_it_in_any_language():
    with translation.override("nl"):
        html = rendered("{% field form.day %}", form=Questions())
    assert 'type="date"' in html and 'value="2026-11-22"' in html


def test_radios_are_a_group_with_a_question_and_no_choice_made_for_somebody():
    html = rendered("{% field form.way %}", form=Questions())
    assert "<legend>" in html and html.count('type="radio"') == 2 and "checked" not in html


def test_what_may_be_left_open_says_so():
    form = Questions()
    assert "(optional)" in rendered("{% field form.note %}", form=form)
    assert "(optional)" not in rendered("{% field form.name %}{% field form.sure %}", form=form)


def test_a_wrong_form_begins_with_a_link_to_every_mistake():
    html = rendered("{% error_summary form %}", form=Questions({}))
    assert "5 things are not right yet" in html
    assert all(f'href="#{target}"' in html for target in ("id_name", "id_day", "id_way_0", "id_sure"))


def test_an_unsent_form_shows_no_mistakes():
    assert rendered("{% error_summary form %}", form=Questions()) == ""


def test_all_fields_come_once_and_hidden_ones_without_a_label():
    html = rendered("{% fields form %}", form=Questions())
    assert [html.count(f'name="{name}"') for name in ("name", "day", "way", "note", "sure", "key")] == [1, 1, 2, 1, 1, 1]
    assert html.count('class="field') == 6 and 'for="id_key"' not in html      # five fields, one of them with a group inside


def test_what_somebody_typed_is_text_and_never_markup():
    html = rendered("{% field form.name %}", form=Questions({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html
