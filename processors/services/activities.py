"""The register of processing: the coordinator writes, the board approves, and what was approved never changes (S1-10…13, S2-104…110)."""
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines import add_months
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import reminders
from processors import events, publishing
from processors.models import Activity, ActivityRecipient, ActivityVersion, Party
from processors.models.register_words import VersionState
from processors.rules.activities import allowed_by_purpose, why_not_for
from processors.workflow.register import VERSION_STEPS, writes_version

REVIEW_MONTHS = 12
STAGES = (30, 7, -1)
OWN = ("activity", "id", "number", "status", "valid_from", "note", "made_at", "made_by", "writers", "proposed_at", "answer", "approved_at",
       "approved_by")
CONTENT = tuple(field.name for field in ActivityVersion._meta.concrete_fields if field.name not in OWN)


@transaction.atomic
def add(values: Mapping[str, Any], *, by: Scope, at: datetime) -> Activity:
    """Write down something that the catalogue does not have, as a draft."""
    activity = Activity(taken_up_at=at, taken_up_by=by.user)
    version = ActivityVersion(activity=activity, number=1, made_at=at, made_by=by.user, **values)
    _check_writes(version, by)
    activity.save(force_insert=True)
    version.save(force_insert=True)
    audit.record(events.ACTIVITY_ADDED, about=activity, school=None, by=by, at=at)
    return activity


@transaction.atomic
def take_up(activity: Activity, *, by: Scope, at: datetime) -> Activity:
    """The school does what the catalogue suggests: from now on it stands in the register, as a draft to complete."""
    activity = _locked(activity)
    _check_writes(latest_of(activity), by)
    if activity.taken_up_at:
        raise NotAllowed(_("This activity is in the register already."))
    activity.taken_up_at, activity.taken_up_by = at, by.user
    activity.save(update_fields=["taken_up_at", "taken_up_by"])
    audit.record(events.ACTIVITY_TAKEN_UP, about=activity, school=None, by=by, at=at, code=activity.code)
    return activity


@transaction.atomic
def change(activity: Activity, values: Mapping[str, Any], *, note: str, by: Scope, at: datetime) -> ActivityVersion:
    """Change the draft; where the last version was approved, a new one is begun with what that one said.

    Raises NotAllowed without the right, or while it lies before the board.
    """
    activity = _locked(activity)
    if activity.stopped_on:
        raise NotAllowed(_("This activity has ended."))
    version = _draft_of(activity, by=by, at=at)
    _check_writes(version, by)
    for name, value in values.items():
        setattr(version, name, value)
    version.note = note
    _check_writes(version, by)                       # not out of one's own schools either
    _sign_as_writer(version, by)
    version.save()
    audit.record(events.ACTIVITY_CHANGED, about=activity, school=None, by=by, at=at, number=version.number)
    return version


def _draft_of(activity: Activity, *, by: Scope, at: datetime) -> ActivityVersion:
    version = latest_of(activity)
    if version.status == VersionState.PROPOSED:
        raise NotAllowed(_("This version lies before the board: wait for its answer."))
    if version.status == VersionState.DRAFT:
        return version
    return _next(version, by=by, at=at)


def _next(before: ActivityVersion, *, by: Scope, at: datetime) -> ActivityVersion:
    """A new draft that says what the approved version said, its recipients as well."""
    content = {name: getattr(before, name) for name in CONTENT}
    version = ActivityVersion(activity_id=before.activity_id, number=before.number + 1, made_at=at, made_by=by.user, **content)
    _check_writes(before, by)
    version.save(force_insert=True)
    ActivityRecipient.objects.bulk_create(
        ActivityRecipient(
            version=version, party_id=each.party_id, ground=each.ground, what_for=each.what_for, country=each.country,
            mechanism=each.mechanism,
        )
        for each in before.recipients.all()
    )
    return version


def _sign_as_writer(version: ActivityVersion, by: Scope) -> None:
    if version.made_by_id is None:
        version.made_by = by.user
    elif version.made_by_id != by.user.pk:
        version.writers = sorted({*version.writers, by.user.pk})


@transaction.atomic
def add_recipient(activity: Activity, *, party: Party, by: Scope, at: datetime, **values: Any) -> ActivityRecipient:
    """Name a party that gets the data, on which ground and where they go. Raises ValidationError where it is named already."""
    version = change(activity, {}, note=latest_of(activity).note, by=by, at=at)
    if version.recipients.filter(party=party).exists():
        raise ValidationError({"party": _("This party is named already.")})
    recipient = ActivityRecipient(version=version, party=party, **values)
    recipient.save(force_insert=True)
    return recipient


@transaction.atomic
def drop_recipient(activity: Activity, party: UUID, *, by: Scope, at: datetime) -> None:
    version = change(activity, {}, note=latest_of(activity).note, by=by, at=at)
    version.recipients.filter(party=party).delete()


@transaction.atomic
def propose(version: ActivityVersion, *, by: Scope, at: datetime) -> ActivityVersion:
    """Lay it before the board. Raises NotAllowed and says what is missing."""
    version = _locked_version(version)
    version.status = VERSION_STEPS.check("propose", version, by).target_from(version.status)
    version.proposed_at, version.answer = at, ""
    version.save(update_fields=["status", "proposed_at", "answer"])
    audit.record(events.ACTIVITY_PROPOSED, about=version.activity_id, school=None, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def approve(version: ActivityVersion, *, by: Scope, at: datetime) -> ActivityVersion:
    """Freeze it: from today this is what the register says, and what the public page shows."""
    version = _locked_version(version)
    version.status = VERSION_STEPS.check("approve", version, by).target_from(version.status)
    version.valid_from, version.approved_at, version.approved_by = local_day(at), at, by.user
    version.save(update_fields=["status", "valid_from", "approved_at", "approved_by"])
    _reviewed(version.activity, by=by, at=at)
    audit.record(
        events.ACTIVITY_APPROVED, about=version.activity_id, school=None, by=by, at=at, number=version.number, valid_from=version.valid_from
    )
    publishing.soon(at)
    return version


@transaction.atomic
def send_back(version: ActivityVersion, *, answer: str, by: Scope, at: datetime) -> ActivityVersion:
    """Not like this: it is a draft again, with the board's words."""
    version = _locked_version(version)
    version.status = VERSION_STEPS.check("send_back", version, by).target_from(version.status)
    version.answer = answer
    version.save(update_fields=["status", "answer"])
    audit.record(events.ACTIVITY_RETURNED, about=version.activity_id, school=None, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def review(activity: Activity, *, by: Scope, at: datetime) -> Activity:
    """Somebody looked at it and nothing had to change; the next review is a year away."""
    activity = _locked(activity)
    _check_writes(latest_of(activity), by)
    if activity.stopped_on or not activity.taken_up_at:
        raise NotAllowed(_("Only what is going on is reviewed."))
    _reviewed(activity, by=by, at=at)
    audit.record(events.ACTIVITY_REVIEWED, about=activity, school=None, by=by, at=at, due=activity.due_on)
    return activity


def _reviewed(activity: Activity, *, by: Scope, at: datetime) -> None:
    activity.reviewed_on, activity.reviewed_by = local_day(at), by.user
    activity.due_on = add_months(local_day(at), REVIEW_MONTHS)
    activity.next_reminder_on = reminders.first_on(activity.due_on, STAGES, after=local_day(at))
    activity.save(update_fields=["reviewed_on", "reviewed_by", "due_on", "next_reminder_on"])


@transaction.atomic
def stop(activity: Activity, *, on: date, why: str, by: Scope, at: datetime) -> Activity:
    """It is no longer done; what the register said of it stays."""
    activity = _locked(activity)
    _check_writes(latest_of(activity), by)
    if activity.stopped_on:
        raise NotAllowed(_("This activity has ended."))
    if on > local_day(at):
        raise ValidationError({"on": _("Write down the end when it has come.")})
    activity.stopped_on, activity.stopped_why, activity.next_reminder_on = on, why, None
    activity.save(update_fields=["stopped_on", "stopped_why", "next_reminder_on"])
    audit.record(events.ACTIVITY_STOPPED, about=activity, school=None, by=by, at=at, on=on)
    publishing.soon(at)
    return activity


def latest_of(activity: Activity) -> ActivityVersion:
    """The last version, approved or not."""
    return activity.versions.select_related("activity").order_by("-number")[0]


def why_not_use(purpose: str, kinds: set[str], *, ground: str = "", school: UUID | None = None, on: date) -> str:
    """Why these kinds of data cannot be used or given for a purpose of the catalogue; empty when they can (S1-11). One query."""
    versions = ActivityVersion.objects.in_force(on=on).only("purposes", "data_categories", "ground", "activity")
    if school is not None:
        versions = versions.of_schools([school])
    return why_not_for(purpose, kinds, ground, allowed_by_purpose(versions))


def _locked(activity: Activity) -> Activity:
    return Activity.objects.select_for_update().get(pk=activity.pk)


def _locked_version(version: ActivityVersion) -> ActivityVersion:
    return ActivityVersion.objects.select_for_update(of=("self",)).select_related("activity").get(pk=version.pk)


def _check_writes(version: ActivityVersion, scope: Scope) -> None:
    if reason := writes_version(version, scope):
        raise NotAllowed(reason)
