"""What staff must know, who was told, and web editors who place nothing before they know the rules (S1-16…19, S1-92)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent import first_topics
from consent.models import AwarenessRecord, AwarenessTopic
from consent.rules.awareness import Told, is_current
from consent.services import awareness as service
from consent.services.publications import why_not_publish
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.dashboard.installation.seeds import seed
from privacyadmin.worklist.tasks import worklist_of
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.factories import NOW, TODAY, staff

REPORT, MINE = reverse("consent:awareness"), reverse("consent:awareness_mine")
RULES = {"kind": "publish", "title": "Namen plaatsen", "body": "Kijk eerst of het mag."}
LAW = {"kind": "law", "title": "De AVG op school", "body": "Wat de wet van ons vraagt."}


@pytest.mark.parametrize(("told", "on", "current"), [
    (None, TODAY, False),
    (Told(1, TODAY), TODAY, True),
    (Told(1, TODAY + timedelta(days=1)), TODAY, False),
    (Told(1, TODAY.replace(year=2025)), TODAY, False),                                  # twelve months are over
    (Told(1, TODAY.replace(year=2025) + timedelta(days=1)), TODAY, True),
])
def test_a_colleague_knows_it_for_a_year(told, on, current):
    """S1-17."""
    assert is_current(told, number=1, months=12, on=on) is current
    assert not is_current(told, number=2, months=12, on=on)                             # S1-19: other words are read again


@pytest.fixture
def editor(vlieger):
    return staff(Role.WEB_EDITOR, vlieger, name="Wim Web")


@pytest.fixture
def rules(coordinator):
    return service.save(None, RULES, school=None, by=resolve(coordinator, NOW), at=NOW)


def task_of(person, at=NOW):
    return [task for task in worklist_of(resolve(person, at), TODAY).tasks if task.url.startswith("/consent/awareness/")]


def test_a_web_editor_records_nothing_before_he_read_the_rules_and_the_page_says_why(sign_in, editor, vlieger, coordinator, director):
    """S1-92."""
    assert "Nobody wrote down" in why_not_publish(resolve(editor, NOW), vlieger)
    topic = service.save(None, RULES, school=None, by=resolve(coordinator, NOW), at=NOW)
    assert "Read and confirm" in why_not_publish(resolve(editor, NOW), vlieger) and not why_not_publish(resolve(director, NOW), vlieger)
    assert len(task_of(editor)) == 1 and not task_of(director)                          # the rules are for who places things
    browser = sign_in(editor)
    assert topic.title in browser.get(MINE).content.decode()
    address = reverse("consent:awareness_topic", args=[topic.pk])
    assert browser.post(address, {"number": "7"}).status_code == 403                    # another version than he read
    assert browser.post(address, {"number": "1"}).status_code == 302
    assert not why_not_publish(resolve(editor, NOW), vlieger) and not task_of(editor)
    later = NOW + timedelta(days=366)
    assert "Read and confirm" in why_not_publish(resolve(editor, later), vlieger)
    service.save(topic, RULES | {"body": "Nieuwe woorden."}, school=None, by=resolve(coordinator, NOW), at=NOW)
    assert "Read and confirm" in why_not_publish(resolve(editor, NOW), vlieger)


def test_a_director_records_who_was_at_the_meeting_and_the_report_names_who_was_not(sign_in, director, coordinator, group6a, vlieger):
    """S1-16."""
    teacher, other = staff(Role.GROUP_TEACHER, group6a, name="Karin Smit"), staff(Role.OFFICE, vlieger, name="Piet Post")
    topic = service.save(None, LAW, school=None, by=resolve(coordinator, NOW), at=NOW)
    desk = sign_in(director)
    tell = {"people": [str(teacher.pk)], "means": "met", "on": TODAY.isoformat()}
    address = reverse("consent:awareness_tell", args=[topic.pk])
    assert desk.post(address, tell | {"means": "read"}).status_code == 400              # nobody confirms for another
    assert desk.post(address, tell).status_code == 302
    assert AwarenessRecord.objects.get().recorded_by == director and not task_of(teacher) and task_of(other)
    page = desk.get(REPORT).content.decode()
    assert "2 colleagues were not told" in page and page.index("Piet Post") < page.index("Karin Smit")


def test_what_the_whole_board_must_know_is_the_coordinators_and_a_schools_own_the_directors(sign_in, director, rules, vlieger):
    desk = sign_in(director)
    assert desk.get(reverse("consent:awareness_change", args=[rules.pk])).status_code == 403
    assert desk.post(reverse("consent:awareness_new"), LAW | {"school": ""}).status_code == 400
    assert desk.post(reverse("consent:awareness_new"), LAW | {"school": str(vlieger.pk)}).status_code == 302
    assert desk.post(reverse("consent:awareness_retire", args=[rules.pk])).status_code == 403
    own = AwarenessTopic.objects.get(school=vlieger)
    assert desk.post(reverse("consent:awareness_retire", args=[own.pk])).status_code == 302


def test_the_report_of_a_school_is_not_for_its_teachers_nor_for_another_school(sign_in, rules, group6a, kompas, class4h1):
    assert sign_in(staff(Role.GROUP_TEACHER, group6a)).get(REPORT).status_code == 403
    page = sign_in(staff(Role.DIRECTOR, kompas)).get(f"{REPORT}?school={group6a.school_id}").content.decode()
    assert group6a.school.name not in page


def test_the_report_takes_the_same_number_of_queries_for_any_number_of_colleagues(sign_in, director, rules, vlieger):
    desk, counts = sign_in(director), []
    for _round in range(2):
        desk.get(REPORT)
        with CaptureQueriesContext(connection) as seen:
            desk.get(REPORT)
        counts.append(len(seen))
        for _number in range(4):
            staff(Role.OFFICE, vlieger)
    assert counts[0] == counts[1]


def test_every_board_begins_with_what_staff_must_know_and_keeps_what_it_changed(coordinator):
    """S1-16, S1-19, S1-92: at installation and at each upgrade, nothing twice and nothing that the board took away."""
    by = resolve(coordinator, NOW)
    own = service.save(None, RULES, school=None, by=by, at=NOW)
    assert first_topics.write(at=NOW) == len(first_topics.TOPICS) - 1
    law = AwarenessTopic.objects.get(kind="law")
    changed = service.save(law, LAW, school=None, by=by, at=NOW)
    service.retire(AwarenessTopic.objects.get(kind="rules"), by=by, at=NOW)
    assert first_topics.write(at=NOW) == 0
    assert set(AwarenessTopic.objects.in_use()) == {own, law} and changed.number == 2


def test_an_installation_has_them_and_an_upgrade_adds_them(board):
    for _time in range(2):
        seed(valid_from=TODAY)
        assert AwarenessTopic.objects.count() == len(first_topics.TOPICS)
    assert {topic.made_by for topic in AwarenessTopic.objects.all()} == {None}


def test_who_sees_the_register_finds_the_ways_to_its_neighbours_and_who_does_not_finds_none(sign_in, director, vlieger):
    mine = reverse("consent:awareness_mine")
    assert f'href="{reverse("consent:checks")}"' in sign_in(director).get(mine).content.decode()
    assert f'href="{reverse("consent:index")}"' in sign_in(director).get(reverse("consent:differing")).content.decode()
    assert f'href="{reverse("consent:index")}"' not in sign_in(staff(Role.ICT, vlieger)).get(mine).content.decode()
