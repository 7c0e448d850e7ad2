"""The administration imports in the browser: upload, look, apply."""
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.crypto.files import path_of
from privacyadmin.crypto.models import DataKey
from students.imports import apply, edexml
from students.models import Guardian, ImportUpload, Student
from tests.edexml.build import make_edexml
from tests.factories import NOW, TODAY, guardian, staff
from tests.imports.test_import_guardians import file, keyed

PUPILS, GUARDIANS = reverse("students:import"), reverse("students:import_guardians")


@pytest.fixture(autouse=True)
def _no_wall(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def office(vlieger, client):
    user = staff(Role.OFFICE, vlieger, language="en")
    client.force_login(user)
    return user


def upload(client, source: bytes, url=PUPILS):
    return client.post(url, {"file": SimpleUploadedFile("leerlingen.xml", source)})


def test_the_office_looks_first_and_then_applies(client, office):
    answer = upload(client, make_edexml(30))
    shown = client.get(answer.url)
    assert shown.status_code == 200 and not Student.objects.exists()
    assert len(shown.context["found"].new) == 30
    stored = ImportUpload.objects.get()
    assert b"<leerling" not in path_of(stored.stored_as).read_bytes()
    client.post(answer.url)
    assert Student.objects.count() == 30
    assert not ImportUpload.objects.exists() and not DataKey.objects.filter(subject=stored.pk).exists()
    assert client.get(answer.url).status_code == 404


def test_a_refused_file_names_the_rows_and_is_not_kept(client, office):
    answer = upload(client, make_edexml(3).replace(b"<geslacht>1</geslacht>", b"<geslacht>7</geslacht>"))
    assert answer.status_code == 422 and "refused" in answer.content.decode()
    assert not ImportUpload.objects.exists() and not Student.objects.exists()


def test_a_file_of_another_school_is_refused(client, office, kompas):
    assert upload(client, make_edexml(3, brin="99ZB")).status_code == 422


def test_what_changed_in_between_must_be_looked_at_again(client, office):
    answer = upload(client, make_edexml(3))
    client.get(answer.url)
    apply.apply(edexml.read(make_edexml(2), on=TODAY), by=None, at=NOW)
    again = client.post(answer.url)
    assert again.url == answer.url and Student.objects.count() == 2
    client.get(answer.url)
    client.post(answer.url)
    assert Student.objects.count() == 3


def test_an_upload_is_for_who_made_it_and_for_an_hour(client, office, vlieger):
    answer = upload(client, make_edexml(3))
    client.force_login(staff(Role.OFFICE, vlieger))
    assert client.get(answer.url).status_code == 404
    client.force_login(office)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        client.force_login(office)
        assert client.get(answer.url).status_code == 404


def test_a_forgotten_upload_is_destroyed_after_the_hour(client, office):
    upload(client, make_edexml(3))
    stored = ImportUpload.objects.get()
    outbox.work(at=timezone.now() + timedelta(minutes=61))
    assert not ImportUpload.objects.exists() and not DataKey.objects.filter(subject=stored.pk).exists()


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.ADVISER, Role.CARE_COORDINATOR])
def test_who_does_not_keep_the_administration_cannot_import(client, vlieger, role):
    client.force_login(staff(role, vlieger))
    for url in (PUPILS, GUARDIANS):
        assert client.get(url).status_code == 403


def test_a_parent_does_not_find_the_page(client, vlieger, group6a):
    client.force_login(guardian().user)
    assert client.get(PUPILS).status_code == 404


def test_the_coordinator_imports_for_every_school(client, board, vlieger, kompas):
    client.force_login(staff(Role.COORDINATOR, board))
    assert upload(client, make_edexml(2, brin="99ZB")).status_code == 302


def test_guardians_are_looked_at_and_applied_alike(client, office, vlieger):
    keyed(vlieger, "L1", first_name="Noor")
    source = file("O1;L1;ouder;A;Anna;Wit;anna@thuis.example;;ja;;;;;;;")
    answer = client.post(GUARDIANS, {"file": SimpleUploadedFile("ouders.csv", source)})
    assert "Anna Wit" in client.get(answer.url).content.decode() and not Guardian.objects.exists()
    client.post(answer.url)
    assert Guardian.objects.get().last_name == "Wit"


def test_a_list_with_an_unknown_pupil_is_refused_with_its_row(client, office):
    source = file("O1;L9;ouder;A;Anna;Wit;;;ja;;;;;;;")
    answer = client.post(GUARDIANS, {"file": SimpleUploadedFile("ouders.csv", source)})
    assert answer.status_code == 422 and "Row 2" in answer.content.decode()


def test_nothing_chosen_is_said_in_words(client, office):
    assert client.post(PUPILS, {}).status_code == 400
