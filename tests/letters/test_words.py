"""The language of the texts: places to fill in, and nothing that could run."""
import pytest

from privacyadmin.letters.registry import KINDS
from privacyadmin.letters.words import Block, Words, blocks, difference, fill, objections, tidy

KIND = KINDS["requests.refused"]


BROKEN = ("{", "}", "{}", "{ child }", "{child", "child}", "{Child}", "{child|upper}", "{child.name}", "{0}", "{{x}", "{a b}")
CODE = ("{% load x %}", "{% debug %}", "{{ settings.SECRET_KEY }}", "{{ child }}", "{# x #}", "${child}x}", "{child!r}", "{child:>9}")


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_place_is_named_and_the_known_ones_are_listed(broken):
    found = objections(f"Beste {broken} van school", KIND)
    assert found and "{child}" in found[-1] and "{complaints}" in found[-1]


@pytest.mark.parametrize("unknown", ["kind", "password", "settings", "self", "class_", "until"])
def test_an_unknown_place_is_named(unknown):
    found = objections(f"Beste {{{unknown}}}", KIND)
    assert f"{{{unknown}}}" in found[0] and len(found) == 2


@pytest.mark.parametrize("code", CODE)
def test_the_language_of_templates_is_not_the_language_of_letters(code):
    """Nothing in a text is looked up or run: what is not a known place is refused."""
    assert objections(code, KIND)


def test_what_stands_in_a_value_is_never_looked_at_again():
    filled = fill(Words("{child}", "{reason}"), {"child": "{reason}", "reason": "{complaints} {% x %} <b>"})
    assert (filled.subject, filled.body) == ("{reason}", "{complaints} {% x %} <b>")


def test_signs_that_nobody_sees_are_taken_out():
    assert tidy("Be\u202este\u200b \x00Noor\r\n\r\n  Dag\t!") == "Beste Noor\n\nDag !"


def test_lines_that_begin_with_a_dash_are_a_list():
    found = list(blocks("Dag\nNoor\n\n- een\n- twee\n\nEinde"))
    assert found == [Block(("Dag", "Noor")), Block(("een", "twee"), is_list=True), Block(("Einde",))]


def test_a_difference_names_the_lines_that_went_and_came():
    lines = difference(Words("Dag", "een\ntwee"), Words("Dag", "een\ndrie"))
    assert [(line.text, line.change) for line in lines] == [("Dag", ""), ("een", ""), ("twee", "gone"), ("drie", "added")]
