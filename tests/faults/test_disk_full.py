"""The disk of the sealed files is full: nothing is half there, the page says «later», and with room the work is done (bad input)."""

import errno
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.documents import render, services
from privacyadmin.documents.models import Document, State
from privacyadmin.outbox.models import Item
from students.models import ImportUpload, Student
from tests.documents.making import KIND, LETTER, LONG, Kind, Templates, answer
from tests.edexml.build import make_edexml
from tests.factories import NOW, staff

pytestmark = pytest.mark.django_db
ROOM = 8192                         # bytes that a file may have


@contextmanager
def full_disk() -> Iterator[None]:
    """A file that grows past the quota is refused by the system, in the middle of a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    compiled, sys.dont_write_bytecode = sys.dont_write_bytecode, True    # half a compiled module would break whatever imports it next
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        sys.dont_write_bytecode = compiled


def sealed_files() -> set:
    return {path for path in settings.SEALED_ROOT.rglob("*") if path.is_file()}


def test_the_quota_of_these_tests_is_one(tmp_path):
    with full_disk(), pytest.raises(OSError) as refusal, (tmp_path / "large").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * ROOM)
    assert refusal.value.errno in {errno.EFBIG, errno.ENOSPC}


def test_an_upload_that_does_not_fit_is_refused_whole_and_goes_in_when_there_is_room(vlieger, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client(raise_request_exception=False)
    client.force_login(staff(Role.OFFICE, vlieger))
    before = sealed_files()
    with full_disk():
        answer = client.post(reverse("students:import"), {"file": SimpleUploadedFile("leerlingen.xml", make_edexml(60))})
    assert answer.status_code == 503 and answer["Retry-After"]
    assert sealed_files() == before and not ImportUpload.objects.exists() and not Student.objects.exists()
    again = client.post(reverse("students:import"), {"file": SimpleUploadedFile("leerlingen.xml", make_edexml(60))})
    assert again.status_code == 302 and ImportUpload.objects.count() == 1


def test_an_answer_that_does_not_fit_is_made_later_and_once(vlieger, monkeypatch):
    monkeypatch.setattr(render, "render_to_string", Templates(LETTER))
    before = sealed_files()
    with Kind() as kind:
        kind.gives = answer(sections=[LONG] * 5)
        services.order(KIND, about=uuid4(), school=vlieger, subject=uuid4(), language="nl", at=NOW, key="letter:1")
        with full_disk():
            assert outbox.work(at=NOW).later == 1
        assert sealed_files() == before and Item.objects.get().last_error == "OSError"
        assert outbox.work(at=NOW + timedelta(minutes=2)).done == 1
        assert Document.objects.get().state == State.READY and len(kind.ready) == 1
    assert len(sealed_files() - before) == 1
