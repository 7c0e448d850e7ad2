"""Files that wait for the scanner are seen by who looks after the installation, without telling him whose they are (RELIABILITY T6)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.crypto.files import path_of
from privacyadmin.files import correspondence
from privacyadmin.files.checking import Checked
from privacyadmin.files.models import FileState
from privacyadmin.worklist import worklist_of
from students.models import DossierFile
from tests.factories import case, staff
from tests.files import samples
from tests.files.clamd import scanner
from tests.files.test_hostile_files import sent, upload

HELD = reverse("files:held")


@pytest.fixture
def held_file(client, teacher, noor, settings) -> DossierFile:
    settings.CLAMAV = "tcp://127.0.0.1:9"
    client.force_login(teacher)
    sent(client, noor, upload("noor.pdf", samples.pdf()))
    client.logout()
    return DossierFile.objects.get()


@pytest.fixture
def ict(board):
    return staff(Role.ICT, board, language="en")


def of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_ict_manager_sees_that_it_waits_and_nothing_of_whose_it_is(held_file, ict, coordinator, noor, teacher, settings):
    shown = of(ict).get(HELD).content.decode()
    assert "De Vlieger" in shown and "application/pdf" in shown
    assert "Noor" not in shown and str(noor.pk) not in shown and "noor.pdf" not in shown
    assert str(noor.pk) not in of(coordinator).get(HELD).content.decode(), "the coordinator reads results in a case only"
    assert of(teacher).get(HELD).status_code == 403


def test_a_coordinator_of_one_school_sees_the_files_of_that_school(held_file, vlieger, kompas):
    own, other = staff(Role.COORDINATOR, vlieger), staff(Role.COORDINATOR, kompas)
    drop = reverse("files:held_drop", args=[held_file.pk])
    assert drop in of(own).get(HELD).content.decode() and drop not in of(other).get(HELD).content.decode()
    assert of(other).post(drop, {"reason": "virus"}).status_code == 404
    assert of(other).post(reverse("files:held_again", args=[held_file.pk])).status_code == 404


def test_it_is_a_task_and_the_scanner_is_asked_again(held_file, ict, settings):
    hours = timezone.now() + timedelta(hours=2)
    assert HELD in [task.url for task in worklist_of(resolve(ict, hours), hours.date()).tasks]
    with scanner(settings):
        of(ict).post(reverse("files:held_again", args=[held_file.pk]))
        outbox.work(at=timezone.now())
    held_file.refresh_from_db()
    assert held_file.state == FileState.RELEASED
    assert HELD not in [task.url for task in worklist_of(resolve(ict, hours), hours.date()).tasks]
    assert of(ict).post(reverse("files:held_again", args=[held_file.pk])).status_code == 404


def test_one_that_is_not_kept_is_destroyed_with_a_reason_and_who_added_it_sees_that(
    held_file, ict, teacher, noor, django_capture_on_commit_callbacks
):
    address = reverse("files:held_drop", args=[held_file.pk])
    assert of(ict).post(address, {}).status_code == 200 and path_of(held_file.stored_as).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert of(ict).post(address, {"reason": "scanner"}).status_code == 302
    assert not path_of(held_file.stored_as).exists()
    [event] = [each for each in audit.trail(held_file.pk) if each.name == "file.dropped"]
    assert event.details["reason"] == "scanner" and event.actor == ict.pk
    shown = of(teacher).get(reverse("students:category", args=[noor.pk, "RES"])).content.decode()
    assert "This file was not kept." in shown
    assert of(teacher).get(reverse("students:file", args=[held_file.pk])).status_code == 403


def test_a_letter_of_a_case_is_named_to_who_may_see_that_case(held_file, coordinator, ict, counsellor, vlieger, noor):
    file = case(noor, school=vlieger, categories=[Category.CAR])
    author = resolve(counsellor, timezone.now())
    found = correspondence.case_of("students.case", file.pk, author)
    assert found is not None
    correspondence.add(
        found, direction="in", channel="letter", happened_on=timezone.now().date(), party="Arts", words="Brief",
        files=[Checked("a.pdf", "application/pdf", b"%PDF")], by=author, at=timezone.now(),
    )
    address = reverse("students:case", args=[file.pk])
    assert address not in of(ict).get(HELD).content.decode()
    both = staff(Role.COORDINATOR, vlieger)
    staff_of_care = resolve(both, timezone.now())
    shown = of(both).get(HELD).content.decode()
    assert (address in shown) == bool(correspondence.case_of("students.case", file.pk, staff_of_care))


def test_what_was_refused_is_counted_by_reason(client, teacher, noor, ict):
    client.force_login(teacher)
    sent(client, noor, upload("a.exe", b"MZ not a document"))
    audit.flush()
    assert "This kind of file is not kept" in of(ict).get(HELD).content.decode()


def test_the_list_costs_the_same_for_one_file_and_for_many(held_file, client, teacher, noor, ict):
    browser = of(ict)
    browser.get(HELD)
    with CaptureQueriesContext(connection) as few:
        browser.get(HELD)
    client.force_login(teacher)
    for number in range(5):
        sent(client, noor, upload(f"{number}.pdf", samples.pdf()))
    with CaptureQueriesContext(connection) as many:
        assert browser.get(HELD).status_code == 200
    assert len(many) <= len(few)


@pytest.mark.parametrize(("where", "status"), [("vlieger", 302), ("kompas", 404)])
def test_the_coordinator_of_one_school_destroys_nothing_of_another(held_file, vlieger, kompas, where, status):
    """RELIABILITY T8."""
    person = staff(Role.COORDINATOR, {"vlieger": vlieger, "kompas": kompas}[where])
    assert of(person).post(reverse("files:held_drop", args=[held_file.pk]), {"reason": "mistake"}).status_code == status
    held_file.refresh_from_db()
    assert (held_file.state == FileState.DROPPED) is (status == 302)
