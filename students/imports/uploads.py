"""The uploaded file between «show» and «apply»: sealed under a key of its own, for an hour at most."""
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from privacyadmin import crypto, outbox
from privacyadmin.accounts.models import User
from privacyadmin.crypto import files
from privacyadmin.organisation.models import School
from students.models import ImportUpload, UploadKind
from students.models.uploads import KEPT_FOR, UPLOAD_LABEL

FORGET = "students.forget_upload"


@transaction.atomic
def keep(content: bytes, *, kind: UploadKind, school: School | None, shown: str, by: User, at: datetime) -> ImportUpload:
    """Keep a file that somebody is looking at the difference of."""
    upload = ImportUpload(kind=kind, school=school, shown=shown, uploaded_by=by, uploaded_at=at, expires_at=at + KEPT_FOR)
    keyring = crypto.Keyring.ensure([upload.pk], at=at)
    stored = files.seal_stream([content], keyring=keyring, subject_id=upload.pk, label=UPLOAD_LABEL, row_id=upload.pk)
    upload.stored_as = stored.name
    upload.save(force_insert=True)
    outbox.put(FORGET, key=f"{FORGET}:{upload.pk}", about={"upload": upload.pk}, at=at, due_at=upload.expires_at)
    return upload


def content_of(upload: ImportUpload) -> bytes:
    keyring = crypto.Keyring.for_subjects([upload.pk])
    return files.read(upload.stored_as, keyring=keyring, subject_id=upload.pk, label=UPLOAD_LABEL, row_id=upload.pk)


@transaction.atomic
def forget(uploads: Iterable[ImportUpload]) -> int:
    """Destroy the key, the file and the row."""
    count = 0
    for upload in uploads:
        crypto.shred(upload.pk)
        files.delete_after_commit(upload.stored_as)
        upload.delete()
        count += 1
    return count


def forget_one(upload_id: UUID) -> int:
    return forget(ImportUpload.objects.filter(pk=upload_id))
