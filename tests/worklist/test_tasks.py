"""Tasks that colleagues give each other: whose, about what, due, done by, chased; one list."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from privacyadmin.access import services as access
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import assignments, night, worklist_of
from privacyadmin.worklist.models import Assignment, Outcome, Reminder
from requests import letters
from tests.requests.cast import NOW, identified

TODAY = NOW.date()

DUE = date(2026, 11, 20)


@pytest.fixture
def case(cast):
    return letters.case_of(cast.scope(cast.coordinator), identified(cast).pk)


@pytest.fixture
def task(cast, case):
    return assignments.ask(
        case, assignee=cast.director, words="Bel de ouders van Noor.", due_on=DUE, by=cast.scope(cast.coordinator), at=NOW
    )


def nightfall(on: date) -> int:
    return night.chase(on, datetime.combine(on, time(2, 0), tzinfo=UTC))


def mails(template: str) -> list[str]:
    return sorted(item.get("to") for item in Item.objects.filter(kind="mail") if item.get("template") == template)


def test_whoever_is_asked_has_it_on_the_one_list_with_its_day(cast, task):
    mine = worklist_of(cast.scope(cast.director), TODAY).tasks
    assert [(each.title, each.due_on) for each in mine if each.url == reverse("task", args=[task.pk])] == [("Bel de ouders van Noor.", DUE)]
    assert mails("task_asked") == [str(cast.director.pk)]


def test_the_words_are_sealed_with_the_key_of_the_pupil(cast, task):
    """SETTLED 17: a destroyed pupil takes along what colleagues wrote to each other."""
    assert b"Noor" not in bytes(task.words_sealed)
    assert task.subject == cast.noor.pk


def test_only_a_colleague_who_may_see_the_case_can_be_asked(cast, case):
    with pytest.raises(NotAllowed, match="mag de zaak niet zien"):
        assignments.ask(case, assignee=cast.teacher, words="x", due_on=DUE, by=cast.scope(cast.coordinator), at=NOW)
    assert not Assignment.objects.exists()


def test_a_day_that_has_passed_is_refused(cast, case):
    with pytest.raises(NotAllowed, match="voorbij"):
        assignments.ask(
            case, assignee=cast.director, words="x", due_on=TODAY - timedelta(days=1), by=cast.scope(cast.coordinator), at=NOW
        )


def test_a_task_is_closed_once_and_the_one_who_asked_hears_it(cast, task):
    assignments.close(task, outcome=Outcome.DONE, by=cast.scope(cast.director), at=NOW)
    assert mails("task_closed") == [str(cast.coordinator.pk)]
    with pytest.raises(NotAllowed, match="al afgesloten"):
        assignments.close(task, outcome=Outcome.DONE, by=cast.scope(cast.director), at=NOW)


def test_who_only_watches_over_a_school_does_not_read_the_words(cast, case):
    """The words are between the two; the coordinator sees whose it is and when it is due."""
    given = assignments.ask(
        case, assignee=cast.coordinator, words="Bel de ouders van Noor.", due_on=DUE, by=cast.scope(cast.coordinator), at=NOW
    )
    director = cast.scope(cast.director)
    (shown,) = assignments.opened(assignments.seen_by(director), director)
    assert shown.row.pk == given.pk
    assert "Noor" not in shown.words


@pytest.mark.parametrize("who", ["director", "coordinator"])
def test_who_no_longer_works_there_does_not_read_the_words_any_more(client, cast, task, clock, who):
    """RELIABILITY T2: neither the one who was asked nor the one who asked."""
    person = getattr(cast, who)
    for given in (*person.schoolgrants.all(), *person.boardgrants.all()):
        access.end(given, at=NOW, by=None, why="weg")
    client.force_login(person)
    for address in (reverse("tasks") + "?show=asked", reverse("tasks"), reverse("task", args=[task.pk])):
        assert "Bel de ouders" not in client.get(address).content.decode()
    assert not [each for each in worklist_of(cast.scope(person), TODAY).tasks if "Noor" in each.title]


@pytest.mark.parametrize(
    "day, stage, template, told",
    [
        (DUE - timedelta(days=2), 2, "task_reminder", ["director"]),
        (DUE + timedelta(days=1), -1, "task_late", ["director", "coordinator"]),
        (DUE + timedelta(days=9), -8, "task_late", ["director", "coordinator"]),
    ],
)
def test_who_forgets_is_chased_and_then_the_one_who_asked_hears_it_too(cast, task, day, stage, template, told):
    assert nightfall(day) == 1
    assert nightfall(day) == 0
    assert Reminder.objects.get().stage == stage
    assert mails(template) == sorted(str(getattr(cast, name).pk) for name in told)
    task.refresh_from_db()
    assert task.chased == 1


def test_over_a_month_each_stage_once(cast, task):
    for number in range(40):
        nightfall(TODAY + timedelta(days=number))
    assert sorted(Reminder.objects.values_list("stage", flat=True)) == [-15, -8, -1, 2]


def test_a_closed_task_is_left_alone(cast, task):
    assignments.close(task, outcome=Outcome.WITHDRAWN, by=cast.scope(cast.coordinator), at=NOW)
    assert nightfall(DUE) == 0


def test_asking_and_closing_through_the_pages(client, cast, case, clock):
    client.force_login(cast.coordinator)
    url = reverse("ask_task", args=[case.kind, case.key])
    refused = client.post(url, {"words": "Bel", "assignee": str(cast.teacher.pk), "due_on": "2099-01-01"})
    assert refused.status_code == 400
    asked = client.post(url, {"words": "Bel de ouders", "assignee": str(cast.director.pk), "due_on": "2099-01-01"})
    assert asked.status_code == 302
    task = Assignment.objects.get()
    client.force_login(cast.director)
    assert "Bel de ouders" in client.get(reverse("tasks")).content.decode()
    assert "Bel de ouders" in client.get(reverse("task", args=[task.pk])).content.decode()
    client.post(reverse("close_task", args=[task.pk]), {"outcome": "done"})
    task.refresh_from_db()
    assert task.outcome == Outcome.DONE
    assert task.closed_by == cast.director


def test_handing_over_to_a_colleague(client, cast, task, clock):
    client.force_login(cast.director)
    client.post(reverse("hand_over_task", args=[task.pk]), {"assignee": str(cast.coordinator.pk)})
    task.refresh_from_db()
    assert task.assignee == cast.coordinator


def test_the_list_takes_as_many_queries_for_many_as_for_one(client, cast, case, task, clock, django_assert_max_num_queries):
    for number in range(10):
        assignments.ask(case, assignee=cast.director, words=f"Nummer {number}", due_on=DUE, by=cast.scope(cast.coordinator), at=NOW)
    client.force_login(cast.director)
    client.get(reverse("tasks"))
    with django_assert_max_num_queries(12):
        client.get(reverse("tasks"))
