"""What the night does for pupils, classes and cases."""
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from privacyadmin import audit, history
from privacyadmin.outbox import nightly
from students import events
from students.models import Appointment, AppointmentState, CaseGrant, ClassGrant, Enrolment
from students.services import activation
from students.transfers import night as transfer_night

LAPSED = "lapsed"
__all__ = ["transfer_night"]                      # it sees to files that go to another school or come from one


@nightly.job("grants", order=10)
def note_lapsed_grants(on: date, at: datetime) -> int:
    """Roles in classes and cases that ended by themselves: told once per school. They gave nothing since their end, night or no night."""
    return sum(_note_lapsed(model, at) for model in (ClassGrant, CaseGrant)) + _end_appointments(on)


@transaction.atomic
def _note_lapsed(model: Any, at: datetime) -> int:
    lapsed: models.QuerySet[Any] = models.QuerySet(model).filter(until__lte=at, ended_why="")
    counts = dict(lapsed.order_by().values_list("content_object__school").annotate(count=models.Count("pk")))
    noted = lapsed.update(ended_why=LAPSED)
    for school, count in sorted(counts.items(), key=str):
        audit.record(events.GRANTS_LAPSED, about=None, school=school, by=None, at=at, count=count)
    return noted


def _end_appointments(on: date) -> int:
    """Appointments of a school year that is over."""
    over = Appointment.objects.filter(class_group__school_year__end_on__lte=on)
    return over.exclude(state__in=[AppointmentState.ENDED, AppointmentState.DECLINED]).update(state=AppointmentState.ENDED)


@nightly.job("departures", order=30)
def note_departures(on: date, at: datetime) -> int:
    """Pupils whose leaving date in the last file has come: candidates for departure from today, for a person to confirm."""
    from_file = Enrolment.objects.current().filter(departure_candidate_on=None, exit_on_file__lte=on)
    from_file = from_file.exclude(departure_declined_on__gte=models.F("exit_on_file"))
    return history.bulk_update(from_file, at=at, by=None, why="night", departure_candidate_on=on)


@nightly.job("activation_addresses", order=91)
def forget_typed_addresses(on: date, at: datetime) -> int:
    """Addresses that somebody typed with the code of a letter, and never confirmed."""
    return activation.forget_addresses(at=at)
