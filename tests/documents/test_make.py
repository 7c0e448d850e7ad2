import hashlib
import io
import logging
import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pypdf
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from privacyadmin import audit, crypto, outbox
from privacyadmin.crypto import files
from privacyadmin.documents import handlers, render, services
from privacyadmin.documents.letterhead import letterhead_of
from privacyadmin.documents.models import Document, State
from privacyadmin.outbox.models import Item
from tests.documents.making import HOSTILE, KIND, LETTER, Kind, Templates, answer
from tests.factories import SchoolFactory
from tests.processes import Worker, wait_until

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(render, "render_to_string", Templates(LETTER))
    with Kind() as kind:
        yield kind


def order(school, *, key="letter:1", kind=KIND, subject=None, at=NOW) -> Document:
    return services.order(kind, about=uuid4(), school=school, subject=subject or uuid4(), language="nl", at=at, key=key)


def sealed_files() -> set:
    return {path for path in settings.SEALED_ROOT.rglob("*") if path.is_file()}


def test_a_document_is_made_sealed_and_known_by_the_hash_of_what_is_handed_out(vlieger, kind):
    """SETTLED 17, 20."""
    document = order(vlieger)
    assert outbox.work(at=NOW).done == 1
    document.refresh_from_db()
    content = b"".join(services.open_document(document))
    assert (document.state, document.made_at, document.media_type, document.volumes) == (State.READY, NOW, services.PDF, 1)
    assert (document.sha256, document.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert "All is well." in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert b"%PDF" not in files.path_of(document.stored_as).read_bytes()
    assert kind.ready == [document.pk]


def test_the_register_says_that_a_document_was_made_and_not_of_whom(vlieger, kind):
    """SETTLED 18."""
    document = order(vlieger)
    outbox.work(at=NOW)
    audit.flush()
    event = audit.Event.objects.get(name="document.made")
    assert (event.about, event.details) == (document.pk, {"kind": KIND, "volumes": 1})


def test_ordered_twice_under_one_key_it_is_one_document(vlieger, kind):
    first, second = order(vlieger), order(vlieger)
    assert first.pk == second.pk
    assert Document.objects.count() == 1
    outbox.work(at=NOW)
    assert kind.ready == [first.pk]


def test_work_that_is_done_twice_makes_one_document(vlieger, kind):
    """DESIGN: a worker that died just after its commit is followed by another."""
    document = order(vlieger)
    before = sealed_files()
    item = Item.objects.get()
    for _time in range(2):
        with transaction.atomic():
            handlers.make(item, NOW)
    document.refresh_from_db()
    assert sealed_files() - before == {files.path_of(document.stored_as)}
    assert kind.ready == [document.pk]


def test_a_document_that_asks_for_something_outside_fails_and_says_so_once(vlieger, kind, monkeypatch, caplog):
    """T15: trying again would not help; nothing that it held comes into a log."""
    monkeypatch.setattr(render, "render_to_string", Templates(HOSTILE))
    kind.gives = answer(context={"opening": '<img src="file:///etc/hostname" alt="Noor">'})
    document = order(vlieger)
    with caplog.at_level(logging.DEBUG):
        assert outbox.work(at=NOW).done == 1
    document.refresh_from_db()
    assert (document.state, document.stored_as, document.sha256) == (State.FAILED, None, "")
    assert (kind.ready, kind.failed) == ([], [document.pk])
    assert "hostname" not in caplog.text
    assert "Noor" not in caplog.text
    audit.flush()
    assert audit.Event.objects.filter(name="document.failed", about=document.pk).count() == 1
    assert outbox.work(at=NOW + timedelta(days=1)).total == 0


def test_no_document_is_made_of_a_pupil_who_was_destroyed_meanwhile(vlieger, kind):
    """SETTLED 17: no new key comes into being for somebody whose key was destroyed."""
    document = order(vlieger)
    crypto.shred(document.subject)
    outbox.work(at=NOW)
    document.refresh_from_db()
    assert document.state == State.FAILED
    assert not crypto.Keyring.for_subjects([document.subject]).has(document.subject)


def test_a_document_cannot_be_opened_once_the_key_of_the_pupil_is_destroyed(vlieger, kind):
    document = order(vlieger)
    outbox.work(at=NOW)
    document.refresh_from_db()
    crypto.shred(document.subject)
    with pytest.raises(crypto.Shredded):
        services.open_document(document)


def test_what_fails_after_storing_leaves_no_file_behind_and_is_tried_again(vlieger, kind, monkeypatch):
    document = order(vlieger)
    before = sealed_files()

    def trouble(document, at):
        raise RuntimeError

    monkeypatch.setitem(handlers.READY, KIND, trouble)
    assert outbox.work(at=NOW).later == 1
    document.refresh_from_db()
    assert document.state == State.ORDERED
    assert sealed_files() == before
    monkeypatch.undo()
    monkeypatch.setattr(render, "render_to_string", Templates(LETTER))
    assert outbox.work(at=NOW + timedelta(minutes=2)).done == 1
    assert kind.ready == [document.pk]


def test_a_school_without_a_logo_uses_that_of_its_board(board):
    board.logo, board.logo_alt = b"\x89PNG", "A fan"
    board.save()
    school = SchoolFactory(board=board, name="De Vlieger", colour="#123456")
    head = letterhead_of(school, NOW.date())
    assert (head.school, head.board, head.logo_alt, head.colour) == ("De Vlieger", board.name, "A fan", "#123456")
    assert head.logo == "data:image/png;base64,iVBORw=="
    school.logo, school.logo_alt = b"own", ""
    assert letterhead_of(school, NOW.date()).logo_alt == "De Vlieger"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_the_document(vlieger, redis_client):
    """SETTLED 6: the worker alone has the renderer; it runs as the role that owns nothing."""
    environment = os.environ | {"PRIVACYADMIN_DB": "web", "DJANGO_SETTINGS_MODULE": "tests.documents.letters.settings"}
    redis_client.flushdb()
    with Worker(environment):
        document = order(vlieger, kind="tests_real_letter", at=timezone.now())
        wait_until(lambda: Document.objects.filter(pk=document.pk, state=State.READY).exists(), what="the document")
    document.refresh_from_db()
    content = b"".join(services.open_document(document))
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "A real letter" in text
    assert "Three." in text
