"""What the night does for requests."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from privacyadmin.outbox import nightly
from privacyadmin.outbox.models import Item
from privacyadmin.worklist.models import Reminder
from requests import night
from requests.models import Status
from requests.services import gathering, handling
from tests.requests.cast import NOW, identified, ready, received


def nightfall(on: date) -> int:
    return night.request_terms(on, datetime.combine(on, time(2, 0), tzinfo=UTC))


def mails(template: str) -> list[str]:
    return [item.get("to") for item in Item.objects.filter(kind="mail") if item.get("template") == template]


DUE = date(2026, 11, 30)


@pytest.fixture
def handled(cast):
    """The director handles it, so that handler and coordinator are two people."""
    privacy_request = identified(cast)
    handling.assign(privacy_request, handler=cast.director, by=cast.scope(cast.coordinator), at=NOW)
    gathering.gather(privacy_request, by=cast.scope(cast.director), at=NOW)
    privacy_request.refresh_from_db()
    return privacy_request


@pytest.mark.parametrize("days, stage", [(14, 14), (7, 7), (2, 2), (-1, -1)])
def test_a_reminder_at_each_stage(cast, handled, days, stage):
    """SETTLED 22."""
    assert nightfall(DUE - timedelta(days=days)) == 1
    assert Reminder.objects.get().stage == stage


def test_each_stage_once_ever(cast, handled):
    for _night in range(3):
        nightfall(DUE - timedelta(days=7))
    nightfall(DUE - timedelta(days=6))
    assert Reminder.objects.count() == 1
    assert mails("request_reminder") == [str(cast.director.pk)]


def test_all_four_over_the_whole_term(cast, handled):
    for number in range(40):
        nightfall(date(2026, 11, 3) + timedelta(days=number))
    assert sorted(Reminder.objects.values_list("stage", flat=True)) == [-1, 2, 7, 14]


def test_of_several_missed_stages_only_the_latest_is_sent(cast, handled):
    """SETTLED 22: nights that did not run."""
    nightfall(DUE - timedelta(days=1))
    assert list(Reminder.objects.values_list("stage", flat=True)) == [2]


def test_from_two_days_the_coordinator_hears_it_too(cast, handled):
    nightfall(DUE - timedelta(days=7))
    assert mails("request_reminder") == [str(cast.director.pk)]
    nightfall(DUE - timedelta(days=2))
    assert sorted(mails("request_reminder")) == sorted([str(cast.director.pk), str(cast.director.pk), str(cast.coordinator.pk)])
    nightfall(DUE + timedelta(days=1))
    assert sorted(mails("request_late")) == sorted([str(cast.director.pk), str(cast.coordinator.pk)])


def test_without_a_handler_the_coordinator_is_reminded(cast):
    received(cast)
    nightfall(DUE - timedelta(days=14))
    assert mails("request_reminder") == [str(cast.coordinator.pk)]


def test_a_new_deadline_reminds_again(cast, handled):
    """SETTLED 22: the key is (request, stage, deadline)."""
    nightfall(DUE - timedelta(days=2))
    handling.extend(handled, reason="Groot dossier.", by=cast.scope(cast.coordinator), at=NOW)
    handled.refresh_from_db()
    nightfall(handled.due_on - timedelta(days=2))
    assert Reminder.objects.filter(stage=2).count() == 2


def test_nobody_is_reminded_while_the_requester_is_asked_something(cast):
    privacy_request = received(cast)
    handling.ask(privacy_request, kind="scope", text="Welk jaar?", by=cast.scope(cast.coordinator), at=NOW)
    assert nightfall(DUE + timedelta(days=1)) == 0


def test_an_answer_that_is_ready_reminds_nobody(cast):
    ready(cast)
    assert nightfall(DUE + timedelta(days=1)) == 0


def test_what_is_not_collected_in_seven_days_is_closed(cast):
    """SETTLED 21."""
    privacy_request = ready(cast)
    assert night.request_answers(date(2026, 11, 8), NOW + timedelta(days=6)) == 0
    assert night.request_answers(date(2026, 11, 10), NOW + timedelta(days=8)) == 1
    privacy_request.refresh_from_db()
    assert privacy_request.status == Status.CLOSED


def test_the_night_takes_the_same_queries_for_one_request_or_many(cast, django_assert_max_num_queries):
    received(cast)
    received(cast, by=cast.father)
    with django_assert_max_num_queries(14):
        nightfall(DUE - timedelta(days=14))


def test_both_jobs_are_in_the_night():
    assert {"request_terms", "request_answers"} <= {job.name for job in nightly.jobs()}
