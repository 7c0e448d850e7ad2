"""The application form of the board: written by the coordinator, approved by the board, used by the schools, looked at each year."""
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from privacyadmin import audit, policy
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines import add_months
from privacyadmin.documents.models import Document
from privacyadmin.documents.services import order
from privacyadmin.organisation.models import Board, School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import reminders
from processors import events
from processors.models import FormField, FormReview, FormUse, FormVersion
from processors.models.register_words import VersionState
from processors.rules.application_forms import field_objections
from processors.workflow.register import FORM_STEPS, writes_board

REVIEW_MONTHS = 12
STAGES = (30, 7, -1)
PRINT = "processors.application_form"
QUESTION = ("section", "label", "answer_type", "options", "asking", "data_category_id", "purpose", "ground", "special_ground", "why")


@transaction.atomic
def begin(*, title: str, note: str, by: Scope, at: datetime) -> FormVersion:
    """A new version, with the questions of the one before. Raises NotAllowed while another is being written."""
    _check_writes(by)
    list(Board.objects.select_for_update().values_list("pk"))                   # one new version at a time
    if FormVersion.objects.open().exists():
        raise NotAllowed(_("A version is being written already."))
    before = FormVersion.objects.order_by("-number").first()
    version = FormVersion(number=before.number + 1 if before else 1, title=title, note=note, made_at=at, made_by=by.user)
    if before:
        version.opening, version.policy_url = before.opening, before.policy_url
    version.save(force_insert=True)
    if before:
        FormField.objects.bulk_create(_copied(field, version) for field in before.fields.all())
    audit.record(events.FORM_BEGUN, about=version, school=None, by=by, at=at, number=version.number)
    return version


def _copied(field: FormField, version: FormVersion) -> FormField:
    return FormField(version=version, place=field.place, **{name: getattr(field, name) for name in QUESTION})


@transaction.atomic
def change(version: FormVersion, values: Mapping[str, Any], *, by: Scope, at: datetime) -> FormVersion:
    """Its title, what families read first, where the policy is."""
    version = _to_write(version, by)
    for name, value in values.items():
        setattr(version, name, value)
    version.save()
    audit.record(events.FORM_CHANGED, about=version, school=None, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def save_field(version: FormVersion, values: Mapping[str, Any], *, field: FormField | None = None, by: Scope, at: datetime) -> FormField:
    """Add a question, or change one. Raises ValidationError by field: without purpose or ground nothing is asked (S1-28, S2-86)."""
    version = _to_write(version, by)
    version.save(update_fields=["writers"])
    kind: DataCategory = values["data_category"]
    asked = {name: values[name] for name in ("asking", "purpose", "ground", "special_ground", "why", "answer_type", "options")}
    if found := field_objections(is_special=kind.is_special, **asked):
        raise ValidationError({name: [reason] for name, reason in found.items()})
    kind_of_event = events.FORM_FIELD_CHANGED if field else events.FORM_FIELD_ADDED
    if field is None:
        last = version.fields.aggregate(place=Max("place"))["place"] or 0
        field = FormField(version=version, place=last + 1)
    for name, value in values.items():
        setattr(field, name, value)
    field.save()
    audit.record(kind_of_event, about=version, school=None, by=by, at=at, place=field.place, asking=str(field.asking))
    return field


@transaction.atomic
def move_field(version: FormVersion, field: FormField, *, up: bool, by: Scope, at: datetime) -> FormField:
    """A question one place up or down within its part of the form; at the end of it nothing moves."""
    version = _to_write(version, by)
    version.save(update_fields=["writers"])
    rows = version.fields.filter(section=field.section)
    if up:
        other = rows.filter(place__lt=field.place).order_by("-place").first()
    else:
        other = rows.filter(place__gt=field.place).order_by("place").first()
    if other is None:
        return field
    field.place, other.place = other.place, field.place
    FormField.objects.bulk_update([field, other], ["place"])
    audit.record(events.FORM_FIELD_MOVED, about=version, school=None, by=by, at=at, place=field.place)
    return field


@transaction.atomic
def drop_field(version: FormVersion, field: FormField, *, by: Scope, at: datetime) -> None:
    version = _to_write(version, by)
    version.save(update_fields=["writers"])
    place = field.place
    field.delete()
    audit.record(events.FORM_FIELD_DROPPED, about=version, school=None, by=by, at=at, place=place)


@transaction.atomic
def propose(version: FormVersion, *, by: Scope, at: datetime) -> FormVersion:
    version = _locked(version)
    version.status = FORM_STEPS.check("propose", version, by).target_from(version.status)
    version.proposed_at, version.answer = at, ""
    version.save(update_fields=["status", "proposed_at", "answer"])
    audit.record(events.FORM_PROPOSED, about=version, school=None, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def approve(version: FormVersion, *, by: Scope, at: datetime) -> FormVersion:
    """From today this is the form of the board, with the policy that is in force today (S1-32). Schools choose when they use it."""
    version = _locked(version)
    version.status = FORM_STEPS.check("approve", version, by).target_from(version.status)
    version.valid_from, version.approved_at, version.approved_by = local_day(at), at, by.user
    version.policy = policy.in_force(None, local_day(at))
    version.save()
    _reviewed(version, note=_("approved"), by=by, at=at)
    audit.record(events.FORM_APPROVED, about=version, school=None, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def send_back(version: FormVersion, *, answer: str, by: Scope, at: datetime) -> FormVersion:
    version = _locked(version)
    version.status = FORM_STEPS.check("send_back", version, by).target_from(version.status)
    version.answer = answer
    version.save(update_fields=["status", "answer"])
    audit.record(events.FORM_RETURNED, about=version, school=None, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def review(version: FormVersion, *, note: str, by: Scope, at: datetime) -> FormReview:
    """Somebody looked whether it asks only what is needed: who, when, and what was found (S2-87)."""
    _check_writes(by)
    version = _locked(version)
    if version.status != VersionState.APPROVED:
        raise NotAllowed(_("Only a form that is in force is reviewed."))
    found = _reviewed(version, note=note, by=by, at=at)
    audit.record(events.FORM_REVIEWED, about=version, school=None, by=by, at=at, due=found.due_on)
    return found


def _reviewed(version: FormVersion, *, note: str, by: Scope, at: datetime) -> FormReview:
    FormReview.objects.filter(is_latest=True).update(is_latest=False, next_reminder_on=None)
    due_on = add_months(local_day(at), REVIEW_MONTHS)
    found = FormReview(version=version, note=note, at=at, by=by.user, due_on=due_on)
    found.next_reminder_on = reminders.first_on(due_on, STAGES, after=local_day(at))
    found.save(force_insert=True)
    return found


@transaction.atomic
def use(version: FormVersion, school: School, *, since: date, by: Scope, at: datetime) -> FormUse:
    """A school uses this version from a day on; what it used before ends that day (S1-34). Raises ValidationError by field."""
    reach = by.schools(Register.PROCESSORS, Verb.WRITE)
    if reach is not None and school.pk not in reach:
        raise NotAllowed(_("Your role does not include this school."))
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    if version.status != VersionState.APPROVED:
        raise ValidationError({"version": _("Only an approved version can be used.")})
    if version.valid_from and since < version.valid_from:
        raise ValidationError({"since": _("The version is in force from a later day.")})
    later = FormUse.objects.filter(school=school, since__gte=since)
    if later.exists():
        raise ValidationError({"since": _("The school uses another version from that day or later already.")})
    FormUse.objects.filter(school=school, until=None).update(until=since)
    used = FormUse(version=version, school=school, since=since, by=by.user)
    used.save(force_insert=True)
    audit.record(events.FORM_USED, about=version, school=school, by=by, at=at, number=version.number, since=since)
    return used


@transaction.atomic
def print_form(version: FormVersion, school: School | None, *, by: Scope, at: datetime) -> Document:
    """Have it made as a PDF, with the version of the policy on it."""
    place = school.pk if school else "board"
    document = order(
        PRINT, about=version.pk, school=school, subject=version.pk, language=settings.LANGUAGE_CODE, at=at,
        key=f"{PRINT}:{version.pk}:{place}:{int(at.timestamp())}",
    )
    audit.record(events.FORM_PRINTED, about=version, school=school, by=by, at=at, number=version.number)
    return document


def _to_write(version: FormVersion, by: Scope) -> FormVersion:
    version = _locked(version)
    _check_writes(by)
    if version.status != VersionState.DRAFT:
        raise NotAllowed(_("This version no longer changes."))
    if version.made_by_id != by.user.pk:
        version.writers = sorted({*version.writers, by.user.pk})
    return version


def _check_writes(by: Scope) -> None:
    if reason := writes_board(None, by):
        raise NotAllowed(reason)


def _locked(version: FormVersion) -> FormVersion:
    return FormVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
