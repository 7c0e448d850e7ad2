"""The answer to a request, from people who typed forty ways to fetch something into every field (RELIABILITY T15)."""

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from privacyadmin import crypto
from privacyadmin.documents.models import Document, State
from privacyadmin.documents.services import open_document
from privacyadmin.outbox import registry
from students.models import DossierEntry
from tests.authz.canaries import free_fields
from tests.documents.listener import Listener
from tests.documents.payloads import ASKING, fragment
from tests.requests.cast import NOW, Cast, decided, make_cast, work

pytestmark = pytest.mark.django_db
MORE = [("organisation.School", "name"), ("organisation.Board", "name"), ("students.ClassGroup", "name"), ("accounts.User", "name")]


def type_everywhere(payloads: list[str]) -> None:
    """Past the forms: as much of it as fits in each text that somebody can write."""
    text = " ".join(payloads)
    for label, name in {*free_fields(), *MORE}:
        model = apps.get_model(label)
        kind = model._meta.get_field(name)
        if isinstance(kind, models.CharField | models.TextField) and not isinstance(kind, models.EmailField) and not kind.unique:
            value = text if kind.max_length is None else min(payloads, key=len)[: kind.max_length]
            try:
                with transaction.atomic():
                    models.QuerySet(model).update(**{name: value})
            except DatabaseError:           # kept by a rule of the database
                continue
    entries = DossierEntry.objects.exclude(sealed=None)
    keyring = crypto.Keyring.ensure({entry.student_id for entry in entries}, at=NOW)
    for entry in entries:
        sealed = keyring.seal(entry.student_id, text, label="students.DossierEntry.sealed", row_id=entry.pk)
        models.QuerySet(DossierEntry).filter(pk=entry.pk).update(sealed=sealed)


@pytest.fixture
def cast(board, vlieger, group6a, settings) -> Cast:
    settings.SECOND_FACTOR_REQUIRED = False
    return make_cast(board, vlieger, group6a)


def test_an_answer_to_a_request_fetches_nothing_that_somebody_typed(cast, tmp_path):
    """0 requests to the network or the disk, and the answer is made: with the typed words as words."""
    registry.discover("handlers")
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret that lies on the disk")
    privacy_request = decided(cast)
    with Listener() as listener:
        type_everywhere([fragment(source, port=listener.port, file=secret) for source in ASKING.values()])
        work()
        assert listener.hits == 0
    documents = list(Document.objects.filter(about=privacy_request.pk, state=State.READY))
    assert documents
    for document in documents:
        content = b"".join(open_document(document))
        assert content[:4] in (b"%PDF", b"PK\x03\x04") or content[:1] == b"{"
        assert b"the secret that lies on the disk" not in content
