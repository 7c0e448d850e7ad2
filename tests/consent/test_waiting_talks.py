"""A talk of the care team before which the parents must answer is a task of who planned it, until they did (S1-105, S1-106)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.models import Occasion, TalkState
from consent.services import talks
from consent.tasks.talks import tasks_of
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.worklist.tasks import worklist_of
from tests.consent.making import answers
from tests.factories import NOW, TODAY, case, staff

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SOON = TODAY + 7 * DAY


@pytest.fixture
def counsellor(vlieger):
    return staff(Role.COUNSELLOR, vlieger, name="Ingrid Bos")


@pytest.fixture
def care(vlieger, noor):
    return case(noor, school=vlieger, categories=["ID", "CAR"])


def plan(care, noor, by, *, on=SOON, has_outsiders=True):
    return talks.plan(care, noor, on=on, has_outsiders=has_outsiders, by=resolve(by, NOW), at=NOW)


def tasks(user, at=NOW) -> list:
    return list(tasks_of(resolve(user, at), at.date()))


def test_who_planned_it_has_a_task_by_its_day_until_the_family_answers(care, noor, vlieger, counsellor, mother):
    talk = plan(care, noor, counsellor)
    [task] = tasks(counsellor)
    assert (task.url, task.due_on) == (talk.get_absolute_url(), SOON) and noor.last_name not in task.title + task.kind
    assert task in worklist_of(resolve(counsellor, NOW), TODAY).tasks
    assert not tasks(staff(Role.COUNSELLOR, vlieger)), "who planned it, and nobody else"
    talks.ask(talk, by=resolve(counsellor, NOW), at=NOW)
    assert tasks(counsellor), "silence is no answer"
    occasion = Occasion.objects.get(source=talk.pk)
    answers(noor, occasion.purpose, yes=True, guardian=mother, occasion=occasion)
    assert not tasks(counsellor)
    answers(noor, occasion.purpose, yes=False, guardian=mother, occasion=occasion, at=NOW + MINUTE)
    assert not tasks(counsellor, NOW + DAY), "a no is an answer too"


def test_it_is_gone_with_the_talk_and_with_the_role(care, noor, counsellor, vlieger):
    talk = plan(care, noor, counsellor)
    assert tasks(counsellor)
    talks.settle(talk, TalkState.DROPPED, by=resolve(counsellor, NOW), at=NOW)
    assert not tasks(counsellor)
    leaves = staff(Role.COUNSELLOR, vlieger, until=NOW + DAY)
    plan(care, noor, leaves)
    assert tasks(leaves) and not tasks(leaves, NOW + DAY)


def test_a_talk_among_colleagues_waits_for_nobody(care, noor, counsellor):
    plan(care, noor, counsellor, has_outsiders=False)
    assert not tasks(counsellor)


def test_after_the_day_it_is_noted_how_it_went(care, noor, counsellor):
    """S1-119: by name, without a name, or not held."""
    talk = plan(care, noor, counsellor, has_outsiders=False)
    later = NOW + 8 * DAY
    [task] = tasks(counsellor, later)
    assert task.due_on == SOON and task.is_late(later.date())
    talks.settle(talk, TalkState.ANONYMOUS, by=resolve(counsellor, later), at=later)
    assert not tasks(counsellor, later)


def test_any_number_of_talks_takes_the_same_number_of_queries(care, noor, counsellor, vlieger):
    scope, counts = resolve(counsellor, NOW), []
    for number in range(2):
        for place in range(1 + 3 * number):
            talks.ask(plan(care, noor, counsellor, on=SOON + place * DAY), by=scope, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            list(tasks_of(scope, TODAY))
        counts.append([each["sql"] for each in seen if "policy_policyversion" not in each["sql"]])      # read once per request
    assert len(counts[0]) == len(counts[1])
    office = resolve(staff(Role.OFFICE, vlieger), NOW)
    with CaptureQueriesContext(connection) as seen:
        assert not list(tasks_of(office, TODAY))
    assert not seen
