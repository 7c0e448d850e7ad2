"""What the worker does with an order; imported where work is done, and never by the web (SETTLED 6)."""
from datetime import datetime, timedelta

from privacyadmin import crypto, outbox

from . import services
from .fetching import RefusedFetch
from .letterhead import letterhead_of
from .models import Document, State
from .registry import BUILDERS, FAILED, READY
from .render import render

LEASE = timedelta(hours=1)      # a dossier of many volumes takes minutes


@outbox.handler("document.make", lease=LEASE)
def make(item, at: datetime) -> None:
    """Make one document; safe to run twice. Where trying again would not help, the document fails for good, and that is shown."""
    document = Document.objects.select_for_update().select_related("school__board").get(pk=item.about["document"])
    if document.state != State.ORDERED:
        return
    try:
        rendered = render(BUILDERS[document.kind](document), document.language, letterhead_of(document.school))
        media_type = services.PDF if rendered.volumes == 1 else services.ZIP
        services.store(document, rendered.content, media_type=media_type, pages=rendered.pages, volumes=rendered.volumes, at=at)
    except (RefusedFetch, crypto.Shredded):
        services.fail(document, at=at)
        FAILED.get(document.kind, nothing_more)(document, at)
    else:
        with services.forgotten_when_it_fails(document):
            READY.get(document.kind, nothing_more)(document, at)


def nothing_more(document: Document, at: datetime) -> None:
    """Most documents just lie ready."""
