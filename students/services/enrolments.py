"""From application to leaving, step by step; each day starts the terms that the law hangs on it (S1-27, S2-178, R01, R02)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from students import events
from students.models import ClassMembership, Enrolment, EnrolmentKey
from students.workflow import ENROLMENT

from . import file_requests, transfers

CHANGEABLE = ("key", "year_group", "location", "applied_on")


@transaction.atomic
def enrol(enrolment: Enrolment, *, entry_on: date, year_group: str, key: str, by: Scope, at: datetime) -> Enrolment:
    """The child is a pupil of this school from this day; who left or was not admitted can come after all."""
    enrolment = _take("enrol", enrolment, by, at, entry_on=entry_on, year_group=year_group, key=key, left_on=None, rejected_on=None)
    file_requests.open_for([enrolment], by=by, at=at)
    return enrolment


@transaction.atomic
def reject(enrolment: Enrolment, *, rejected_on: date, by: Scope, at: datetime) -> Enrolment:
    """The school does not admit the child; from this day the term of S2-178 runs."""
    enrolment = _take("reject", enrolment, by, at, rejected_on=rejected_on, departure_candidate_on=None)
    file_requests.drop(enrolment, by=by, at=at)
    return enrolment


@transaction.atomic
def leave(enrolment: Enrolment, *, left_on: date, by: Scope, at: datetime) -> Enrolment:
    """The pupil has left: the first day without lessons."""
    check_leaving_day(enrolment, left_on)
    enrolment = _take("leave", enrolment, by, at, left_on=left_on, departure_candidate_on=None)
    end_places([enrolment])
    transfers.open_for_departures([enrolment], by=by, at=at)
    return enrolment


@transaction.atomic
def change(enrolment: Enrolment, *, by: Scope, at: datetime, **details: Any) -> Enrolment:
    """Mend the key, the year, the location or the day of application."""
    assert set(details) <= set(CHANGEABLE)
    return _take("change", enrolment, by, at, **details)


def _take(name: str, enrolment: Enrolment, by: Scope, at: datetime, **values: Any) -> Enrolment:
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    step = ENROLMENT.check(name, enrolment, by)
    _check_key(enrolment, values)
    for field, value in values.items():
        setattr(enrolment, field, value)
    enrolment.status = step.target_from(enrolment.status)
    history.save(enrolment, at=at, by=by)
    audit.record(events.ENROLMENT_CHANGED, about=enrolment, school=enrolment.school_id, by=by, at=at, status=str(enrolment.status))
    return enrolment


def _check_key(enrolment: Enrolment, values: Mapping[str, Any]) -> None:
    wanted = {"school": enrolment.school_id, "key": values.get("key")}
    known = Enrolment.objects.filter(**wanted).exclude(pk=enrolment.pk), EnrolmentKey.objects.filter(**wanted).exclude(enrolment=enrolment)
    if values.get("key") and any(rows.exists() for rows in known):
        raise NotAllowed(_("Another pupil of this school has this key."))


def check_leaving_day(enrolment: Enrolment, left_on: date) -> None:
    """Raises NotAllowed for a day before the pupil came."""
    if enrolment.entry_on and left_on < enrolment.entry_on:
        raise NotAllowed(_("The day of leaving lies before the day of entry."))


def end_places(left: Iterable[Enrolment]) -> None:
    """Every place in a class of the school ends with the enrolment; one statement for each day of leaving."""
    by_day: dict[tuple[UUID, date | None], list[UUID]] = defaultdict(list)
    for enrolment in left:
        by_day[enrolment.school_id, enrolment.left_on].append(enrolment.student_id)
    for (school, left_on), students in by_day.items():
        places = ClassMembership.objects.filter(student__in=students, class_group__school=school, until=None)
        places.update(until=Greatest(F("since"), left_on))
