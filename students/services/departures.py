"""Who seems to have left, and what a person says of it: an import never ends an enrolment (DOMAIN 2.12 c)."""
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import Enrolment, EnrolmentStatus

from . import transfers
from .enrolments import check_leaving_day, end_places

WHY = "departures"
FIELDS = ("status", "left_on", "departure_candidate_on", "departure_declined_on")


@transaction.atomic
def confirm(enrolment: Enrolment, *, left_on: date, by: Scope, at: datetime) -> Enrolment:
    """The pupil has left on this day: the first day without lessons; it starts the retention terms (R01, R02)."""
    enrolment = _locked([enrolment.pk], by)[0]
    _leave(enrolment, left_on)
    history.save(enrolment, at=at, by=by)
    end_places([enrolment])
    transfers.open_for_departures([enrolment], by=by, at=at)
    audit.record(events.DEPARTURE_CONFIRMED, about=enrolment, school=enrolment.school_id, by=by, at=at, left_on=left_on)
    return enrolment


@transaction.atomic
def decline(enrolment: Enrolment, *, by: Scope, at: datetime) -> Enrolment:
    """The pupil is still here; the next import may ask again."""
    enrolment = _locked([enrolment.pk], by)[0]
    _stay(enrolment, local_day(at))
    history.save(enrolment, at=at, by=by)
    audit.record(events.DEPARTURE_DECLINED, about=enrolment, school=enrolment.school_id, by=by, at=at)
    return enrolment


@transaction.atomic
def settle(*, left: Mapping[UUID, date], stays: Collection[UUID], by: Scope, at: datetime) -> int:
    """Many at once, all or nothing: who left on which day and who is still here; one event per school, with counts."""
    found = _locked([*left, *stays], by)
    counts: dict[UUID, dict[str, int]] = defaultdict(lambda: {"left": 0, "stays": 0})
    for enrolment in found:
        if enrolment.pk in left:
            _leave(enrolment, left[enrolment.pk])
        else:
            _stay(enrolment, local_day(at))
        counts[enrolment.school_id]["left" if enrolment.pk in left else "stays"] += 1
    with history.bulk(WHY, at=at, by=by.user.pk):
        Enrolment.objects.bulk_update(found, FIELDS, batch_size=500)
    end_places(enrolment for enrolment in found if enrolment.pk in left)
    transfers.open_for_departures([enrolment for enrolment in found if enrolment.pk in left], by=by, at=at)
    for school, count in counts.items():
        numbers: dict[str, Any] = dict(count)
        audit.record(events.DEPARTURES_SETTLED, about=school, school=school, by=by, at=at, **numbers)
    return len(found)


def _leave(enrolment: Enrolment, left_on: date) -> None:
    check_leaving_day(enrolment, left_on)
    enrolment.status, enrolment.left_on, enrolment.departure_candidate_on = EnrolmentStatus.LEFT, left_on, None


def _stay(enrolment: Enrolment, on: date) -> None:
    enrolment.departure_candidate_on, enrolment.departure_declined_on = None, on


def _locked(keys: Collection[UUID], by: Scope) -> list[Enrolment]:
    """The rows, in one order so that two people never wait for each other."""
    found = list(Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    if any(not by.holds(*rules.CONFIRM_DEPARTURES, school=enrolment.school_id) for enrolment in found):
        raise NotAllowed(_("Departures are confirmed by the administration or the director of the school."))
    current = (EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED)
    if len(found) != len(set(keys)) or any(each.departure_candidate_on is None or each.status not in current for each in found):
        raise NotAllowed(_("Somebody else has dealt with this departure already."))
    return found
