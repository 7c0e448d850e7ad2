"""The house rules: dated versions, proposed by the coordinator, approved by the board, never looser than the law."""
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from privacyadmin import audit, policy
from privacyadmin.access.catalogue import Role
from privacyadmin.policy import services
from privacyadmin.policy.catalogue import PRESETS, SETTINGS, objections, warnings
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.workflow import NotAllowed
from tests.factories import NOW, TODAY, staff

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def propose(scope, school=None, valid_from=TODAY, at=NOW, **changes):
    values = PRESETS["po"] | changes
    return services.propose(school=school, values=values, valid_from=valid_from, note="because", by=scope, at=at)


@pytest.fixture
def writes(scope_of, coordinator):
    return scope_of(coordinator)


@pytest.fixture
def approves(scope_of, board_member):
    return scope_of(board_member)


@pytest.mark.parametrize("preset", PRESETS)
def test_both_model_policies_are_within_the_law(preset):
    assert objections(PRESETS[preset]) == {}


def test_the_model_policy_of_s1_carries_a_permanent_warning_on_sixteen():
    """C-03; SETTLED 10."""
    assert set(warnings(PRESETS["vo"])) == {"age16_mode"}
    assert warnings(PRESETS["po"]) == {}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("request_term_days", 29), ("request_term_days", 0), ("request_term_days", None), ("request_term_days", "28"),
        ("request_term_days", True), ("extension_max_total_days", 90), ("extension_step_days", 62), ("request_decider", "janitor"),
        ("age_limit", 18), ("age16_mode", ""), ("holiday_set", "none"),
    ],
)
def test_a_value_that_the_law_or_the_form_forbids_is_refused_with_a_reason(code, value):
    """DOMAIN 1.3: stricter, never looser."""
    assert set(objections(PRESETS["po"] | {code: value})) == {code}


def test_a_stricter_value_is_allowed_and_nothing_means_no_limit():
    assert objections(PRESETS["po"] | {"request_term_days": 14, "extension_max_count": None, "extension_max_total_days": 42}) == {}


def test_a_missing_or_unknown_setting_is_named():
    without = {code: value for code, value in PRESETS["po"].items() if code != "age_limit"}
    assert set(objections(without | {"colour": 1})) == {"age_limit", "colour"}


def test_each_setting_names_its_rules():
    assert all(setting.rules and str(setting.label) and str(setting.help) for setting in SETTINGS.values())


def test_a_school_follows_the_board_unless_it_has_rules_of_its_own(vlieger, kompas):
    """C-29."""
    assert policy.in_force(vlieger, TODAY).request_decider == "board"
    assert policy.in_force(kompas, TODAY).request_decider == "school_director"


def test_rules_hold_from_their_day_and_a_stamped_case_keeps_its_own(vlieger, writes, approves):
    stamped = policy.in_force(vlieger, TODAY)
    services.approve(propose(writes, valid_from=TODAY + DAY, request_term_days=21), by=approves, at=NOW)
    assert policy.in_force(vlieger, TODAY).request_term_days == 28
    assert policy.in_force(vlieger, TODAY + DAY).request_term_days == 21
    stamped.refresh_from_db()
    assert stamped.request_term_days == 28


def test_a_proposal_changes_nothing_until_the_board_approves(vlieger, writes, approves):
    """2.14: the coordinator writes, the board approves."""
    proposed = propose(writes, request_term_days=21)
    assert policy.in_force(vlieger, TODAY).request_term_days == 28
    services.decline(proposed, by=approves, at=NOW)
    assert policy.in_force(vlieger, TODAY).request_term_days == 28
    with pytest.raises(NotAllowed):
        services.approve(proposed, by=approves, at=NOW)
    assert [event.name for event in audit.trail(proposed.pk)] == ["policy.proposed", "policy.returned"]


def test_nobody_approves_his_own_proposal(writes, scope_of, vlieger):
    proposed = propose(writes)
    with pytest.raises(NotAllowed):
        services.approve(proposed, by=writes, at=NOW)
    with pytest.raises(NotAllowed):
        services.approve(proposed, by=scope_of(staff(Role.DIRECTOR, vlieger)), at=NOW)


def test_one_proposal_at_a_time_lies_before_the_board(writes, kompas):
    propose(writes)
    with pytest.raises(ValidationError):
        propose(writes)
    propose(writes, school=kompas)


def test_rules_begin_neither_in_the_past_nor_before_those_in_force(writes, approves, vlieger):
    with pytest.raises(ValidationError):
        propose(writes, valid_from=TODAY - DAY)
    services.approve(propose(writes, valid_from=TODAY + 10 * DAY), by=approves, at=NOW)
    with pytest.raises(ValidationError):
        propose(writes, valid_from=TODAY + 5 * DAY)


def test_rules_approved_late_begin_when_they_are_approved(writes, approves):
    approved = services.approve(propose(writes), by=approves, at=NOW + 3 * DAY)
    assert approved.valid_from == TODAY + 3 * DAY


def test_the_coordinator_of_a_school_proposes_for_that_school_alone(scope_of, kompas, vlieger):
    by = scope_of(staff(Role.COORDINATOR, kompas))
    assert propose(by, school=kompas).school == kompas
    for elsewhere in (vlieger, None):
        with pytest.raises(NotAllowed):
            propose(by, school=elsewhere)


def test_what_only_the_board_decides_is_the_same_in_every_school(writes, approves, kompas):
    """DOMAIN 1.6: a school overrides a setting of the board only where the setting allows it."""
    own = services.approve(propose(writes, school=kompas, holiday_set="wide"), by=approves, at=NOW)
    assert own.holiday_set == "strict"
    services.approve(propose(writes, valid_from=TODAY + DAY, holiday_set="wide"), by=approves, at=NOW)
    assert policy.in_force(kompas, TODAY).holiday_set == "strict"
    after = policy.in_force(kompas, TODAY + DAY)
    assert (after.school, after.holiday_set, after.request_decider) == (kompas, "wide", "board")


def test_a_version_never_changes(board):
    with pytest.raises(TypeError):
        PolicyVersion.objects.update(note="x")
    with pytest.raises(TypeError):
        PolicyVersion.objects.all().delete()


def test_a_board_without_rules_says_so(db):
    with pytest.raises(PolicyVersion.DoesNotExist):
        policy.in_force(None, date(2026, 1, 1))


# The pages

def test_coordinator_and_board_change_the_rules_in_the_browser(sign_in, coordinator, board_member, vlieger):
    office = sign_in(coordinator)
    page = office.get(reverse("policy:new"))
    values = {code: "" if value is None else value for code, value in page.context["form"].initial.items()}
    answer = office.post(reverse("policy:new"), values | {"request_term_days": 21, "valid_from": TODAY, "note": "faster"})
    proposed = PolicyVersion.objects.get(is_approved=None)
    assert answer.url == reverse("policy:version", args=[proposed.pk])
    at_the_board = sign_in(board_member)
    shown = at_the_board.get(answer.url)
    assert [value.before for value in shown.context["values"] if value.is_changed] == ["28"]
    assert at_the_board.post(reverse("policy:approve", args=[proposed.pk])).status_code == 302
    assert policy.in_force(vlieger, TODAY).request_term_days == 21


def test_what_the_law_forbids_is_told_beside_the_question(sign_in, coordinator):
    browser = sign_in(coordinator)
    values = {code: "" if value is None else value for code, value in PRESETS["vo"].items()}
    page = browser.post(reverse("policy:new"), values | {"request_term_days": 30, "valid_from": TODAY, "note": "x"})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"request_term_days"}


def test_a_model_policy_fills_the_form_and_its_warning_is_shown(sign_in, coordinator):
    page = sign_in(coordinator).get(reverse("policy:new"), {"preset": "vo"})
    assert page.context["form"].initial["age16_mode"] == "parents_until_pupil_asks"
    assert page.context["warnings"]


def test_a_director_reads_the_rules_of_board_and_school_and_writes_none(sign_in, kompas, vlieger):
    browser = sign_in(staff(Role.DIRECTOR, vlieger))
    page = browser.get(reverse("policy:overview"))
    assert [version.school for version, _values in page.context["places"]] == [None]
    assert browser.get(reverse("policy:new")).status_code == 403
    own = PolicyVersion.objects.get(school=kompas)
    assert browser.get(reverse("policy:version", args=[own.pk])).status_code == 404


@pytest.mark.parametrize("school", ["nonsense", "6f3b2c1e-0000-7000-8000-000000000000"])
def test_a_school_that_is_not_there_is_404(sign_in, coordinator, school):
    assert sign_in(coordinator).get(reverse("policy:new"), {"school": school}).status_code == 404
