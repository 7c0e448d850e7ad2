"""What the worker makes of a transfer: the file for the next school, its files, and the copy of the family (S1-122, S2-150)."""
from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from privacyadmin import crypto, documents
from privacyadmin.documents.archive import zipped
from privacyadmin.documents.models import Document
from privacyadmin.documents.services import ZIP, store
from privacyadmin.files.checking import SUFFIXES
from privacyadmin.files.models import FileState
from privacyadmin.files.services import chunks_of
from privacyadmin.times import local_day
from students.models import Transfer
from students.services.transfer_steps import ATTACHED, COPY, FILE

from .candidates import closed_of
from .content import pieces, without_number


def _transfer_of(document: Document) -> Transfer:
    return Transfer.objects.select_related("school__board", "student").get(pk=document.about)


@documents.builder(FILE)
def build_file(document: Document) -> documents.Answer:
    """For the next school, with what the family said of it."""
    return _answer(document, for_family=False)


@documents.builder(COPY)
def build_copy(document: Document) -> documents.Answer:
    """For the family: without what is of somebody else, and without what is kept from it for the pupil's safety (C-25)."""
    return _answer(document, for_family=True)


def _answer(document: Document, *, for_family: bool) -> documents.Answer:
    transfer = _transfer_of(document)
    with translation.override(document.language):
        context = {"transfer": transfer, "for_family": for_family}
        if not for_family:
            keyring = crypto.Keyring.for_subjects([transfer.student_id])
            context["remark"] = without_number(transfer.remark(keyring), transfer, keyring)
        return documents.Answer(
            title=_("Copy of the transfer file") if for_family else _("Transfer file"), template="documents/transfer.html", context=context,
            sections=pieces(transfer, for_family=for_family, at=document.ordered_at), weight=lambda piece: piece.weight,
        )


@documents.when_ready(FILE)
def attach(document: Document, at: datetime) -> None:
    """The files of entries come beside it, by number: people put names of children in file names."""
    content = _attached(_transfer_of(document), at)
    if content:
        made = Document(
            kind=ATTACHED, about=document.about, school=document.school, subject=document.subject, language=document.language, ordered_at=at
        )
        made.save(force_insert=True)
        store(made, zipped(content), media_type=ZIP, pages=None, volumes=1, at=at)


def _attached(transfer: Transfer, at: datetime) -> dict[str, Iterable[bytes]]:
    items = transfer.items.filter(file__state=FileState.RELEASED, file__entry__voided_at=None).select_related("file")
    items = items.exclude(file__entry__in=closed_of(transfer, on=local_day(at)))
    files = [item.file for item in items.order_by("pk") if item.file is not None]
    keyring = crypto.Keyring.for_subjects({file.seal_subject for file in files})
    return {f"{number:02d}.{SUFFIXES.get(file.media_type, 'bin')}": chunks_of(file, keyring) for number, file in enumerate(files, start=1)}
