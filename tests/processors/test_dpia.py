"""A DPIA from the pre-scan to the board's signature and the review (GDPR 35, 36; S2-51, S2-56…59)."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.documents.models import Signature
from privacyadmin.exports.registry import OFFERS
from privacyadmin.exports.writing import xlsx
from privacyadmin.outbox import nightly
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from processors.models import Dpia
from processors.models.register_words import Advice, DpiaStatus, Verdict
from processors.rules import dpia as rules
from processors.services import dpia as services
from processors.tasks.register import tasks_of
from tests.factories import NOW, TODAY, staff

PASSWORD = "vier woorden die nergens bij horen"
ANALYSIS = dict.fromkeys(rules.ANALYSIS, "Camera's bij de fietsenstalling.")
RISK = {
    "name": "Beelden worden te lang bewaard", "cause": "", "effect": "Leerlingen worden gevolgd", "likelihood": 3, "impact": 3,
    "measure": "Na 28 dagen wist de recorder zelf", "measure_by": "ICT", "measure_on": None, "likelihood_after": 1, "impact_after": 3,
}


@pytest.fixture
def fg(board):
    return staff(Role.FG, board, name="Lotte de Groot")


def begun(by, **prescan):
    dpia = services.begin(title="Camera's bij de ingang", school=None, activity=None, by=by, at=NOW)
    return services.prescan(dpia, criteria=prescan.get("criteria", ["public_area"]), note=prescan.get("note", ""), by=by, at=NOW)


def weighed(by, **risk):
    dpia = services.step(begun(by), "start", by=by, at=NOW)
    dpia = services.write(dpia, "analysis", ANALYSIS, by=by, at=NOW)
    dpia = services.step(dpia, "weigh", by=by, at=NOW)
    services.save_risk(dpia, RISK | risk, by=by, at=NOW)
    return dpia


def advised(by, fg_scope, **risk):
    dpia = services.step(weighed(by, **risk), "ask_advice", by=by, at=NOW)
    services.advise(dpia, advice=Advice.CONDITIONS, text="Hang borden op.", by=fg_scope, at=NOW)
    return Dpia.objects.get(pk=dpia.pk)


@pytest.mark.parametrize(("criteria", "is_needed"), [
    ([], False), (["profiling"], True), (["large_special"], True), (["public_area"], True), (["ap_list"], True),
    (["vulnerable"], False), (["vulnerable", "sensitive"], True), (["new_technology", "matching", "scoring"], True),
])
def test_one_of_the_first_or_two_of_the_nine_ask_for_a_dpia(criteria, is_needed):
    """S2-56…58; DOMAIN 2.9: the nine of WP248, two or more."""
    assert rules.is_needed(criteria) == is_needed


@pytest.mark.parametrize(("likelihood", "impact", "name"), [
    (1, 1, "LOW"), (1, 3, "LOW"), (3, 1, "LOW"), (2, 2, "MEDIUM"), (1, 4, "MEDIUM"), (4, 2, "MEDIUM"), (2, 4, "HIGH"), (3, 3, "HIGH"),
    (4, 4, "HIGH"),
])
def test_likelihood_times_impact_gives_the_level(likelihood, impact, name):
    assert rules.level(likelihood, impact).name == name


def test_the_way_through_the_browser_from_pre_scan_to_signature(sign_in, coordinator, fg, board_member):
    """Must show 2: pre-scan, analysis, risks, the FG's advice before the decision (S2-51), signed by the board."""
    writer = sign_in(coordinator)
    answer = writer.post(reverse("processors:dpia_new"), {"title": "Camera's bij de ingang", "school": "", "activity": ""})
    dpia = Dpia.objects.get()
    assert answer.url == reverse("processors:dpia_prescan", args=[dpia.pk])

    def step(name):
        return writer.post(reverse("processors:dpia_step", args=[dpia.pk, name])).status_code

    assert step("start") == 403
    writer.post(answer.url, {"first": ["public_area"], "others": ["vulnerable"], "note": "Ingang en fietsenstalling"})
    assert step("not_needed") == 403 and step("start") == 302
    assert step("weigh") == 403
    writer.post(reverse("processors:dpia_write", args=[dpia.pk, "analysis"]), ANALYSIS)
    assert step("weigh") == 302 and step("ask_advice") == 403
    risk = {name: "" if value is None else value for name, value in RISK.items()}
    worse = writer.post(reverse("processors:dpia_risk_new", args=[dpia.pk]), risk | {"impact_after": 4})
    assert worse.status_code == 200
    assert writer.post(reverse("processors:dpia_risk_new", args=[dpia.pk]), risk).status_code == 302
    assert step("ask_advice") == 302
    assert writer.get(reverse("processors:dpia_advise", args=[dpia.pk])).status_code == 403
    officer = sign_in(fg)
    officer.post(reverse("processors:dpia_advise", args=[dpia.pk]), {"advice": "conditions", "text": "Hang borden op."})
    board_member.set_password(PASSWORD)
    board_member.save()
    board = sign_in(board_member)
    assert board.get(reverse("documents:sign", args=["processors.dpia", dpia.pk])).status_code == 404
    decided = {"verdict": "go", "note": "Met de borden van de FG", "review_months": "24"}
    answer = board.post(reverse("processors:dpia_decide", args=[dpia.pk]), decided)
    assert answer.url == reverse("documents:sign", args=["processors.dpia", dpia.pk])
    board.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = board.get(answer.url)
    assert all(words in page.content.decode() for words in ("Hang borden op.", "Lotte de Groot", "Beelden worden te lang bewaard"))
    assert board.post(answer.url, {"shown": page.context["shown"], "agreed": "on"}).status_code == 302
    dpia.refresh_from_db()
    assert (dpia.status, dpia.decided_by, dpia.due_on.year) == (DpiaStatus.DECIDED, board_member, TODAY.year + 2)
    assert Signature.objects.get().about == dpia.pk
    assert writer.get(dpia.get_absolute_url()).status_code == 200


def test_nothing_is_decided_without_the_fg_and_only_the_fg_advises(scope_of, coordinator, board_member, fg):
    """S2-51."""
    by, board = scope_of(coordinator), scope_of(board_member)
    dpia = services.step(weighed(by), "ask_advice", by=by, at=NOW)
    with pytest.raises(NotAllowed):
        services.prepare_decision(dpia, verdict=Verdict.GO, note="", review_months=36, by=board, at=NOW)
    assert rules.decision_objection(dpia, Verdict.GO, dpia.risks.all(), has_advice=False)
    with pytest.raises(NotAllowed):
        services.advise(dpia, advice=Advice.POSITIVE, text="Akkoord", by=by, at=NOW)


def test_a_high_risk_that_remains_goes_to_the_authority_first(scope_of, coordinator, board_member, fg):
    """GDPR 36."""
    by, board = scope_of(coordinator), scope_of(board_member)
    dpia = advised(by, scope_of(fg), likelihood_after=3)
    with pytest.raises(NotAllowed):
        services.prepare_decision(dpia, verdict=Verdict.GO, note="", review_months=36, by=board, at=NOW)
    services.prepare_decision(dpia, verdict=Verdict.STOP, note="", review_months=36, by=board, at=NOW)
    services.write(dpia, "consultation", {"consulted_on": TODAY, "consulted_outcome": "Akkoord met borden"}, by=by, at=NOW)
    assert services.prepare_decision(dpia, verdict=Verdict.GO, note="", review_months=36, by=board, at=NOW).verdict == Verdict.GO


def test_a_dpia_that_is_changed_after_the_advice_goes_to_the_fg_again(scope_of, coordinator, fg):
    by = scope_of(coordinator)
    dpia = services.step(advised(by, scope_of(fg)), "rework", by=by, at=NOW)
    assert dpia.status == DpiaStatus.RISKS and not dpia.has_advice()
    assert dpia.advices.count() == 1


def test_a_pre_scan_that_says_no_keeps_its_reasoning(scope_of, coordinator):
    by = scope_of(coordinator)
    dpia = begun(by, criteria=["vulnerable"])
    with pytest.raises(NotAllowed):
        services.step(dpia, "not_needed", by=by, at=NOW)
    dpia = services.prescan(dpia, criteria=["vulnerable"], note="Alleen een lijst met namen", by=by, at=NOW)
    dpia = services.step(dpia, "not_needed", by=by, at=NOW)
    assert dpia.status == DpiaStatus.NOT_NEEDED and dpia.due_on


def test_the_review_follows_with_what_was_left_and_is_reminded_of_once_after_three_missed_nights(scope_of, coordinator, board_member, fg):
    """S2-59; GDPR 35(11)."""
    by, board = scope_of(coordinator), scope_of(board_member)
    dpia = services.prepare_decision(advised(by, scope_of(fg)), verdict=Verdict.GO, note="", review_months=36, by=board, at=NOW)
    dpia = services.decide(dpia, by=board, at=NOW)
    stage = dpia.due_on - timedelta(days=90)
    for late in (stage + timedelta(days=3), stage + timedelta(days=4)):
        nightly.run(on=late, at=NOW + (late - TODAY))
    assert Item.objects.filter(key__startswith="mail:review_reminder").count() == 1
    after = services.review(Dpia.objects.get(pk=dpia.pk), by=by, at=NOW)
    assert after.follows == dpia and after.status == DpiaStatus.PRESCAN
    assert after.risks.get().likelihood == 1 and not after.risks.get().measure
    with pytest.raises(NotAllowed):
        services.review(Dpia.objects.get(pk=dpia.pk), by=by, at=NOW)
    assert list(Dpia.objects.standing()) == [after]


def test_each_sees_on_the_work_list_what_waits_for_him(scope_of, coordinator, board_member, fg, director, django_assert_max_num_queries):
    by, officer = scope_of(coordinator), scope_of(fg)
    services.step(weighed(by), "ask_advice", by=by, at=NOW)
    assert len(list(tasks_of(officer, TODAY))) == 1 and not list(tasks_of(by, TODAY))
    assert not list(tasks_of(scope_of(director), TODAY))
    for _each in range(4):
        services.step(weighed(by), "ask_advice", by=by, at=NOW)
    with django_assert_max_num_queries(5):
        assert len(list(tasks_of(officer, TODAY))) == 5


def test_the_registers_are_taken_out_and_no_cell_is_a_formula(scope_of, coordinator, fg):
    """Must show 4; CWE-1236."""
    by = scope_of(coordinator)
    services.begin(title="=1+1", school=None, activity=None, by=by, at=NOW)
    for code in ("processors.activities", "processors.dpias", "processors.application_form"):
        offer = OFFERS[code]
        rows = list(offer.rows(by, None))
        assert all(len(row) == len(offer.columns) for row in rows)
        made = xlsx(str(offer.label), offer.columns, rows, [], "Over")
        with zipfile.ZipFile(io.BytesIO(made)) as book:
            assert b"<f>" not in b"".join(book.read(name) for name in book.namelist() if "sheet" in name)
    outbox.work(at=NOW)
