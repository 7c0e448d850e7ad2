"""Steps as data: the page and the service ask the same, and get the same reason."""

from dataclasses import dataclass, field

import pytest
from django.core.exceptions import PermissionDenied

from privacyadmin.workflow import NotAllowed, Step, Workflow, mermaid

ADVICE_MISSING = "The advice is not in yet."


@dataclass
class Letter:
    status: str = "drafted"
    school_id: str = "vlieger"
    has_advice: bool = False


@dataclass
class Person:
    """A scope of which each answer is given."""

    verbs: set = field(default_factory=set)

    def may(self, register, verb, school=None):
        return (register, verb, school) in self.verbs


def advice_missing(letter, scope):
    return "" if letter.has_advice else ADVICE_MISSING


def only_the_night(letter, scope):
    return "Only the night does this."


STEPS = Workflow(
    read=Step({"drafted"}, "read", ("letters", "read")),
    sign=Step({"drafted", "read"}, "signed", ("letters", "sign"), objection=advice_missing, label="Sign the letter"),
    remark=Step({"drafted", "read"}, None, ("letters", "read")),
    archive=Step({"signed"}, "archived", None),
    lapse=Step({"drafted"}, "archived", only_the_night),
)
READER = Person({("letters", "read", "vlieger")})
SIGNER = Person({("letters", "read", "vlieger"), ("letters", "sign", "vlieger")})


def test_a_director_who_may_sign_signs_when_the_advice_is_there():
    step = STEPS.check("sign", Letter(has_advice=True), SIGNER)
    assert step.target == "signed"


def test_a_step_that_the_role_forbids_is_refused_with_the_reason():
    """SETTLED 12: 403 with the reason."""
    with pytest.raises(NotAllowed) as refusal:
        STEPS.check("sign", Letter(has_advice=True), READER)
    assert isinstance(refusal.value, PermissionDenied)
    assert str(refusal.value) == refusal.value.reason == STEPS.why_not("sign", Letter(has_advice=True), READER)
    assert refusal.value.reason


def test_a_step_that_the_state_forbids_is_refused_with_the_reason():
    assert STEPS.why_not("sign", Letter("archived", has_advice=True), SIGNER)
    assert STEPS.why_not("sign", Letter(), SIGNER) == ADVICE_MISSING


def test_somebody_of_another_school_may_not_take_the_step():
    assert STEPS.why_not("sign", Letter(school_id="kompas", has_advice=True), SIGNER)


def test_the_page_shows_the_buttons_that_the_service_enforces():
    letter = Letter()
    choices = STEPS.choices(letter, SIGNER)
    assert [choice.name for choice in choices] == ["read", "sign", "remark"]
    assert {choice.name: choice.reason for choice in choices} == {
        choice.name: STEPS.why_not(choice.name, letter, SIGNER) for choice in choices
    }
    assert [choice.name for choice in choices if choice.is_open] == ["read", "remark"]
    assert [choice.label for choice in choices] == ["Read", "Sign the letter", "Remark"]


def test_who_lacks_the_right_sees_no_button():
    assert [choice.name for choice in STEPS.choices(Letter(has_advice=True), READER)] == ["read", "remark"]
    assert STEPS.choices(Letter(), Person()) == []


def test_what_the_night_does_needs_no_right():
    assert STEPS.why_not("archive", Letter("signed"), Person()) == ""


def test_a_right_may_be_a_function_of_the_object():
    """C-29: who decides is a setting of the board."""
    assert STEPS.why_not("lapse", Letter(), SIGNER) == "Only the night does this."


def test_a_step_without_target_leaves_the_status_as_it_is():
    assert STEPS["remark"].target_from("read") == "read"
    assert STEPS["read"].target_from("drafted") == "read"


def test_a_workflow_grows_by_steps_without_change_to_the_first():
    longer = STEPS.with_steps(burn=Step({"archived"}, "burnt", None))
    assert longer.why_not("burn", Letter("archived"), Person()) == ""
    assert "burn" not in STEPS.steps
    assert [step.name for step in longer][-1] == "burn"


def test_the_diagram_shows_start_steps_and_end():
    assert mermaid(STEPS).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> drafted",
        "    drafted --> read: read",
        "    drafted --> signed: sign",
        "    read --> signed: sign",
        "    drafted --> drafted: remark",
        "    read --> read: remark",
        "    signed --> archived: archive",
        "    drafted --> archived: lapse",
        "    archived --> [*]",
    ]
