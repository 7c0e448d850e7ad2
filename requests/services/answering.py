"""The answer is ordered by the decision, made by the worker, and laid ready (SETTLED 20, 21)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from privacyadmin.documents import services as documents
from privacyadmin.documents.models import Document
from requests import events, notifications
from requests.models import Delivery, Part, PrivacyRequest, Status, Step

from .gathering import protect_since
from .steps import keep, locked, move, note, tell

KIND, DATA_KIND, FILES_KIND = "access_answer", "access_answer_data", "access_answer_files"
AVAILABLE = timedelta(days=7)


def language_of(privacy_request: PrivacyRequest) -> str:
    return privacy_request.requester.language if privacy_request.requester else settings.LANGUAGE_CODE


def order(privacy_request: PrivacyRequest, at: datetime) -> Document:
    """Have the answer made by the worker, without what is protected since it was read."""
    protect_since(privacy_request, at=at)
    number = Document.objects.filter(about=privacy_request.pk, kind=KIND).count() + 1
    return documents.order(
        KIND,
        about=privacy_request.pk,
        school=privacy_request.school,
        subject=privacy_request.pupil.pk,
        language=language_of(privacy_request),
        at=at,
        key=f"{KIND}:{privacy_request.pk}:{number}",
    )


@transaction.atomic
def make_again(privacy_request: PrivacyRequest, *, by, at: datetime) -> PrivacyRequest:
    """The last attempt failed: order it once more."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "make_again", by)
    order(privacy_request, at)
    note(privacy_request, Step.ORDERED, at=at, by=by)
    tell(events.STEP_TAKEN, privacy_request, at=at, by=by, step="make_again")
    return privacy_request


@transaction.atomic
def make_ready(privacy_request: PrivacyRequest, parts: dict[Part, Document], *, at: datetime) -> PrivacyRequest:
    """The answer is there: it can be collected for seven days, and the clock stops."""
    privacy_request = locked(privacy_request)
    if privacy_request.status != Status.DECIDED:
        return privacy_request
    privacy_request.status, privacy_request.answered_at = Status.READY, at
    keep(privacy_request, by=None, at=at)
    issue(privacy_request, parts, at=at)
    note(privacy_request, Step.READY, at=at, by=None, family=True)
    tell(events.ANSWER_READY, privacy_request, at=at, by=None)
    notifications.news(privacy_request, what="ready", at=at)
    if privacy_request.requester is None:
        notifications.to_handler(privacy_request, what="ready", at=at)
    return privacy_request


def issue(privacy_request: PrivacyRequest, parts: dict[Part, Document], *, at: datetime, until: datetime | None = None) -> list[Delivery]:
    """Each part once more, for one download."""
    last = privacy_request.deliveries.order_by("-issue").values_list("issue", flat=True).first() or 0
    return Delivery.objects.bulk_create(
        Delivery(
            privacy_request=privacy_request,
            part=part,
            document=document,
            issue=last + 1,
            issued_at=at,
            available_until=until or at + AVAILABLE,
        )
        for part, document in parts.items()
    )
