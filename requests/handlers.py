"""What the worker makes: the answer to read, the same as data, and its files; imported by the worker alone (SETTLED 6)."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from privacyadmin import crypto, documents, outbox
from privacyadmin.documents.archive import zipped
from privacyadmin.documents.models import Document
from privacyadmin.documents.services import ZIP, forgotten_when_it_fails, store
from privacyadmin.files.checking import SUFFIXES
from privacyadmin.files.services import chunks_of
from privacyadmin.organisation.identity import controller
from privacyadmin.outbox.models import Item
from privacyadmin.policy import holidays
from privacyadmin.times import local_day

from . import answer, notifications, writing
from .collecting import received_files
from .models import ItemKind, Part, PrivacyRequest
from .services import answering, terms

JSON = "application/json"


def _request_of(document: Document) -> PrivacyRequest:
    return PrivacyRequest.objects.select_related("school__board", "student", "policy", "requester", "guardian").get(pk=document.about)


@documents.builder(answering.KIND)
def build(document: Document) -> documents.Answer:
    """The readable answer, in the language of the one who asked."""
    privacy_request = _request_of(document)
    assert privacy_request.decided_at is not None  # an answer follows a decision
    decided_on = local_day(privacy_request.decided_at)
    with translation.override(document.language):
        content = answer.content_of(privacy_request, language=document.language)
        people = answer.people_of(privacy_request, decided_on)
        return documents.Answer(
            title=_("Answer to your request %(number)s") % {"number": privacy_request.number},
            template="documents/access_answer.html",
            context={
                "privacy_request": privacy_request,
                "school": privacy_request.school,
                "board": privacy_request.school.board,
                "content": content,
                "rights": answer.rights_in_words(),
                "controller": controller(decided_on),
                "complaints": answer.complaint_route(privacy_request, people),
                "adviser": answer.adviser_sentence(people),
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


@outbox.handler(holidays.CHANGED)
def count_terms_again(item: Item, at: datetime) -> None:
    """The board's calendar changed: the requests whose dates lie around that day are counted anew (SETTLED 22)."""
    terms.recount(around=date.fromisoformat(item.get("day")), at=at)


def _store(answer_document: Document, kind: str, content: bytes | Iterable[bytes], media_type: str, at: datetime) -> Document:
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


def _files(privacy_request: PrivacyRequest) -> Iterable[bytes]:
    """The files that are given, named by number: people put names of children in file names."""
    keys = list(privacy_request.items.given().filter(kind=ItemKind.FILE).order_by("happened_on", "pk").values_list("source_id", flat=True))
    found = received_files(keys)
    keyring = crypto.Keyring.for_subjects({file.seal_subject for file in found.values()})
    given = (found[key] for key in keys if key in found)
    contents = {
        f"{number:02d}.{SUFFIXES.get(file.media_type, 'bin')}": chunks_of(file, keyring) for number, file in enumerate(given, start=1)
    }
    return zipped(contents) if contents else ()


@outbox.handler(notifications.LETTER)
def write_letter(item, at: datetime) -> None:
    """What happened to a request is also told by letter: in the portal, or printed."""
    row = PrivacyRequest.objects.select_related("school__board", "student__user", "policy", "requester", "guardian__user").get(
        pk=item.get("request")
    )
    writing.write_letter(row, item.get("what"), at=at)
