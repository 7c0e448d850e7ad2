"""The board's own table of days on which it differs from the list of holidays (DOMAIN 2.15, SETTLED 22)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines.models import HolidayDeviation
from privacyadmin.ids import new_id
from privacyadmin.organisation.models import Board
from privacyadmin.workflow import NotAllowed

from . import events

CHANGED = "policy.holidays_changed"                    # outbox work: whoever counts terms counts those around this day again


def why_not(by: Scope) -> str:
    """Why this person may not change the calendar; empty for whoever writes or approves the rules of the whole board."""
    if any(by.schools(Register.POLICY, verb) is None for verb in (Verb.WRITE, Verb.APPROVE)):
        return ""
    return _("The calendar is the board's: its privacy coordinator or the board itself changes it.")


@transaction.atomic
def deviate(*, day: date, is_holiday: bool, name: str, note: str, by: Scope, at: datetime) -> HolidayDeviation:
    """Count a day as a holiday, or as a working day. Raises ValidationError where the table has the day already."""
    _check(by)
    if HolidayDeviation.objects.filter(day=day).exists():
        raise ValidationError({"day": _("The table has this day already. Take it out first.")})
    row = HolidayDeviation.objects.create(day=day, is_holiday=is_holiday, name=name, note=note)
    _tell(row, by, at)
    return row


@transaction.atomic
def follow_the_list(deviation: HolidayDeviation, *, by: Scope, at: datetime) -> None:
    """Take a day out of the table: it is again what the list says."""
    _check(by)
    row = HolidayDeviation.objects.filter(pk=deviation.pk).first()
    if row is None:
        return
    row.delete()
    _tell(row, by, at, taken_out=True)


def _check(by: Scope) -> None:
    if reason := why_not(by):
        raise NotAllowed(reason)
    list(Board.objects.select_for_update().values_list("pk"))             # one change of the table at a time


def _tell(row: HolidayDeviation, by: Scope, at: datetime, *, taken_out: bool = False) -> None:
    event = events.HOLIDAY_TAKEN_OUT if taken_out else events.HOLIDAY_ADDED if row.is_holiday else events.WORKING_DAY_ADDED
    audit.record(event, about=None, school=None, by=by, at=at, day=row.day)
    outbox.put(CHANGED, key=f"holidays:{new_id()}", about={"day": row.day}, at=at)
