"""What the worker does for campaigns: one mail to one person, and the forms on paper; imported where work is done, never by the web."""
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from privacyadmin import documents, outbox
from privacyadmin.documents.models import Document
from privacyadmin.letters.addressees import not_any_more
from privacyadmin.outbox import mailing
from privacyadmin.outbox.registry import TWO_DAYS
from privacyadmin.times import local_day
from students.models import ClassMembership

from . import inviting
from .models import Campaign, Invitation, Purpose, PurposeText
from .models.campaigns import keys_of
from .services import campaigns, notices
from .services.forms_on_paper import DOCUMENT, papers

LETTERS_A_PAGE = 3200


@outbox.handler(inviting.KIND, waits=TWO_DAYS)
def tell(item: Any, at: datetime) -> None:
    """Say that the school has a question; not once it is over or asked no more, and not to who may not be written to since."""
    campaign = Campaign.objects.running().filter(pk=item.get("about")).first()
    if campaign is None or not campaigns.asked_of(campaign, on=local_day(at)):
        return
    pairs = keys_of(list(campaign.invitations.filter(user=item.get("to"), returned_at=None)))
    if pairs - not_any_more(pairs):
        mailing.send(item)


@outbox.handler(notices.KIND)
def inform(item: Any, at: datetime) -> None:
    """Write the information notice about one pupil to everybody of his family who is written to."""
    notices.write(UUID(item.get("student")), school=UUID(item.get("school")), wave=item.get("wave"), at=at)


@dataclass(frozen=True)
class Form:
    """One page: who is asked for whom, what, and the code."""

    language: str
    name: str
    pupil: str
    class_name: str
    code: str
    answer_by: str
    is_pupil: bool
    texts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return 1 + sum(len(title) + len(body) + 200 for title, body in self.texts) // LETTERS_A_PAGE


@documents.builder(DOCUMENT)
def build(document: Document) -> documents.Answer:
    """A page for each person who is asked on paper and has not answered yet."""
    campaign = Campaign.objects.select_related("school").defer("school__logo").get(pk=document.about)
    rows = papers(campaign, at=document.ordered_at)
    with translation.override(document.language):
        sections = list(forms(campaign, rows, document.ordered_at))
    return documents.Answer(campaign.name, "documents/consent_forms.html", {}, sections=sections, weight=lambda form: form.weight)


def forms(campaign: Campaign, rows: list[Invitation], at: datetime) -> Iterator[Form]:
    on = local_day(at)
    purposes = list(Purpose.objects.filter(pk__in=campaign.purposes).in_use(on=on))
    texts = {text.purpose_id: text for text in PurposeText.objects.filter(purpose__in=purposes).in_force(on=on)}
    classes: dict[UUID, list[str]] = defaultdict(list)
    places = ClassMembership.objects.on(on).filter(student__in={row.student_id for row in rows}, class_group__school=campaign.school_id)
    for student, name in places.order_by("class_group__name").values_list("student", "class_group__name"):
        classes[student].append(name)
    for row in rows:
        language = row.guardian.language if row.guardian else "nl"
        with translation.override(language):
            yield Form(
                language, row.guardian.full_name if row.guardian else row.student.full_name, row.student.full_name,
                ", ".join(classes[row.student_id]), row.code, date_format(campaign.answer_by, "j F Y"), row.guardian is None,
                [
                    (texts[each.pk].title + _day_of(campaign), texts[each.pk].body)
                    for each in purposes if each.pk in texts and row.asks in ("", each.decider)
                ],
            )


def _day_of(campaign: Campaign) -> str:
    """Of an event: a yes is for that one (S2-101)."""
    day = campaign.occasion.on if campaign.occasion else None
    return f", {date_format(day, 'j F Y')}" if day else ""
