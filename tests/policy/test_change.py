"""The coordinator changes a part of the house rules in the browser, sees what changes, and the board answers (DOMAIN 1.3, 2.14)."""
import re

import pytest
from django.urls import reverse

from privacyadmin import audit, policy
from privacyadmin.access.catalogue import Role
from privacyadmin.policy import services
from privacyadmin.policy.catalogue import PRESETS, SETTINGS, Section
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.policy.reading import once_per_request
from privacyadmin.policy.rules import merged
from privacyadmin.workflow import NotAllowed
from tests.factories import NOW, TODAY, SchoolFactory, guardian, pupil, staff

pytestmark = pytest.mark.django_db
REQUESTS = reverse("policy:change", args=["requests"])
TERM = SETTINGS["request_term_days"]
BREACHES = reverse("policy:change", args=["breaches"])


def filled(page, **answers):
    """What a browser would send: every answer as it stands on the page, with these changed."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | {"note": "sneller", **answers}


def lay(browser, url, **answers):
    return browser.post(url, filled(browser.get(url), **answers) | {"save": "1"})


@pytest.fixture
def office(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def at_the_board(sign_in, board_member):
    return sign_in(board_member)


def test_the_coordinator_sees_what_changes_before_it_lies_before_the_board(office, at_the_board, vlieger):
    sent = filled(office.get(REQUESTS), request_term_days=21)
    check = office.post(REQUESTS, sent)
    changed = [(value.setting.code, value.before, value.shown) for value in check.context["changed"]]
    assert changed == [("request_term_days", TERM.shown(28), TERM.shown(21))]
    assert not PolicyVersion.objects.filter(is_approved=None).exists()
    answer = office.post(REQUESTS, sent | {"save": "1"})
    proposed = PolicyVersion.objects.get(is_approved=None)
    assert answer.url == reverse("policy:version", args=[proposed.pk])
    shown = at_the_board.get(answer.url)
    assert [value.before for value in shown.context["changed"]] == [TERM.shown(28)]
    assert at_the_board.post(reverse("policy:approve", args=[proposed.pk])).status_code == 302
    assert policy.in_force(vlieger, TODAY).request_term_days == 21


def test_what_the_law_forbids_is_said_before_what_changes_is_shown(office):
    """C-01; GDPR 12(3)."""
    answer = office.post(REQUESTS, filled(office.get(REQUESTS), request_term_days=40))
    assert list(answer.context["form"].errors) == ["request_term_days"] and "changed" not in answer.context


def test_the_check_page_carries_every_answer_along(office):
    """Without scripts the second screen sends the first one again."""
    route = {"breach_route_1": "fg", "breach_route_2": "", "breach_route_3": ""}
    check = office.post(BREACHES, filled(office.get(BREACHES), **route, inform_pupils="yes"))
    names = set(re.findall(r'name="([a-z_0-9]+)"', check.content.decode()))
    assert {"breach_route_1", "inform_pupils", "valid_from", "note", "was", "save", "change"} <= names


def test_every_part_can_be_opened_filled_in_and_left_unchanged(office, board):
    for section in Section:
        url = reverse("policy:change", args=[section])
        check = office.post(url, filled(office.get(url)))
        assert (section, check.status_code, check.context["changed"]) == (section, 200, [])
        assert office.get(reverse("policy:section", args=[section])).status_code == 200


def test_answers_of_each_kind_arrive_as_the_rules_keep_them(office):
    route = {"breach_route_1": "fg", "breach_route_2": "", "breach_route_3": "director"}
    lay(office, BREACHES, **route, inform_pupils="yes", inform_threshold="high_risk")
    lay(office, reverse("policy:change", args=["processors"]), processor_list_columns=["country"], publish_processor_list="yes")
    lay(office, reverse("policy:change", args=["consents"]), consent_valid_months=12, reminder_month=10)
    lay(office, REQUESTS, rights_words="Bel gerust.", extension_max_count="")
    waiting = PolicyVersion.objects.get(is_approved=None)
    assert (waiting.breach_route, waiting.inform_pupils, waiting.processor_list_columns) == (["fg", "director"], True, ["country"])
    assert (waiting.consent_valid_months, waiting.reminder_month, waiting.rights_words) == (12, 10, "Bel gerust.")
    assert waiting.extension_max_count is None


def test_what_the_law_forbids_is_told_beside_the_question(office):
    """A house rule may be stricter than the law, never looser."""
    page = lay(office, REQUESTS, request_term_days=30)
    assert page.status_code == 200 and set(page.context["form"].errors) == {"request_term_days"}
    assert not PolicyVersion.objects.filter(is_approved=None).exists()
    page = lay(office, BREACHES, breach_route_1="fg", breach_route_2="fg")
    assert set(page.context["form"].errors) == {"breach_route_1"}


def test_two_coordinators_at_one_setting_see_both_values_and_neither_is_lost(office, sign_in, board):
    """The second is told, chooses, and goes on."""
    other = sign_in(staff(Role.COORDINATOR, board))
    slow = filled(other.get(REQUESTS), request_term_days=14, valid_from=TODAY)
    lay(office, REQUESTS, request_term_days=21)
    page = other.post(REQUESTS, slow | {"save": "1"})
    assert page.status_code == 409
    clashes = [(setting.code, now, mine) for setting, now, mine in page.context["clashes"]]
    assert clashes == [("request_term_days", TERM.shown(21), TERM.shown(14))]
    assert PolicyVersion.objects.get(is_approved=None).request_term_days == 21
    again = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert other.post(REQUESTS, again | {"save": "1"}).status_code == 302
    assert PolicyVersion.objects.get(is_approved=None).request_term_days == 14


def test_two_coordinators_at_two_settings_come_together(office, sign_in, board):
    other = sign_in(staff(Role.COORDINATOR, board))
    slow = filled(other.get(REQUESTS), extension_step_days=14)
    lay(office, REQUESTS, request_term_days=21)
    assert other.post(REQUESTS, slow | {"save": "1"}).status_code == 302
    waiting = PolicyVersion.objects.get(is_approved=None)
    assert (waiting.request_term_days, waiting.extension_step_days) == (21, 14)
    assert [event.name for event in audit.trail(waiting.pk)] == ["policy.proposed", "policy.amended"]


def test_whoever_wrote_a_part_of_a_proposal_does_not_approve_it(office, board, scope_of, coordinator):
    """Four eyes: a board member who is coordinator too."""
    both = staff(Role.BOARD_MEMBER, board)
    lay(office, REQUESTS, request_term_days=21)
    waiting = PolicyVersion.objects.get(is_approved=None)
    waiting.writers = [both.pk]
    waiting.save(update_fields=["writers"])
    with pytest.raises(NotAllowed):
        services.approve(waiting, by=scope_of(both), at=NOW)


@pytest.mark.parametrize(
    ("was", "mine", "now", "values", "clashes"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}, {}),
        ({"a": 1}, {"a": 1}, {"a": 3}, {"a": 3}, {}),
        ({"a": 1}, {"a": 2}, {"a": 2}, {"a": 2}, {}),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 2}, {"a": 3}),
        ({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 5, "c": 7}, {"a": 2, "b": 5, "c": 7}, {}),
    ],
)
def test_what_two_people_wanted_is_put_together(was, mine, now, values, clashes):
    assert merged(was=was, mine=mine, now=now) == (values, clashes)


def test_a_school_follows_the_board_in_all_that_it_did_not_choose_itself(office, at_the_board, kompas):
    """C-29; DOMAIN 1.6: only what differs is the school's own."""
    def approve():
        at_the_board.post(reverse("policy:approve", args=[PolicyVersion.objects.get(is_approved=None).pk]))

    url = f"{reverse('policy:change', args=['retention'])}?school={kompas.pk}"
    assert set(office.get(url).context["form"].fields) == {"rejected_applicant_months", "valid_from", "note", "was"}
    lay(office, url, rejected_applicant_months=6)
    approve()
    lay(office, reverse("policy:change", args=["retention"]), rejected_applicant_months=9)
    approve()
    lay(office, REQUESTS, request_term_days=21)
    approve()
    after = policy.in_force(kompas, TODAY)
    assert (after.school, after.rejected_applicant_months, after.request_term_days) == (kompas, 6, 21)
    shown = office.get(reverse("policy:section", args=["retention"])).context["values"]
    assert [(value.setting.code, [text for _school, text, _w in value.differing]) for value in shown if value.differing] == [
        ("rejected_applicant_months", [SETTINGS["rejected_applicant_months"].shown(6)])
    ]


def test_a_model_policy_is_taken_over_after_its_differences_are_shown(office, at_the_board):
    url = reverse("policy:new")
    sent = filled(office.get(url), preset="vo")
    changed = {value.setting.code for value in office.post(url, sent).context["changed"]}
    assert changed == {code for code in SETTINGS if PRESETS["vo"][code] != PRESETS["po"][code]}
    office.post(url, sent | {"save": "1"})
    waiting = PolicyVersion.objects.get(is_approved=None)
    assert waiting.whole == PRESETS["vo"]
    assert at_the_board.get(reverse("policy:version", args=[waiting.pk])).status_code == 200


def test_the_history_of_one_setting_names_day_person_and_reason(office, at_the_board, kompas, coordinator, board_member):
    lay(office, REQUESTS, request_term_days=21)
    at_the_board.post(reverse("policy:approve", args=[PolicyVersion.objects.get(is_approved=None).pk]))
    steps = office.get(reverse("policy:setting", args=["request_term_days"])).context["steps"]
    latest = next(step for step in steps if step["version"].school_id is None)
    assert (latest["value"], latest["version"].by, latest["version"].answered_by, latest["version"].note) == (
        TERM.shown(21), coordinator, board_member, "sneller"
    )
    assert office.get(reverse("policy:setting", args=["nothing"])).status_code == 404
    assert office.get(reverse("policy:section", args=["nothing"])).status_code == 404


def test_permanent_warnings_stand_on_the_first_page(office, kompas):
    """C-04, C-11: shown as long as the value stands."""
    page = office.get(reverse("policy:overview"))
    assert [value.setting.code for value in page.context["warned"]] == ["age16_mode", "vo_transfer_consent", "retention_basis"]


def test_the_pages_take_the_same_queries_for_one_school_or_ten(office, board, django_assert_num_queries, django_assert_max_num_queries):
    url, part = reverse("policy:overview"), reverse("policy:section", args=["requests"])
    office.get(url)
    with django_assert_max_num_queries(30) as counted:
        office.get(url)
        office.get(part)
    for school in [SchoolFactory(board=board) for _number in range(10)]:
        services.use_preset(school=school, preset="vo", valid_from=TODAY, by=None, at=NOW)
    with django_assert_num_queries(len(counted)):
        office.get(url)
        office.get(part)


def test_a_request_reads_the_rules_of_a_place_once(django_assert_num_queries, vlieger, rf):
    with django_assert_num_queries(1):
        once_per_request(lambda request: [policy.in_force(vlieger, TODAY) for _time in range(3)])(rf.get("/"))
    with django_assert_num_queries(2):
        policy.in_force(vlieger, TODAY), policy.in_force(vlieger, TODAY)


def test_a_director_reads_the_rules_of_board_and_school_and_writes_none(sign_in, kompas, vlieger):
    browser = sign_in(staff(Role.DIRECTOR, vlieger))
    page = browser.get(reverse("policy:overview"))
    assert page.context["board"] and page.context["of_schools"] == []
    assert browser.get(REQUESTS).status_code == 403
    assert browser.get(reverse("policy:new")).status_code == 403


def test_what_the_board_adds_about_rights_stands_beside_their_explanation(sign_in, vlieger, group6a):
    """C-23, S2-41."""
    services.put_in_force(
        school=None, values=PRESETS["po"] | {"rights_words": "Bel gerust met de directeur."}, valid_from=TODAY, note="x", by=None, at=NOW
    )
    page = sign_in(guardian(pupil(vlieger, group6a)).user).get(reverse("portal:new"))
    assert "Bel gerust met de directeur." in page.content.decode()


@pytest.mark.parametrize("school", ["nonsense", "6f3b2c1e-0000-7000-8000-000000000000"])
def test_a_school_that_is_not_there_is_404(office, school):
    assert office.get(reverse("policy:new"), {"school": school}).status_code == 404
    assert office.get(REQUESTS, {"school": school}).status_code == 404


@pytest.mark.parametrize("was", ["", "{", "[1]", '{"nonsense": 1}'])
def test_a_form_that_was_not_sent_whole_changes_nothing_by_itself(office, was):
    page = office.get(REQUESTS)
    assert office.post(REQUESTS, filled(page) | {"was": was, "save": "1"}).status_code in (200, 409)
    assert not PolicyVersion.objects.filter(is_approved=None).exists()
