"""Which kinds of data a school keeps: off unless said otherwise, for a purpose, proposed by one and approved by another."""
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from privacyadmin import audit
from privacyadmin.access import data_categories as service
from privacyadmin.access.catalogue import Role
from privacyadmin.access.data_categories import Place
from privacyadmin.access.models import DataCategory, KeptCategory
from privacyadmin.access.scope import resolve
from privacyadmin.dashboard.decisions import waiting
from privacyadmin.workflow import NotAllowed
from tests.factories import NOW, TODAY, SchoolFactory, staff

YES = {"is_kept": True, "purposes": ["teaching"], "ground": "e", "special_ground": "belief"}


@pytest.fixture(autouse=True)
def _english(settings):
    settings.SECOND_FACTOR_REQUIRED, settings.LANGUAGE_CODE = False, "en"
    with translation.override("en"):
        yield


def kind(code: str) -> DataCategory:
    return DataCategory.objects.get(code=code)


def put_in_force(board, place: Place, code: str, **values) -> KeptCategory:
    coordinator, member = (resolve(staff(role, board), NOW) for role in (Role.COORDINATOR, Role.BOARD_MEMBER))
    rule = service.propose(kind(code), place, note="nodig", by=coordinator, at=NOW, **({"since": TODAY} | YES | values))
    return service.approve(rule, by=member, at=NOW)


@pytest.mark.parametrize("code", ["nationality", "religion", "orientation", "criminal"])
def test_nationality_religion_and_criminal_data_are_off_by_default(vlieger, kompas, code):
    """S2-65, S2-76, S2-79, S1-06."""
    for school in (vlieger, kompas):
        assert code not in service.kept_at(school, on=TODAY)
        assert "does not keep this kind of data" in service.objection(school, code, kind(code).category, "teaching", on=TODAY)


def test_what_the_policies_list_is_kept_with_both_flags(vlieger):
    """S2-61…73; S1-06: special by law, or sensitive by school."""
    kept = service.kept_at(vlieger, on=TODAY)
    assert {"name", "contact", "results", "guidance", "behaviour", "care_team", "safety", "images"} <= set(kept)
    assert kept["care_team"].data_category.is_special and not kept["behaviour"].data_category.is_special
    assert kept["behaviour"].is_sensitive and kept["home"].needs_reason and not kept["guidance"].needs_reason


def test_a_school_that_differs_keeps_what_others_of_its_kind_do_not(board, vlieger):
    other = SchoolFactory(board=board)
    put_in_force(board, Place(vlieger.sector, vlieger), "religion")
    assert "religion" in service.kept_at(vlieger, on=TODAY) and "religion" not in service.kept_at(other, on=TODAY)
    put_in_force(board, Place(vlieger.sector, vlieger), "behaviour", is_kept=False)
    assert "behaviour" not in service.kept_at(vlieger, on=TODAY) and "behaviour" in service.kept_at(other, on=TODAY)


def test_a_rule_begins_on_its_day_and_ends_the_one_before_it(board, vlieger):
    """S2-74: more or fewer data, from a day on."""
    put_in_force(board, Place("po"), "behaviour", is_kept=False, since=TODAY + timedelta(days=30))
    assert "behaviour" in service.kept_at(vlieger, on=TODAY + timedelta(days=29))
    assert "behaviour" not in service.kept_at(vlieger, on=TODAY + timedelta(days=30))
    assert [rule.until for rule in KeptCategory.objects.of_place(sector="po").filter(data_category__code="behaviour")] == [
        None, TODAY + timedelta(days=30),
    ]


def test_a_kind_that_the_law_has_ended_is_kept_by_nobody(vlieger):
    """S2-74."""
    DataCategory.objects.filter(code="results").update(valid_until=TODAY)
    assert "results" not in service.kept_at(vlieger, on=TODAY)
    assert "results" in service.kept_at(vlieger, on=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("values", "field"),
    [({"purposes": []}, "purposes"), ({"ground": ""}, "ground"), ({"special_ground": ""}, "special_ground"),
     ({"since": TODAY - timedelta(days=1)}, "since")],
)
def test_a_rule_names_its_purpose_its_grounds_and_a_day_to_come(board, vlieger, values, field):
    """S1-10, S1-12, S1-07."""
    coordinator = resolve(staff(Role.COORDINATOR, board), NOW)
    asked = {"since": TODAY, **YES, **values}
    with pytest.raises(ValidationError) as refused:
        service.propose(kind("religion"), Place("po"), note="x", by=coordinator, at=NOW, **asked)
    assert set(refused.value.message_dict) == {field}


def test_nobody_approves_his_own_proposal_and_no_director_proposes_for_his_school(board, vlieger):
    """2.14: privacycoördinator rw, bestuur approve, directeur S:r."""
    coordinator = staff(Role.COORDINATOR, board)
    rule = service.propose(kind("religion"), Place("po"), since=TODAY, note="x", by=resolve(coordinator, NOW), at=NOW, **YES)
    with pytest.raises(NotAllowed):
        service.approve(rule, by=resolve(coordinator, NOW), at=NOW)
    with pytest.raises(NotAllowed):
        director = resolve(staff(Role.DIRECTOR, vlieger), NOW)
        service.propose(kind("religion"), Place("po", vlieger), since=TODAY, note="x", by=director, at=NOW, **YES)
    with pytest.raises(ValidationError):
        service.propose(kind("religion"), Place("po"), since=TODAY, note="x", by=resolve(coordinator, NOW), at=NOW, **YES)
    member = resolve(staff(Role.BOARD_MEMBER, board), NOW)
    assert [task.url for task in waiting(member, TODAY)] == [reverse("access:data_rule", args=[rule.pk])]
    service.decline(rule, by=member, at=NOW)
    assert "religion" not in service.kept_at(vlieger, on=TODAY)
    assert {event.name for event in audit.trail(rule.pk)} == {"data_category.proposed", "data_category.returned"}


def test_the_coordinator_proposes_on_the_page_and_the_board_answers_there(client, board, vlieger, kompas):
    client.force_login(staff(Role.COORDINATOR, board, language="en"))
    page = client.get(reverse("access:data") + "?place=vo").content.decode()
    assert "Nationality" in page and "Only for a few pupils" in page
    address = reverse("access:data_propose", args=["vo", "nationality"])
    assert "at least one purpose" in client.post(address, {"is_kept": "1", "since": today(), "note": "x"}).content.decode()
    sent = client.post(address, {"is_kept": "1", "since": today(), "note": "bekostiging", "purposes": ["government"], "ground": "c"})
    rule = KeptCategory.objects.get(is_approved=None)
    assert sent["Location"] == reverse("access:data_rule", args=[rule.pk])
    assert client.post(sent["Location"], {"approve": "1"}).status_code == 403
    client.force_login(staff(Role.BOARD_MEMBER, board, language="en"))
    client.post(sent["Location"], {"approve": "1"})
    assert "nationality" in service.kept_at(kompas, on=timezone.localdate())
    assert "nationality" not in service.kept_at(vlieger, on=timezone.localdate())


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_director_sees_his_own_school_and_cannot_propose(client, vlieger, kompas):
    client.force_login(staff(Role.DIRECTOR, vlieger, language="en"))
    page = client.get(reverse("access:data")).content.decode()
    assert "De Vlieger" in page and "Het Kompas College" not in page and reverse("access:data_propose", args=["po", "religion"]) not in page
    assert client.get(reverse("access:data") + f"?place={kompas.pk}").status_code == 404
    assert client.get(reverse("access:data_propose", args=[vlieger.pk, "religion"])).status_code == 403


def test_a_teacher_does_not_read_the_rules(client, group6a):
    client.force_login(staff(Role.GROUP_TEACHER, group6a))
    assert client.get(reverse("access:data")).status_code == 403


def test_the_list_takes_as_many_queries_for_many_rules_as_for_few(client, board, vlieger):
    client.force_login(staff(Role.COORDINATOR, board))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("access:data") + f"?place={vlieger.pk}").status_code == 200
        return len(captured)

    queries()
    few = queries()
    for code in ("religion", "nationality", "criminal"):
        put_in_force(board, Place("po", vlieger), code)
    assert queries() == few
