"""The writers of offices, mandates and of who the board is. Appointments and mandates give no rights: roles do (access)."""
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed

from . import events
from .models import ALONE, ON_THE_BOARD_ONLY, Appointment, Board, Controller, Function, House, Mandate, School, Subject

KEEPERS = (Verb.WRITE, Verb.APPROVE)            # 2.14: the privacy coordinator writes the settings, the board approves
HOUSE_FIELDS = ("name", "colour", "logo", "logo_alt", "street", "postcode", "town", "phone", "email", "website")
A_DAY = timedelta(days=1)


def check_may_keep(scope: Scope, school_id: UUID | None) -> None:
    """Raises NotAllowed where this person does not keep the settings of this school, or of the board where none is named."""
    schools = scope.schools(Register.POLICY, *KEEPERS)
    if schools is None or (school_id is not None and school_id in schools):
        return
    raise NotAllowed(_("Your role does not include the settings of this place."))


@transaction.atomic
def appoint(*, function: Function, school: School | None, by: Scope | None, at: datetime, **fields: Any) -> Appointment:
    """Record that somebody is appointed; raises ValidationError where somebody else holds the office in that period."""
    if by is not None:
        check_may_keep(by, school.pk if school else None)
    if school is not None and function in ON_THE_BOARD_ONLY:
        raise ValidationError({"place": _("This function is held for the whole board.")})
    appointment = Appointment(function=function, school=school, made_by=_who(by), made_at=at, **fields)
    if function in ALONE:
        _check_free(appointment, {"function": function}, _("somebody else holds this function here"))
    _insert(appointment, by=by, at=at)
    audit.record(events.APPOINTED, about=appointment, school=school, by=by, at=at, function=function, since=appointment.since)
    return appointment


@transaction.atomic
def correct(appointment: Appointment, *, by: Scope, at: datetime, **fields: Any) -> Appointment:
    """Another phone number, another word for the function: the appointment itself stays."""
    appointment = _locked(Appointment, appointment, by)
    for name, value in fields.items():
        setattr(appointment, name, value)
    history.save(appointment, at=at, by=by)
    audit.record(events.APPOINTMENT_CORRECTED, about=appointment, school=appointment.school_id, by=by, at=at, function=appointment.function)
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, last_day: date, why: str, by: Scope, at: datetime) -> Appointment:
    """The last day on which somebody holds an office; from the next day on it is vacant, or a successor's."""
    appointment = _ended(Appointment, appointment, last_day=last_day, why=why, by=by, at=at)
    audit.record(
        events.APPOINTMENT_ENDED, about=appointment, school=appointment.school_id, by=by, at=at, function=appointment.function,
        until=appointment.until,
    )
    return appointment


@transaction.atomic
def give_mandate(*, subject: Subject, school: School | None, by: Scope | None, at: datetime, **fields: Any) -> Mandate:
    """The board leaves something to somebody; raises ValidationError where it has left it to another in that period."""
    if by is not None:
        check_may_keep(by, school.pk if school else None)
    mandate = Mandate(subject=subject, school=school, made_by=_who(by), made_at=at, **fields)
    if by is not None and mandate.user_id == by.user.pk:
        raise NotAllowed(_("Nobody gives a mandate to himself: ask a colleague."))
    if subject == Subject.DECIDE_REQUESTS and mandate.user_id is None:
        raise ValidationError({"account": _("Who decides on requests does so here: this needs an account.")})
    _check_free(mandate, {"subject": subject}, _("this mandate is held by somebody already"))
    _insert(mandate, by=by, at=at)
    audit.record(events.MANDATED, about=mandate, school=school, by=by, at=at, subject=subject, since=mandate.since)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, last_day: date, why: str, by: Scope, at: datetime) -> Mandate:
    """The last day of a mandate; afterwards the board does it itself."""
    mandate = _ended(Mandate, mandate, last_day=last_day, why=why, by=by, at=at)
    audit.record(
        events.MANDATE_ENDED, about=mandate, school=mandate.school_id, by=by, at=at, subject=mandate.subject, until=mandate.until
    )
    return mandate


@transaction.atomic
def identify(*, by: Scope | None, at: datetime, **fields: Any) -> Controller:
    """Who the controller is from a day on; earlier rows stay, for what was written in their time (S2-19)."""
    if by is not None:
        check_may_keep(by, None)
    row = Controller(made_by=_who(by), made_at=at, **fields)
    row.save(force_insert=True)
    audit.record(events.IDENTIFIED, about=row, school=None, by=by, at=at, valid_from=row.valid_from)
    return row


@transaction.atomic
def change_house(house: House, *, values: dict[str, Any], by: Scope, at: datetime) -> list[str]:
    """Name, colour, logo and contact of the board or a school; returns what changed."""
    school_id = house.pk if isinstance(house, School) else None
    check_may_keep(by, school_id)
    house = type(house)._default_manager.select_for_update(of=("self",)).get(pk=house.pk)
    changed = [name for name in HOUSE_FIELDS if name in values and getattr(house, name) != values[name]]
    if not changed:
        return []
    for name in changed:
        setattr(house, name, values[name])
    house.save(update_fields=changed)
    audit.record(events.HOUSE_CHANGED, about=house, school=school_id, by=by, at=at, fields=changed)
    return changed


def _insert(row: Appointment | Mandate, *, by: Scope | None, at: datetime) -> None:
    """Saved, or told in words that another was quicker: the database holds what `_check_free` looked at."""
    try:
        with transaction.atomic():
            history.save(row, at=at, by=by, force_insert=True)
    except IntegrityError as error:
        words = _("A colleague recorded something for the same days just now. Look at the list, and try again.")
        raise ValidationError({"since": words}) from error


def _check_free(row: Appointment | Mandate, same: dict[str, str], words: str) -> None:
    """One at a time, and who it clashes with is told by its days."""
    others = type(row).objects.of_place(row.school).filter(**same).exclude(until__lte=row.since).exclude(pk=row.pk)
    other = (others.filter(since__lt=row.until) if row.until else others).order_by("since").first()
    if other is None:
        return
    days = {"words": words, "since": date_format(other.since, "j F Y")}
    if other.until is None:
        raise ValidationError({"since": _("From %(since)s on %(words)s. End that first, or choose other days.") % days})
    days["last"] = date_format(other.until - A_DAY, "j F Y")
    raise ValidationError({"since": _("From %(since)s up to and including %(last)s %(words)s. Choose other days.") % days})


def _locked(model: type[models.Model], row: Any, by: Scope) -> Any:
    check_may_keep(by, row.school_id)
    return model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def _ended(model: type[models.Model], row: Any, *, last_day: date, why: str, by: Scope, at: datetime) -> Any:
    row = _locked(model, row, by)
    if last_day < row.since - A_DAY:
        raise ValidationError({"last_day": _("It began later than this day.")})
    if row.until is not None and row.until <= last_day:
        raise ValidationError({"last_day": _("It ends before this day already.")})
    row.until, row.ended_by, row.ended_why = last_day + A_DAY, by.user, why
    return history.save(row, at=at, by=by)


def _who(by: Scope | None) -> Any:
    return by.user if by is not None else None


def house_of(key: UUID) -> House | None:
    """The board or the school with this key."""
    return School.objects.filter(pk=key).first() or Board.objects.filter(pk=key).first()
