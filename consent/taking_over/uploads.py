"""A list of answers between «show» and «apply»: sealed under a key of its own, for an hour at most."""
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from consent.models import AnswerUpload
from privacyadmin import crypto, outbox
from privacyadmin.accounts.models import User
from privacyadmin.crypto import files
from privacyadmin.organisation.models import School

FORGET = "consent.forget_upload"
LABEL = "consent.AnswerUpload.stored_as"
KEPT_FOR = timedelta(hours=1)


@transaction.atomic
def keep(
    content: bytes, *, school: School, source_name: str, answered_on: date, columns: dict[str, str], by: User, at: datetime
) -> AnswerUpload:
    """Keep a list that somebody is looking at the difference of."""
    upload = AnswerUpload(
        school=school, source_name=source_name, answered_on=answered_on, columns=columns, uploaded_by=by, uploaded_at=at,
        expires_at=at + KEPT_FOR,
    )
    keyring = crypto.Keyring.ensure([upload.pk], at=at)
    upload.stored_as = files.seal_stream([content], keyring=keyring, subject_id=upload.pk, label=LABEL, row_id=upload.pk).name
    upload.save(force_insert=True)
    outbox.put(FORGET, key=f"{FORGET}:{upload.pk}", about={"upload": upload.pk}, at=at, due_at=upload.expires_at)
    return upload


def content_of(upload: AnswerUpload) -> bytes:
    keyring = crypto.Keyring.for_subjects([upload.pk])
    return files.read(upload.stored_as, keyring=keyring, subject_id=upload.pk, label=LABEL, row_id=upload.pk)


def remember(upload: AnswerUpload, *, shown: str, columns: dict[str, str] | None = None) -> None:
    """What this person chose and saw last is what «apply» must find."""
    upload.shown, upload.columns = shown, upload.columns if columns is None else columns
    upload.save(update_fields=["shown", "columns"])


@transaction.atomic
def forget(uploads: Iterable[AnswerUpload]) -> int:
    """Destroy the key, the file and the row."""
    count = 0
    for upload in uploads:
        crypto.shred(upload.pk)
        files.delete_after_commit(upload.stored_as)
        upload.delete()
        count += 1
    return count


def forget_one(key: UUID) -> int:
    return forget(AnswerUpload.objects.filter(pk=key))
