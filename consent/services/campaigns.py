"""Asking many families at once: making a campaign, starting it, reminding and closing it (S1-63, S1-88; DOMAIN 2.4)."""
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from consent import events, inviting
from consent.models import Campaign, CampaignKind, Invitation, Mode, OccasionKind, OccasionPupil, Purpose
from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import Board, School
from privacyadmin.outbox.models import Item
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

from . import occasions


def check_may(scope: Scope, school: UUID) -> None:
    if scope.is_family or not scope.may(Register.CONSENTS, Verb.WRITE, school):
        raise NotAllowed(_("A campaign is kept by who keeps the consents of this school."))


@transaction.atomic
def make(
    school: School, *, kind: str, name: str, purposes: Collection[Purpose], classes: Collection[UUID], answer_by: date, remind_every: int,
    by: Scope | None, at: datetime, event_on: date | None = None, holds_until: date | None = None, year: Any = None,
) -> Campaign:
    """Lay a campaign ready; nobody is asked before it is started."""
    if by is not None:
        check_may(by, school.pk)
    if reason := why_not_these(kind, purposes):
        raise NotAllowed(reason)
    user = by.user if by else None
    campaign = Campaign(
        number=_next_number(), school=school, kind=kind, name=name, purposes=[each.pk for each in purposes], classes=list(classes),
        answer_by=answer_by, remind_every=remind_every, year=year, made_at=at, made_by=user,
    )
    if kind == CampaignKind.EVENT:
        assert holds_until is not None                  # the form asks it
        campaign.occasion = occasions.open_for(
            next(iter(purposes)), [], kind=OccasionKind.EVENT, label=name, on=event_on, until=holds_until, by=by, at=at, tells=False,
        )
    campaign.save(force_insert=True)
    audit.record(events.CAMPAIGN_MADE, about=campaign, school=school, by=by, at=at, number=campaign.number, count=len(campaign.purposes))
    return campaign


def why_not_these(kind: str, purposes: Collection[Purpose]) -> str:
    """Why these purposes cannot be asked in one campaign of this kind; empty when they can."""
    if not purposes:
        return _("Choose what is asked.")
    per_event = [each for each in purposes if each.mode == Mode.PER_EVENT]
    if kind == CampaignKind.EVENT:
        return "" if len(purposes) == len(per_event) == 1 else _("For an event, choose one purpose that is asked for each occasion.")
    return _("What is asked for each occasion is asked for one event at a time.") if per_event else ""


def _next_number() -> int:
    """The next number of all campaigns; one at a time."""
    list(Board.objects.select_for_update().values_list("pk"))
    return (Campaign.objects.aggregate(number=Max("number"))["number"] or 0) + 1


@transaction.atomic
def start(campaign: Campaign, *, by: Scope, at: datetime) -> Campaign:
    """Invite everybody who is asked, and tell who has an account by mail; the others get a paper."""
    campaign = locked(campaign)
    check_may(by, campaign.school_id)
    if not campaign.is_draft:
        raise NotAllowed(_("This campaign was started already."))
    if campaign.answer_by <= local_day(at):
        raise NotAllowed(_("The last day to answer is past. Choose a later one."))
    if not Purpose.objects.filter(pk__in=campaign.purposes).in_use(on=local_day(at)).exists():
        raise NotAllowed(_("Nothing of what this campaign asks is asked any more."))
    campaign.started_on, campaign.started_at, campaign.started_by = local_day(at), at, by.user
    campaign.save(update_fields=["started_on", "started_at", "started_by"])
    count = invite(campaign, at=at)
    audit.record(events.CAMPAIGN_STARTED, about=campaign, school=campaign.school_id, by=by, at=at, number=campaign.number, count=count)
    return campaign


def invite(campaign: Campaign, *, at: datetime) -> int:
    """Those who are asked and were not yet: at the start, and each night whoever came since."""
    count = inviting.invite(campaign, at=at)
    if count:
        inviting.tell(campaign, round_=0, at=at)
        _ask_for_occasion(campaign, at=at)
    return count


def _ask_for_occasion(campaign: Campaign, *, at: datetime) -> None:
    """The question for the event stands in the portal of each of them."""
    if campaign.occasion is None:
        return
    pupils = campaign.invitations.order_by().values_list("student", flat=True).distinct()
    category = campaign.occasion.purpose.category
    rows = [OccasionPupil(occasion=campaign.occasion, student_id=pupil, category=category, asked_at=at) for pupil in pupils]
    OccasionPupil.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def change(campaign: Campaign, *, answer_by: date, remind_every: int, by: Scope, at: datetime) -> Campaign:
    """A later last day, or other days between reminders."""
    campaign = locked(campaign)
    check_may(by, campaign.school_id)
    if campaign.closed_at:
        raise NotAllowed(_("This campaign is closed."))
    campaign.answer_by, campaign.remind_every = answer_by, remind_every
    campaign.save(update_fields=["answer_by", "remind_every"])
    audit.record(events.CAMPAIGN_CHANGED, about=campaign, school=campaign.school_id, by=by, at=at, number=campaign.number)
    return campaign


@transaction.atomic
def close(campaign: Campaign, *, by: Scope | None, at: datetime) -> None:
    """Nobody is reminded any more; who answers later still may, in the portal. None: the night, after the last day."""
    campaign = locked(campaign)
    if by is not None:
        check_may(by, campaign.school_id)
    if not campaign.is_running:
        return
    campaign.closed_at, campaign.closed_by = at, by.user if by else None
    campaign.save(update_fields=["closed_at", "closed_by"])
    audit.record(events.CAMPAIGN_CLOSED, about=campaign, school=campaign.school_id, by=by, at=at, number=campaign.number)


@transaction.atomic
def drop(campaign: Campaign, *, by: Scope, at: datetime) -> None:
    """A campaign that was never started goes."""
    campaign = locked(campaign)
    check_may(by, campaign.school_id)
    if not campaign.is_draft:
        raise NotAllowed(_("This campaign was started already."))
    audit.record(events.CAMPAIGN_DROPPED, about=campaign, school=campaign.school_id, by=by, at=at, number=campaign.number)
    campaign.delete()


def remind(campaign: Campaign, *, at: datetime) -> int:
    """One mail in each round to who has not answered; after missed nights only that of the round that it is now."""
    assert campaign.started_on is not None
    round_ = min((local_day(at) - campaign.started_on).days // campaign.remind_every, inviting.MOST_REMINDERS)
    if round_ < 1:
        return 0
    before = at - timedelta(days=campaign.remind_every)
    count = inviting.tell(campaign, round_=round_, at=at, invited_before=before)
    if count:
        number, school = campaign.number, campaign.school_id
        audit.record(events.CAMPAIGN_REMINDED, about=campaign, school=school, by=None, at=at, number=number, count=count)
    return count


@transaction.atomic
def came_back(invitation: Invitation, *, by: Scope, at: datetime) -> None:
    """The mail did not reach him: he gets the paper, and no mail of this campaign any more."""
    check_may(by, invitation.campaign.school_id)
    if Invitation.objects.filter(pk=invitation.pk, returned_at=None, user__isnull=False).update(returned_at=at, returned_by=by.user):
        audit.record(events.INVITATION_RETURNED, about=invitation, school=invitation.campaign.school_id, by=by, at=at)


@transaction.atomic
def send_again(campaign: Campaign, *, by: Scope, at: datetime) -> int:
    """Every mail of this campaign that was given up or keeps failing is tried once more, from the start."""
    check_may(by, campaign.school_id)
    items = list(Item.objects.stuck().filter(kind=inviting.KIND, about__about=str(campaign.pk)))
    for item in items:
        outbox.retry(item, at=at)
    return len(items)


def locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("school", "occasion__purpose").defer("school__logo")
    return rows.get(pk=campaign.pk)


def asked_of(campaign: Campaign, *, on: date) -> list[Purpose]:
    """What is still asked: a purpose that was retired meanwhile is left out."""
    return list(Purpose.objects.filter(pk__in=campaign.purposes).in_use(on=on))


