"""What the worker does with an order; imported where work is done, and never by the web (SETTLED 6)."""
from datetime import datetime, timedelta

from django.utils import translation

from privacyadmin import crypto, outbox
from privacyadmin.access.doors import role_label
from privacyadmin.outbox.registry import when_given_up
from privacyadmin.times import local_day

from . import services
from .fetching import RefusedFetch
from .letterhead import letterhead_of
from .models import Document, Signature, State
from .registry import BUILDERS, FAILED, READY, Answer, builder
from .render import render
from .signing import KIND

LEASE = timedelta(hours=1)      # a dossier of many volumes takes minutes


@outbox.handler("document.make", lease=LEASE)
def make(item, at: datetime) -> None:
    """Make one document; safe to run twice. Where trying again would not help, the document fails for good, and that is shown."""
    document = Document.objects.select_for_update(of=("self",)).select_related("school__board").get(pk=item.about["document"])
    if document.state not in (State.ORDERED, State.FAILED) or _is_ordered_anew(document):
        return
    try:
        rendered = render(BUILDERS[document.kind](document), document.language, letterhead_of(document.school, local_day(at)))
        media_type = services.PDF if rendered.volumes == 1 else services.ZIP
        services.store(document, rendered.content, media_type=media_type, pages=rendered.pages, volumes=rendered.volumes, at=at)
    except (RefusedFetch, crypto.Shredded):
        services.fail(document, at=at)
        FAILED.get(document.kind, nothing_more)(document, at)
    else:
        with services.forgotten_when_it_fails(document):
            READY.get(document.kind, nothing_more)(document, at)


@when_given_up("document.make")
def give_up(item, at: datetime) -> None:
    """Its builder failed each time: the document is shown as failed, and whoever waits for it is told; it can be ordered again."""
    document = Document.objects.select_for_update().filter(pk=item.about["document"], state=State.ORDERED).first()
    if document is not None:
        services.fail(document, at=at)
        FAILED.get(document.kind, nothing_more)(document, at)


def _is_ordered_anew(document: Document) -> bool:
    """Whether somebody ordered the same once more after it failed: then the first one is not wanted any longer."""
    return (
        document.state == State.FAILED
        and Document.objects.filter(kind=document.kind, about=document.about, ordered_at__gt=document.ordered_at).exists()
    )


@builder(KIND)
def signed_copy(document: Document) -> Answer:
    """What somebody signed, to print: the words, who, when, how proven, and the fingerprint."""
    signature = Signature.objects.get(pk=document.about)
    with translation.override(document.language):
        context = {"signature": signature, "capacity": role_label(signature.capacity), "fingerprint": f"SHA-256: {signature.sha256}"}
    parts = signature.text.split("\n\n")
    return Answer(signature.title, "documents/signature.html", context, sections=parts, weight=lambda part: len(part) / 2500)


def nothing_more(document: Document, at: datetime) -> None:
    """Most documents just lie ready."""
