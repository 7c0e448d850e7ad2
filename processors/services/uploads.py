"""A supplier list between «show» and «apply»: sealed under a key of its own, for an hour at most."""
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from privacyadmin import crypto, outbox
from privacyadmin.accounts.models import User
from privacyadmin.crypto import files
from processors.models import SupplierUpload

FORGET = "processors.forget_upload"
LABEL = "processors.SupplierUpload.stored_as"
KEPT_FOR = timedelta(hours=1)


@transaction.atomic
def keep(content: bytes, *, shown: str, by: User, at: datetime) -> SupplierUpload:
    """Keep a list that somebody is looking at the difference of."""
    upload = SupplierUpload(shown=shown, uploaded_by=by, uploaded_at=at, expires_at=at + KEPT_FOR)
    keyring = crypto.Keyring.ensure([upload.pk], at=at)
    upload.stored_as = files.seal_stream([content], keyring=keyring, subject_id=upload.pk, label=LABEL, row_id=upload.pk).name
    upload.save(force_insert=True)
    outbox.put(FORGET, key=f"{FORGET}:{upload.pk}", about={"upload": upload.pk}, at=at, due_at=upload.expires_at)
    return upload


def content_of(upload: SupplierUpload) -> bytes:
    keyring = crypto.Keyring.for_subjects([upload.pk])
    return files.read(upload.stored_as, keyring=keyring, subject_id=upload.pk, label=LABEL, row_id=upload.pk)


def remember(upload: SupplierUpload, shown: str) -> None:
    """What this person saw last is what «apply» must find."""
    if upload.shown != shown:
        upload.shown = shown
        upload.save(update_fields=["shown"])


@transaction.atomic
def forget(uploads: Iterable[SupplierUpload]) -> int:
    """Destroy the key, the file and the row."""
    count = 0
    for upload in uploads:
        crypto.shred(upload.pk)
        files.delete_after_commit(upload.stored_as)
        upload.delete()
        count += 1
    return count


def forget_one(key: UUID) -> int:
    return forget(SupplierUpload.objects.filter(pk=key))
