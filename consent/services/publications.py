"""What was placed, where and with whom in it, resting on a check (S1-85, S1-92, S1-94)."""
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent import events, reach
from consent.asking import verdicts
from consent.models import Decision, OnWithdrawal, Publication, PublicationCheck, PublishedPupil, Purpose
from privacyadmin import audit, history
from privacyadmin.access.catalogue import CLASS_ROLES, Role
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import Student

from . import withdrawals
from .awareness import why_not_place
from .withdrawals import keeps

WHAT = ("title", "place", "where", "url", "published_on")


def why_not_publish(scope: Scope, school: School) -> str:
    """Why this person may not record something placed; empty when he can.

    Who keeps the consents, teachers of their own classes, and web editors who know the rules (S1-92).
    """
    if keeps(scope, school.pk) or scope.holds(*CLASS_ROLES, school=school.pk):
        return ""
    if scope.holds(Role.WEB_EDITOR, school=school.pk):
        return why_not_place(scope, school)
    return _("Your role does not place photos or names of pupils.")


def began_on(school: UUID) -> date | None:
    """The first day on which the school asks something here: what was placed before it, nobody could check."""
    return Purpose.objects.filter(school=school).aggregate(first=Min("since"))["first"]


@transaction.atomic
def record(
    check: PublicationCheck, pupils: Collection[UUID], values: Mapping[str, Any], *, is_older: bool = False, by: Scope, at: datetime
) -> Publication:
    """Write down what was placed. Raises NotAllowed for a pupil of whom it was not checked, or for whom it may not be done now.

    `is_older`: placed before the school asked here, so without a check; whoever said no since is taken out of it (S1-94).
    """
    if reason := why_not_publish(by, check.school):
        raise NotAllowed(reason)
    keys = set(pupils)
    checked = set(check.pupils.filter(student__in=keys).values_list("student", flat=True))
    if not keys or keys - checked or reach.pupils(by).filter(pk__in=keys).count() != len(keys):
        raise NotAllowed(_("Choose at least one pupil of the check."))
    list(Student.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))    # no answer in between
    if not is_older and _any_no(check, keys, at=at):
        raise NotAllowed(_("For one of these pupils it may not be done. Leave this pupil out, or make a new check."))
    _check_day(values["published_on"], check.school_id, is_older=is_older, at=at)
    made = Publication(
        school=check.school, check_made=None if is_older else check, purposes=check.purposes, pupil_count=len(keys), made_at=at,
        made_by=by.user, **{name: values[name] for name in WHAT},
    )
    history.save(made, at=at, by=by, force_insert=True)
    PublishedPupil.objects.bulk_create(PublishedPupil(publication=made, student_id=key) for key in sorted(keys))
    event = events.PUBLISHED_UNCHECKED if is_older else events.PUBLISHED
    audit.record(event, about=made, school=made.school_id, by=by, at=at, place=str(made.place), pupils=len(keys))
    if is_older:
        withdrawals.follow(_said_last(keys, made.purposes), by=by, at=at)
    return made


def _check_day(on: date, school: UUID, *, is_older: bool, at: datetime) -> None:
    if on > local_day(at):
        raise ValidationError({"published_on": _("Write it down when it has been placed.")})
    first = began_on(school) if is_older else None
    if first and on >= first:
        words = _("From %(day)s the school asks consent here. What was placed since then is recorded with a check.")
        raise ValidationError({"published_on": words % {"day": date_format(first, "j F Y")}})


def _said_last(pupils: Collection[UUID], purposes: Collection[UUID]) -> QuerySet[Decision]:
    """The last answer of each person for whom something that was placed is taken away after a no."""
    rows = Decision.objects.filter(student__in=pupils, purpose__in=purposes, purpose__on_withdrawal=OnWithdrawal.REMOVE)
    each = ("student_id", "purpose_id", "occasion_id", "guardian_id")
    return rows.select_related("purpose").order_by(*each, "-decided_at", "-pk").distinct(*each)


def _any_no(check: PublicationCheck, keys: Collection[UUID], *, at: datetime) -> bool:
    """Asked again at the moment of placing: what was yes this morning may be taken back."""
    general = set(check.pupils.filter(occasion=None).values_list("purpose", flat=True))
    told = [verdicts(keys, general, at=at)] if general else []
    for occasion in check.occasions:
        of_event = set(check.pupils.filter(occasion=occasion).values_list("purpose", flat=True))
        told.append(verdicts(keys, of_event, at=at, occasion=occasion))
    return any(not found.is_yes for each in told for answers in each.values() for found in answers.values())


@transaction.atomic
def change(publication: Publication, values: Mapping[str, Any], *, by: Scope, at: datetime) -> Publication:
    """Mend where it stands or what it is called; who stands in it does not change by that."""
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if reason := why_not_change(publication, by):
        raise NotAllowed(reason)
    _check_day(values["published_on"], publication.school_id, is_older=not publication.was_checked, at=at)
    for name in WHAT:
        setattr(publication, name, values[name])
    history.save(publication, at=at, by=by)
    audit.record(events.PUBLICATION_CHANGED, about=publication, school=publication.school_id, by=by, at=at)
    return publication


def why_not_change(publication: Publication, scope: Scope) -> str:
    if publication.made_by_id == scope.user.pk or keeps(scope, publication.school_id):
        return ""
    return _("Who recorded it changes it, or who keeps the consents of the school.")
