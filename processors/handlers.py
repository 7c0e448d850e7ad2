"""Work that the outbox does for this app; imported where work is done, never by the web (SETTLED 6)."""
from datetime import datetime
from typing import Any

from privacyadmin import documents, outbox
from privacyadmin.documents.models import Document

from . import publishing
from .models import FormField, FormVersion
from .models.register_words import Section
from .services.application_forms import PRINT


@outbox.handler(publishing.PUBLISH)
def publish(item: Any, at: datetime) -> None:
    """Something changed of which a part may be public."""
    publishing.refresh(at=at)


@documents.builder(PRINT)
def form_on_paper(document: Document) -> documents.Answer:
    """What is asked, why, and the room to answer, with the version of the form and of the policy (S1-30, S1-32)."""
    version = FormVersion.objects.select_related("policy").get(pk=document.about)
    fields = list(version.fields.select_related("data_category"))
    return documents.Answer(
        version.title, "documents/application_form.html", {"version": version}, sections=_parts(fields),
        weight=lambda part: 0.1 + len(part["fields"]) / 8,
    )


def _parts(fields: list[FormField]) -> list[dict]:
    """Special data come last, apart from the rest (S1-29)."""
    found = [{"label": label, "fields": [each for each in fields if each.section == code]} for code, label in Section.choices]
    return [part for part in found if part["fields"]]
