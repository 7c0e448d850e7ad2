"""What was placed, where and with whom in it, resting on a check (S1-85, S1-92, S1-94)."""
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from consent import events, reach
from consent.asking import verdicts
from consent.models import Publication, PublicationCheck, PublishedPupil
from privacyadmin import audit, history
from privacyadmin.access.catalogue import CLASS_ROLES, Role
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import Student

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


@transaction.atomic
def record(
    check: PublicationCheck, pupils: Collection[UUID], values: Mapping[str, Any], *, by: Scope, at: datetime
) -> Publication:
    """Write down what was placed. Raises NotAllowed for a pupil of whom it was not checked, or for whom it may not be done now."""
    if reason := why_not_publish(by, check.school):
        raise NotAllowed(reason)
    keys = set(pupils)
    checked = set(check.pupils.filter(student__in=keys).values_list("student", flat=True))
    if not keys or keys - checked or reach.pupils(by).filter(pk__in=keys).count() != len(keys):
        raise NotAllowed(_("Choose at least one pupil of the check."))
    list(Student.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))    # no answer in between
    if _any_no(check, keys, at=at):
        raise NotAllowed(_("For one of these pupils it may not be done. Leave this pupil out, or make a new check."))
    if values["published_on"] > local_day(at):
        raise ValidationError({"published_on": _("Write it down when it has been placed.")})
    made = Publication(
        school=check.school, check_made=check, purposes=check.purposes, pupil_count=len(keys), made_at=at, made_by=by.user,
        **{name: values[name] for name in WHAT},
    )
    history.save(made, at=at, by=by, force_insert=True)
    PublishedPupil.objects.bulk_create(PublishedPupil(publication=made, student_id=key) for key in sorted(keys))
    audit.record(events.PUBLISHED, about=made, school=made.school_id, by=by, at=at, place=str(made.place), pupils=len(keys))
    return made


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
    if values["published_on"] > local_day(at):
        raise ValidationError({"published_on": _("Write it down when it has been placed.")})
    for name in WHAT:
        setattr(publication, name, values[name])
    history.save(publication, at=at, by=by)
    audit.record(events.PUBLICATION_CHANGED, about=publication, school=publication.school_id, by=by, at=at)
    return publication


def why_not_change(publication: Publication, scope: Scope) -> str:
    if publication.made_by_id == scope.user.pk or keeps(scope, publication.school_id):
        return ""
    return _("Who recorded it changes it, or who keeps the consents of the school.")
