"""What the worker does with an order; imported by privacyadmin.celery and never by the web (SETTLED 6)."""
from datetime import datetime

from privacyadmin import outbox

from . import services
from .models import Document, State
from .registry import BUILDERS, READY
from .render import RefusedFetch, render


@outbox.handler("document.make")
def make(about: dict, at: datetime) -> None:
    """Make one document; safe to run twice. A refused fetch fails the document for good: trying again would not help."""
    document = Document.objects.select_for_update().get(pk=about["document"])
    if document.state != State.ORDERED:
        return
    answer = BUILDERS[document.kind](document)
    try:
        rendered = render(answer, document.language)
    except RefusedFetch:
        services.fail(document, at=at)
        return
    media_type = services.PDF if rendered.volumes == 1 else services.ZIP
    services.store(document, rendered.content, media_type=media_type, pages=rendered.pages, volumes=rendered.volumes, at=at)
    if document.kind in READY:
        READY[document.kind](document, at)
