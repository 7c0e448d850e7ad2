"""The house rules: dated versions, proposed by the coordinator, approved by the board, never looser than the law."""
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

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


def test_the_model_policies_carry_a_permanent_warning_where_the_law_went_on():
    """C-03, C-04, C-11; SETTLED 10."""
    assert set(warnings(PRESETS["vo"])) == {"age16_mode", "vo_transfer_consent"}
    assert set(warnings(PRESETS["po"])) == {"retention_basis", "vo_transfer_consent"}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("request_term_days", 29), ("request_term_days", 0), ("request_term_days", None), ("request_term_days", "28"),
        ("request_term_days", True), ("extension_max_total_days", 90), ("extension_step_days", 62), ("request_decider", "janitor"),
        ("age_limit", 18), ("age16_mode", ""), ("holiday_set", "none"), ("fallback_period_months", 25), ("rejected_applicant_months", 36),
        ("year_end_review", "yes"), ("year_end_review", 1), ("reminder_month", 13), ("reminder_month", True), ("breach_register", "never"),
        ("breach_route", []), ("breach_route", ["fg", "fg"]), ("breach_route", ["janitor"]), ("breach_route", "fg"),
        ("rights_words", "x" * 501), ("rights_words", None), ("also_inform", [["staff"]]), ("identity_check", "sometimes"),
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


def test_the_longest_term_is_not_shorter_than_the_term():
    assert set(objections(PRESETS["po"] | {"request_term_days": 28, "extension_max_total_days": 20})) == {"extension_max_total_days"}


def test_every_row_of_the_conflicts_has_its_setting():
    """DOMAIN 1.3: C-01…C-30; C-17 is the page of appointments."""
    cited = {rule for setting in SETTINGS.values() for rule in setting.rules.split(", ")}
    assert {f"C-{number:02d}" for number in range(1, 31)} - cited == {"C-17"}


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
