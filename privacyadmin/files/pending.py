"""Lists between «show» and «apply»: each sealed under a key of its own, for an hour at most. Every app's imports go this way."""
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db import transaction

from privacyadmin import crypto, outbox
from privacyadmin.crypto import files as sealed

from .models import PendingUpload

KEPT_FOR = timedelta(hours=1)
Upload = TypeVar("Upload", bound=PendingUpload)


def models() -> dict[str, type[PendingUpload]]:
    """Every kind of list that may wait, by the work that destroys it."""
    return {_forget(model): model for model in apps.get_models() if issubclass(model, PendingUpload)}


def _forget(model: Any) -> str:
    return f"{model._meta.app_label}.forget_upload"


@transaction.atomic
def keep(upload: Upload, content: bytes, *, by: Any, at: datetime) -> Upload:
    """Keep a list that somebody is looking at the difference of."""
    upload.uploaded_by, upload.uploaded_at, upload.expires_at = by, at, at + KEPT_FOR
    upload.stored_as = sealed.seal_stream([content], keyring=crypto.Keyring.ensure([upload.pk], at=at), **_place(upload)).name
    upload.save(force_insert=True)
    kind = _forget(upload)
    outbox.put(kind, key=f"{kind}:{upload.pk}", about={"upload": upload.pk}, at=at, due_at=upload.expires_at)
    return upload


def content_of(upload: PendingUpload) -> bytes:
    return sealed.read(upload.stored_as, keyring=crypto.Keyring.for_subjects([upload.pk]), **_place(upload))


def _place(upload: PendingUpload) -> dict[str, Any]:
    return {"subject_id": upload.pk, "label": f"{upload._meta.label}.stored_as", "row_id": upload.pk}


def remember(upload: PendingUpload, **seen: Any) -> None:
    """What this person chose and saw last is what «apply» must find."""
    changed = [name for name, value in seen.items() if getattr(upload, name) != value]
    for name in changed:
        setattr(upload, name, seen[name])
    if changed:
        upload.save(update_fields=changed)


@transaction.atomic
def forget(uploads: Iterable[PendingUpload]) -> int:
    """Destroy the key, the file and the row."""
    count = 0
    for upload in uploads:
        crypto.shred(upload.pk)
        sealed.delete_after_commit(upload.stored_as)
        upload.delete()
        count += 1
    return count
