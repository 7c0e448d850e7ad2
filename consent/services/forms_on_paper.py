"""Paper for who has no account: the forms of a campaign as one file, and the answers typed in from the code (S2-152)."""
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import events, inviting
from consent.models import Campaign, Channel, Decision, Invitation, Purpose, PurposeText
from privacyadmin import audit
from privacyadmin.access.scope import Scope
from privacyadmin.documents import services as documents
from privacyadmin.documents.models import Document, State
from privacyadmin.files.checking import Checked
from privacyadmin.letters.services.runs import destroy_file
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

from . import decisions, noted
from .campaigns import check_may, locked

DOCUMENT = "consent.forms"
KEPT = timedelta(days=14)


def papers(campaign: Campaign, *, at: datetime) -> list[Invitation]:
    """Who is asked on paper and has not answered, in the order of the numbers."""
    wanted = [row.key for row in inviting.states(campaign, at=at) if row.is_on_paper and row.missing]
    rows = Invitation.objects.filter(pk__in=wanted).select_related("campaign", "student", "guardian")
    return list(rows.defer("student__bsn_sealed", "guardian__address_sealed").order_by("number"))


@transaction.atomic
def order(campaign: Campaign, *, by: Scope, at: datetime) -> Document:
    """Have the pages made; an older file goes, since somebody may have answered since."""
    campaign = locked(campaign)
    check_may(by, campaign.school_id)
    if not campaign.is_running:
        raise NotAllowed(_("Forms are printed while the campaign runs."))
    count = len(papers(campaign, at=at))
    if not count:
        raise NotAllowed(_("Nobody is waiting for a paper."))
    latest_one = latest(campaign)
    if latest_one is not None and latest_one.state == State.ORDERED:
        return latest_one
    if latest_one is not None and latest_one.state == State.READY:
        destroy_file(latest_one)
    made = documents.order(
        DOCUMENT, about=campaign.pk, school=campaign.school, subject=campaign.pk, language="nl", at=at,
        key=f"{DOCUMENT}:{campaign.pk}:{at:%Y%m%d%H%M%S%f}",
    )
    audit.record(events.CAMPAIGN_PRINTED, about=campaign, school=campaign.school_id, by=by, at=at, number=campaign.number, count=count)
    return made


def latest(campaign: Campaign) -> Document | None:
    return Document.objects.filter(kind=DOCUMENT, about=campaign.pk).exclude(state=State.DESTROYED).order_by("-ordered_at", "-pk").first()


@transaction.atomic
def content(campaign: Campaign, *, by: Scope, at: datetime) -> tuple[Document, Iterator[bytes]]:
    """The file, for the printer."""
    check_may(by, campaign.school_id)
    document = latest(campaign)
    if document is None or document.state != State.READY:
        raise NotAllowed(_("This file is not there, or no longer."))
    audit.record(events.FORMS_TAKEN, about=campaign, school=campaign.school_id, by=by, at=at, number=campaign.number)
    return document, documents.open_document(document)


@transaction.atomic
def let_go(*, at: datetime) -> int:
    """A file of forms goes after two weeks, and with its campaign."""
    over = Campaign.objects.exclude(closed_at=None).values("pk")
    ready = Document.objects.filter(kind=DOCUMENT, state=State.READY)
    rows = list(ready.filter(ordered_at__lte=at - KEPT) | ready.filter(about__in=over))
    for document in rows:
        destroy_file(document)
    return len(rows)


def questions(invitation: Invitation, *, on: date) -> list[tuple[Purpose, PurposeText]]:
    """What stood on this paper and is still asked, with the words in force."""
    campaign = invitation.campaign
    asked = [each for each in Purpose.objects.filter(pk__in=campaign.purposes).in_use(on=on) if invitation.asks in ("", each.decider)]
    texts = {text.purpose_id: text for text in PurposeText.objects.filter(purpose__in=asked).in_force(on=on)}
    return [(each, texts[each.pk]) for each in asked if each.pk in texts]


@transaction.atomic
def type_in(
    invitation: Invitation, answers: Mapping[UUID, bool], *, answered_on: date, scans: Sequence[Checked], by: Scope, at: datetime
) -> list[Decision]:
    """The ticks on a paper, with its scan; what was left empty is no answer. Raises NotAllowed with the reason."""
    campaign = invitation.campaign
    check_may(by, campaign.school_id)
    chosen = [
        decisions.Choice(purpose, text, answers[purpose.pk])
        for purpose, text in questions(invitation, on=local_day(at)) if purpose.pk in answers
    ]
    if not chosen:
        raise NotAllowed(_("Tick at least one answer."))
    if reason := why_not_of_this_paper(invitation, chosen, answered_on):
        raise NotAllowed(reason)
    evidence = noted.prove(
        invitation.student, campaign.school, channel=Channel.PAPER, answered_on=answered_on, scans=scans, by=by, at=at
    )
    made = decisions.record(
        invitation.student, chosen, guardian=invitation.guardian, channel=Channel.PAPER, by=by, at=at, evidence=evidence,
        occasion=campaign.occasion,
    )
    if not made:
        raise NotAllowed(_("These answers are known already: nothing is new."))
    return made


def why_not_of_this_paper(invitation: Invitation, chosen: Collection[decisions.Choice], answered_on: date) -> str:
    """Why a paper that was given out then cannot say this; empty when it can."""
    given_out = local_day(invitation.invited_at)
    if answered_on < given_out:
        return _("This paper was given out on a later day.")
    if any(choice.is_yes and choice.text.valid_from and choice.text.valid_from > given_out for choice in chosen):
        return _("The text has changed since this paper was given out. A yes has to be asked again.")
    return ""
