"""Who seems to have left, and what a person says of it: an import never ends an enrolment (DOMAIN 2.12 c)."""
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import ClassMembership, Enrolment, EnrolmentStatus


@transaction.atomic
def confirm(enrolment: Enrolment, *, left_on: date, by: Scope, at: datetime) -> Enrolment:
    """The pupil has left on this day: the first day without lessons; it starts the retention terms (R01, R02)."""
    enrolment = _locked(enrolment, by)
    if enrolment.entry_on and left_on < enrolment.entry_on:
        raise NotAllowed(_("The day of leaving lies before the day of entry."))
    enrolment.status, enrolment.left_on, enrolment.departure_candidate_on = EnrolmentStatus.LEFT, left_on, None
    history.save(enrolment, at=at, by=by)
    places = ClassMembership.objects.filter(student=enrolment.student_id, class_group__school=enrolment.school_id)
    places.filter(until=None).update(until=Greatest(F("since"), left_on))
    audit.record(events.DEPARTURE_CONFIRMED, about=enrolment, school=enrolment.school_id, by=by, at=at, left_on=left_on)
    return enrolment


@transaction.atomic
def decline(enrolment: Enrolment, *, by: Scope, at: datetime) -> Enrolment:
    """The pupil is still here; the next import may ask again."""
    enrolment = _locked(enrolment, by)
    enrolment.departure_candidate_on, enrolment.departure_declined_on = None, local_day(at)
    history.save(enrolment, at=at, by=by)
    audit.record(events.DEPARTURE_DECLINED, about=enrolment, school=enrolment.school_id, by=by, at=at)
    return enrolment


def _locked(enrolment: Enrolment, by: Scope) -> Enrolment:
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if not by.holds(*rules.CONFIRM_DEPARTURES, school=enrolment.school_id):
        raise NotAllowed(_("Departures are confirmed by the administration or the director of the school."))
    if enrolment.departure_candidate_on is None or enrolment.status not in (EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED):
        raise NotAllowed(_("Somebody else has dealt with this departure already."))
    return enrolment
