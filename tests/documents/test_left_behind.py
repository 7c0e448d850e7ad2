"""A document that cannot be made is shown as failed, and a sealed file that no row points to does not stay."""
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from privacyadmin import outbox
from privacyadmin.crypto import Keyring, files
from privacyadmin.documents import night, render
from privacyadmin.documents.models import State
from privacyadmin.documents.registry import BUILDERS
from privacyadmin.outbox.models import Item
from privacyadmin.outbox.registry import WAITS
from tests.documents.making import KIND, LETTER, Kind, Templates
from tests.documents.test_make import NOW, order

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(render, "render_to_string", Templates(LETTER))
    with Kind() as kind:
        yield kind


def try_until_given_up(at=NOW):
    for _attempt in range(len(WAITS) + 1):
        outbox.work(at=at)
        at += DAY
    return at


def test_a_document_whose_builder_breaks_is_failed_in_the_end_and_can_be_tried_again(vlieger, kind, monkeypatch):
    works = BUILDERS[KIND]
    monkeypatch.setitem(BUILDERS, KIND, lambda document: 1 / 0)
    document = order(vlieger)
    at = try_until_given_up()
    document.refresh_from_db()
    assert (document.state, kind.failed) == (State.FAILED, [document.pk])
    monkeypatch.setitem(BUILDERS, KIND, works)
    outbox.retry(Item.objects.get(), at=at)
    outbox.work(at=at)
    document.refresh_from_db()
    assert (document.state, kind.ready) == (State.READY, [document.pk])


def test_what_was_ordered_anew_meanwhile_is_not_made_twice(vlieger, kind, monkeypatch):
    works = BUILDERS[KIND]
    monkeypatch.setitem(BUILDERS, KIND, lambda document: 1 / 0)
    first = order(vlieger)
    at = try_until_given_up()
    monkeypatch.setitem(BUILDERS, KIND, works)
    again = order(vlieger, key="letter:2", at=at)
    again.about = first.about
    again.save(update_fields=["about"])
    outbox.retry(Item.objects.get(key="letter:1"), at=at)
    outbox.work(at=at)
    assert kind.ready == [again.pk]


def seal(name: str = "left behind") -> UUID:
    subject = uuid4()
    keyring = Keyring.ensure([subject], at=NOW)
    return files.seal_stream([name.encode()], keyring=keyring, subject_id=subject, label="tests.File.stored_as", row_id=uuid4()).name


def age(path, days: float) -> None:
    written = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (written, written))


def test_a_sealed_file_without_a_row_is_removed_after_a_day_and_no_other(vlieger, kind, settings, tmp_path):
    """A crash between writing a file and keeping its row leaves the file: nobody can find it, and nobody would remove it."""
    settings.SEALED_ROOT = tmp_path
    document = order(vlieger)
    outbox.work(at=NOW)
    document.refresh_from_db()
    old, young, begun, strange = seal(), seal(), files.path_of(uuid4()).with_suffix(".partial"), tmp_path / "aa" / "notes.txt"
    for path in (begun, strange):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        age(path, 2)
    age(files.path_of(old), 1.1)
    age(files.path_of(young), 0.9)
    age(files.path_of(document.stored_as), 30)
    assert night.remove_orphans(NOW.date(), NOW) == 2
    left = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {files.path_of(young), files.path_of(document.stored_as), strange}


def test_every_app_that_keeps_a_sealed_file_is_asked():
    labels = {model._meta.label for model in night.keepers()}
    assert {"documents.Document", "students.ImportUpload"} <= labels


def test_a_large_file_on_its_way_in_lies_in_a_folder_of_the_programs_own(settings, tmp_path, rf):
    """ASVS V5: nothing unsealed in the folder that the whole machine shares."""
    settings.SEALED_ROOT = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    request = rf.post("/", {"file": SimpleUploadedFile("plan.pdf", b"x" * 4000)})
    uploaded = request.FILES["file"]
    place = Path(uploaded.temporary_file_path())
    assert place.parent == tmp_path / "uploads" and place.parent.stat().st_mode & 0o777 == 0o700 and place.stat().st_mode & 0o077 == 0
    assert "plan" not in place.name and uploaded.read() == b"x" * 4000
    request.close()
    assert not place.exists()


def test_what_a_killed_process_left_of_an_upload_is_removed_by_the_night(settings, tmp_path):
    settings.SEALED_ROOT = tmp_path
    files.uploads().mkdir()
    left, fresh = files.uploads() / "left", files.uploads() / "fresh"
    for path, days in ((left, 2), (fresh, 0.1)):
        path.write_bytes(b"x")
        age(path, days)
    assert night.remove_orphans(NOW.date(), NOW) == 1 and fresh.exists()
