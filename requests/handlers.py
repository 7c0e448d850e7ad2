"""What the worker makes: the answer to read, the same as data, and its files; imported by the worker alone (SETTLED 6)."""

import io
import zipfile
from contextlib import ExitStack
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from privacyadmin import crypto, documents
from privacyadmin.crypto import files
from privacyadmin.documents.models import Document
from privacyadmin.documents.services import ZIP, forgotten_when_it_fails, store
from students.models import DossierFile
from students.models.dossier import FILE_LABEL

from . import answer, notifications
from .models import ItemKind, Part, PrivacyRequest
from .services import answering

JSON = "application/json"
SUFFIXES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def _request_of(document: Document) -> PrivacyRequest:
    return PrivacyRequest.objects.select_related("school__board", "student", "policy", "requester", "guardian").get(pk=document.about)


@documents.builder(answering.KIND)
def build(document: Document) -> documents.Answer:
    """The readable answer, in the language of the one who asked."""
    privacy_request = _request_of(document)
    with translation.override(document.language):
        content = answer.content_of(privacy_request, language=document.language)
        return documents.Answer(
            title=_("Answer to your request %(number)s") % {"number": privacy_request.number},
            template="documents/access_answer.html",
            context={
                "privacy_request": privacy_request,
                "school": privacy_request.school,
                "board": privacy_request.school.board,
                "content": content,
                "rights": answer.rights_in_words(),
                "complaints": answer.complaint_route(privacy_request),
                "adviser": answer.adviser_sentence(),
            },
            sections=content.blocks,
            weight=lambda block: block.weight,
        )


@documents.when_ready(answering.KIND)
def lay_ready(document: Document, at: datetime) -> None:
    """With the readable answer come the data file and the files, in the same transaction."""
    privacy_request = _request_of(document)
    with translation.override(document.language):
        data = answer.data_file(answer.content_of(privacy_request, language=document.language))
    parts = {Part.PDF: document}
    with ExitStack() as kept:
        parts[Part.JSON] = _store(document, answering.DATA_KIND, data, JSON, at)
        kept.enter_context(forgotten_when_it_fails(parts[Part.JSON]))
        if archive := _files(privacy_request):
            parts[Part.FILES] = _store(document, answering.FILES_KIND, archive, ZIP, at)
            kept.enter_context(forgotten_when_it_fails(parts[Part.FILES]))
        answering.make_ready(privacy_request, parts, at=at)


@documents.when_failed(answering.KIND)
def tell_handler(document: Document, at: datetime) -> None:
    """Somebody has to look why, and order it again."""
    notifications.to_handler(_request_of(document), what=f"failed:{document.pk}", at=at)


def _store(answer_document: Document, kind: str, content: bytes, media_type: str, at: datetime) -> Document:
    made = Document(
        kind=kind,
        about=answer_document.about,
        school=answer_document.school,
        subject=answer_document.subject,
        language=answer_document.language,
        ordered_at=at,
    )
    made.save(force_insert=True)
    return store(made, content, media_type=media_type, pages=None, volumes=1, at=at)


def _files(privacy_request: PrivacyRequest) -> bytes:
    """The files that are given, named by number: people put names of children in file names."""
    keys = list(privacy_request.items.given().filter(kind=ItemKind.FILE).order_by("happened_on", "pk").values_list("source_id", flat=True))
    found = DossierFile.objects.in_bulk(keys)
    if not found:
        return b""
    keyring = crypto.Keyring.for_subjects([privacy_request.student_id])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, file in enumerate((found[key] for key in keys if key in found), start=1):
            name = f"{number:02d}.{SUFFIXES.get(file.media_type, 'bin')}"
            with archive.open(zipfile.ZipInfo(name), "w") as place:
                for chunk in files.open_stream(
                    file.stored_as, keyring=keyring, subject_id=file.student_id, label=FILE_LABEL, row_id=file.pk
                ):
                    place.write(chunk)
    return target.getvalue()
