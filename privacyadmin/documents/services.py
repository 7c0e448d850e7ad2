"""Ordering, storing and reading documents; rendering itself is in `render`, which only handlers import."""
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from privacyadmin import audit, crypto, outbox
from privacyadmin.crypto import files
from privacyadmin.ids import new_id
from privacyadmin.organisation.models import School
from privacyadmin.outbox.models import Item

from . import events
from .models import Document, State

LABEL = "documents.Document.stored_as"
PDF, ZIP = "application/pdf", "application/zip"


@transaction.atomic
def order(kind: str, *, about: UUID, school: School | None, subject: UUID, language: str, at: datetime, key: str) -> Document:
    """Have a document made by the worker; ordered twice under one key, it is one document, made once."""
    number = new_id()
    if not outbox.put("document.make", key=key, about={"document": number}, at=at):
        return Document.objects.get(pk=Item.objects.get(key=key).about["document"])
    crypto.Keyring.ensure([subject], at=at)
    document = Document(id=number, kind=kind, about=about, school=school, subject=subject, language=language, ordered_at=at)
    document.save(force_insert=True)
    return document


@transaction.atomic
def store(
    document: Document, content: bytes | Iterable[bytes], *, media_type: str, pages: int | None, volumes: int, at: datetime
) -> Document:
    """Keep what was made, sealed under the pupil's key, with the hash of what will be handed out.

    Raises crypto.Shredded where the pupil was destroyed while it was being made: no new key is made for him.
    """
    keyring = crypto.Keyring.for_subjects([document.subject])
    chunks = [content] if isinstance(content, bytes) else content
    stored = files.seal_stream(iter(chunks), keyring=keyring, subject_id=document.subject, label=LABEL, row_id=document.pk)
    document.state, document.made_at = State.READY, at
    document.media_type, document.pages, document.volumes = media_type, pages, volumes
    document.stored_as, document.size, document.sha256 = stored.name, stored.size, stored.sha256
    with forgotten_when_it_fails(document):
        document.save()
        audit.record(events.DOCUMENT_MADE, about=document, school=document.school, by=None, at=at, kind=document.kind, volumes=volumes)
    return document


@contextmanager
def forgotten_when_it_fails(document: Document) -> Iterator[None]:
    """No sealed file stays behind of a document whose row is not written after all."""
    try:
        yield
    except BaseException:
        if document.stored_as is not None:
            files.delete(document.stored_as)
        raise


def open_document(document: Document) -> Iterator[bytes]:
    """The document, chunk by chunk; raises crypto.Shredded once the pupil's key is destroyed."""
    assert document.stored_as is not None             # a document that is ready has its file
    keyring = crypto.Keyring.for_subjects([document.subject])
    return files.open_stream(document.stored_as, keyring=keyring, subject_id=document.subject, label=LABEL, row_id=document.pk)


@transaction.atomic
def fail(document: Document, *, at: datetime) -> None:
    """A document could not be made: it is shown, and never half delivered."""
    document.state = State.FAILED
    document.save(update_fields=["state"])
    audit.record(events.DOCUMENT_FAILED, about=document, school=document.school, by=None, at=at, kind=document.kind)
