"""The landing page of everybody who signs in (CONTRACT, Pages)."""
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from privacyadmin.outbox.models import Item
from privacyadmin.worklist import Task, tasks
from tests.factories import NOW, TODAY, FamilyUserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(board):
    return staff(Role.COORDINATOR, board)


@pytest.fixture
def provided(monkeypatch):
    """A list of what waits, given by the test instead of by the apps."""
    waiting = []
    monkeypatch.setattr(tasks, "PROVIDERS", [lambda scope, on: waiting])
    return waiting


def test_a_parent_lands_in_the_portal(client, board):
    client.force_login(FamilyUserFactory())
    assert client.get(reverse("home")).url == reverse("portal:home")


@override_settings(SECOND_FACTOR_REQUIRED=False)
def test_the_most_urgent_task_stands_first(client, coordinator, provided):
    provided += [
        Task("Later", "/", due_on=TODAY + timedelta(days=400)), Task("Te laat", "/", due_on=TODAY - timedelta(days=400)), Task("Ooit", "/"),
    ]
    client.force_login(coordinator)
    page = client.get(reverse("home"))
    assert [task.title for task in page.context["page"].object_list] == ["Te laat", "Later", "Ooit"]
    assert [task.title for task in client.get(reverse("home"), {"show": "late"}).context["page"].object_list] == ["Te laat"]


@override_settings(SECOND_FACTOR_REQUIRED=False)
def test_somebody_without_tasks_is_told_so(client, coordinator, provided):
    client.force_login(coordinator)
    assert "Nieuwe taken" in client.get(reverse("home")).content.decode()


@override_settings(SECOND_FACTOR_REQUIRED=False)
def test_somebody_without_a_role_is_told_whom_to_ask(client, board, provided):
    client.force_login(staff())
    assert "privacycoördinator" in client.get(reverse("home")).content.decode()


@override_settings(SECOND_FACTOR_REQUIRED=False)
def test_a_thousand_tasks_come_in_pages_of_twenty_five(client, coordinator, provided):
    provided += [Task(f"Taak {number}", "/") for number in range(60)]
    client.force_login(coordinator)
    assert len(client.get(reverse("home"), {"page": 3}).context["page"].object_list) == 10


@pytest.fixture
def stuck_mail(db):
    item = Item(kind="mail", key="stuck", created_at=NOW, due_at=NOW, state="failed", attempts=6, last_error="smtp_refused")
    item.save()
    return item


def test_mail_that_could_not_be_sent_is_somebodys_task_and_can_be_tried_again(client, coordinator, stuck_mail):
    client.force_login(coordinator)
    assert reverse("stuck") in client.get(reverse("home")).content.decode()
    assert "smtp_refused" in client.get(reverse("stuck")).content.decode()
    client.post(reverse("stuck_retry", args=[stuck_mail.pk]))
    stuck_mail.refresh_from_db()
    assert (stuck_mail.state, stuck_mail.attempts) == ("pending", 0)


def test_a_teacher_does_not_see_what_could_not_be_sent(client, stuck_mail, group6a):
    client.force_login(staff(Role.GROUP_TEACHER, group6a))
    assert client.get(reverse("stuck")).status_code == 403
    assert client.post(reverse("stuck_retry", args=[stuck_mail.pk])).status_code == 403
