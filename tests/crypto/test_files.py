import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import transaction

from privacyadmin import crypto
from privacyadmin.crypto import files

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LABEL = "students.DossierEntry.file"
CHUNK = files.CHUNK


@pytest.fixture
def place(db, settings, tmp_path):
    settings.SEALED_ROOT = tmp_path / "sealed"
    subject, row = uuid4(), uuid4()
    return {"keyring": crypto.Keyring.ensure([subject], at=NOW), "subject_id": subject, "label": LABEL, "row_id": row}


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_a_file_comes_back_as_it_was(place, size):
    """SETTLED 17: files are sealed in chunks."""
    content = bytes(number % 251 for number in range(size))
    stored = files.seal_stream(io.BytesIO(content), **place)
    assert stored.size == size
    assert b"".join(files.open_stream(stored.name, **place)) == content
    uneven = files.seal_stream([content[:10], content[10:]], **place)
    assert files.read(uneven.name, **place) == content
    assert uneven.sha256 == stored.sha256


def test_the_name_and_the_bytes_on_the_disk_say_nothing(place, settings):
    stored = files.seal_stream(io.BytesIO(b"Noor is ziek" * 20_000), **place)
    [path] = [path for path in settings.SEALED_ROOT.rglob("*") if path.is_file()]
    assert path.name == str(stored.name)
    assert b"Noor" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_file_that_was_cut_lengthened_changed_or_shuffled_does_not_open(place):
    sealed_chunk = CHUNK + files.TAG
    head = len(files.MAGIC) + files.SALT
    stored = files.seal_stream(io.BytesIO(b"a" * CHUNK * 3), **place)
    path = files.path_of(stored.name)
    whole = path.read_bytes()
    first, second, third = (whole[head + number * sealed_chunk:head + (number + 1) * sealed_chunk] for number in range(3))
    for wrong in (
        whole[:-1], whole[:head + 2 * sealed_chunk], whole[:head], whole[:3], b"", whole + b"x", whole + third,
        whole[:head] + second + first + third,
        whole[:head] + first + third, whole[:head + 5] + b"\0" + whole[head + 6:], b"XXXX" + whole[4:], whole[:4] + b"\0" * 16 + whole[20:],
    ):
        path.write_bytes(wrong)
        with pytest.raises(crypto.Tampered):
            files.read(stored.name, **place)


def test_a_file_opens_for_its_own_pupil_field_and_row_only(place):
    stored = files.seal_stream(io.BytesIO(b"x"), **place)
    other = uuid4()
    for wrong in ({"label": "x"}, {"row_id": other}, {"subject_id": other, "keyring": crypto.Keyring.ensure([other], at=NOW)}):
        with pytest.raises(crypto.Tampered):
            files.read(stored.name, **place | wrong)


def test_a_file_of_a_destroyed_pupil_is_refused_before_the_first_byte(place):
    stored = files.seal_stream(io.BytesIO(b"x"), **place)
    crypto.shred(place["subject_id"])
    ring = crypto.Keyring.for_subjects([place["subject_id"]])
    with pytest.raises(crypto.Shredded):
        files.open_stream(stored.name, **place | {"keyring": ring})


def test_an_upload_that_breaks_off_leaves_nothing_behind(place, settings):
    def broken():
        yield b"x" * CHUNK * 2
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.seal_stream(broken(), **place)
    assert [path for path in settings.SEALED_ROOT.rglob("*") if path.is_file()] == []


def test_a_file_goes_when_the_transaction_that_forgets_it_is_committed(place, django_capture_on_commit_callbacks):
    stored = files.seal_stream(io.BytesIO(b"x"), **place)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        files.delete_after_commit(stored.name)
        assert files.path_of(stored.name).exists()
    assert not files.path_of(stored.name).exists()
    files.delete(stored.name)


def test_a_file_of_a_record_that_was_merged_comes_back_for_the_survivor(place):
    """Nothing is sealed anew; a file of the survivor's own opens as before."""
    noor, content = uuid4(), b"a" * (2 * CHUNK + 5)
    stored = files.seal_stream([content], **place)
    crypto.Keyring.ensure([noor], at=NOW)
    crypto.join(place["subject_id"], noor)
    of_noor = place | {"subject_id": noor, "keyring": crypto.Keyring.for_subjects([noor])}
    assert files.read(stored.name, **of_noor) == content
    own = files.seal_stream([b"own"], **of_noor)
    assert files.read(own.name, **of_noor) == b"own"
    with pytest.raises(crypto.Tampered):
        files.read(stored.name, **of_noor | {"row_id": uuid4()})
