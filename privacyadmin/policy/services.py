from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import Board, School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

from . import events, reading
from .catalogue import BOARD_WIDE, FALLBACK, PRESETS, SETTINGS, objections
from .models import CategoryNotice, PolicyVersion
from .rules import merged


def in_force(school: School | None, on: date) -> PolicyVersion:
    """The rules that hold for a school on a day: its own where it has them, else the board's; without a school the board's.

    Raises PolicyVersion.DoesNotExist where the board has none yet.
    """
    found = reading.remembered((school.pk if school else None, on), lambda: _in_force(school, on))
    if found is None:
        raise PolicyVersion.DoesNotExist("The board has no policy in force on this day.")
    return found


def _in_force(school: School | None, on: date) -> PolicyVersion | None:
    versions = PolicyVersion.objects.in_force(on=on).filter(Q(school=school) | Q(school__isnull=True))
    return min(versions, key=lambda version: version.school_id is None, default=None)


class Clash(Exception):
    """A colleague changed the same settings meanwhile: `theirs` are the values that stand now."""

    def __init__(self, theirs: dict[str, Any]):
        super().__init__("Settings were changed meanwhile.")
        self.theirs = theirs


@transaction.atomic
def change(
    *, school: School | None, was: Mapping[str, Any], mine: Mapping[str, Any], valid_from: date, note: str, by: Scope, at: datetime,
    preset: str = "",
) -> PolicyVersion:
    """Lay a few changed settings before the board, together with what lies there already.

    Raises Clash where a colleague changed the same setting since `was`; ValidationError and NotAllowed like `propose`.
    """
    check_may_write(by, school)
    _locked(school)
    values, clashes = merged(was=was, mine=mine, now=basis(school, valid_from))
    if clashes:
        raise Clash(clashes)
    if values == basis(school, valid_from):
        raise ValidationError(_("Nothing would change: the rules have these values already."))
    waiting = PolicyVersion.objects.of_place(school).filter(is_approved=None).first()
    if waiting is None:
        return propose(school=school, values=values, valid_from=valid_from, note=note, by=by, at=at, preset=preset)
    return _amend(waiting, values, valid_from=valid_from, note=note, by=by, at=at)


def basis(school: School | None, on: date) -> dict[str, Any]:
    """What a change begins from: what lies before the board, else the latest rules of the place, else the board's."""
    of_place = PolicyVersion.objects.of_place(school)
    found = of_place.filter(is_approved=None).first() or of_place.filter(is_approved=True).order_by("-valid_from", "-number").first()
    try:
        values = (found or in_force(None, on)).whole
    except PolicyVersion.DoesNotExist:
        return dict(FALLBACK)
    return values | board_wide(on) if school else values


def _amend(waiting: PolicyVersion, values: Mapping[str, Any], *, valid_from: date, note: str, by: Scope, at: datetime) -> PolicyVersion:
    """Add to what lies before the board; from now on nobody who wrote a part of it may approve it."""
    if valid_from < local_day(at):
        raise ValidationError({"valid_from": _("Rules cannot begin in the past.")})
    waiting.values = _checked(waiting.school, values, valid_from)
    waiting.valid_from = valid_from
    waiting.note = f"{waiting.note} · {note}"[:300] if note not in waiting.note else waiting.note
    if waiting.by_id != by.user.pk:
        waiting.writers = sorted({*waiting.writers, by.user.pk})
    waiting.save(update_fields=["values", "valid_from", "note", "writers"])
    audit.record(events.POLICY_AMENDED, about=waiting, school=waiting.school_id, by=by, at=at, number=waiting.number)
    return waiting


@transaction.atomic
def propose(
    *, school: School | None, values: Mapping[str, Any], valid_from: date, note: str, by: Scope, at: datetime, preset: str = ""
) -> PolicyVersion:
    """Lay new rules of the board or of a school before the board (2.14: the coordinator writes, the board approves).

    Raises ValidationError by setting where the law, the board or the form forbids it; NotAllowed without the right.
    """
    check_may_write(by, school)
    if PolicyVersion.objects.of_place(_locked(school)).filter(is_approved=None).exists():
        raise ValidationError(_("A proposal is before the board already: wait for its answer."))
    if valid_from < local_day(at):
        raise ValidationError({"valid_from": _("Rules cannot begin in the past.")})
    version = _new_version(school=school, values=values, valid_from=valid_from, note=note, by=by.user, at=at, preset=preset)
    audit.record(events.POLICY_PROPOSED, about=version, school=school, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def approve(version: PolicyVersion, *, by: Scope, at: datetime) -> PolicyVersion:
    """Put proposed rules in force, from their day on but never earlier than the approval."""
    version = _proposal(version, by)
    version.valid_from = max(version.valid_from, local_day(at))
    version.answered_by, version.answered_at, version.is_approved = by.user, at, True
    version.save(update_fields=["valid_from", "answered_by", "answered_at", "is_approved"])
    _tell_in_force(version, by=by.user, at=at)
    return version


@transaction.atomic
def decline(version: PolicyVersion, *, by: Scope, at: datetime) -> PolicyVersion:
    """Send proposed rules back; they stay on record and never hold."""
    version = _proposal(version, by)
    version.answered_by, version.answered_at, version.is_approved = by.user, at, False
    version.save(update_fields=["answered_by", "answered_at", "is_approved"])
    audit.record(events.POLICY_RETURNED, about=version, school=version.school_id, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def put_in_force(
    *, school: School | None, values: Mapping[str, Any], valid_from: date, note: str, by: User | None, at: datetime, preset: str = ""
) -> PolicyVersion:
    """New rules at once, without a proposal: for installation and demo. Raises ValidationError like `propose`."""
    version = _new_version(
        school=_locked(school), values=values, valid_from=valid_from, note=note, by=by, at=at, preset=preset, is_approved=True
    )
    _tell_in_force(version, by=by, at=at)
    return version


def use_preset(*, school: School | None, preset: str, valid_from: date, by: User | None, at: datetime) -> PolicyVersion:
    """Start with the rules of the seed policy of a sector: `vo` after S1, `po` after S2."""
    note = f"modelbeleid {preset.upper()}"
    return put_in_force(school=school, values=PRESETS[preset], valid_from=valid_from, note=note, by=by, at=at, preset=preset)


def check_may_write(scope: Scope, school: School | None) -> None:
    """Raises NotAllowed where this person may not propose rules for the school, or for the board where none is named."""
    schools = scope.schools(Register.POLICY, Verb.WRITE)
    if schools is None or (school is not None and school.pk in schools):
        return
    raise NotAllowed(_("Your role does not include the rules of this place."))


def notices(on: date, language: str) -> dict[str, CategoryNotice]:
    """The notice of each category that is in force on a day."""
    rows = CategoryNotice.objects.filter(language=language, valid_from__lte=on).order_by("category", "-valid_from").distinct("category")
    return {notice.category: notice for notice in rows}


def board_wide(on: date) -> dict[str, Any]:
    """The values that no school may choose itself, as the board has them on a day."""
    board = PolicyVersion.objects.of_place(None).in_force(on=on).first()
    return {code: getattr(board, code) for code in BOARD_WIDE} if board else {}


def _locked(school: School | None) -> School | None:
    """One new version of a place at a time."""
    if school is None:
        list(Board.objects.select_for_update().values_list("pk"))
        return None
    return School.objects.select_for_update().get(pk=school.pk)


def _new_version(
    *, school: School | None, values: Mapping[str, Any], valid_from: date, is_approved: bool | None = None, **fields
) -> PolicyVersion:
    checked = _checked(school, values, valid_from)
    of_place = PolicyVersion.objects.of_place(school)
    number = (of_place.aggregate(number=Max("number"))["number"] or 0) + 1
    at, by = fields.pop("at"), fields.pop("by")
    version = PolicyVersion(
        school=school, number=number, valid_from=valid_from, values=checked, by=by, made_at=at, is_approved=is_approved, **fields
    )
    version.save(force_insert=True)
    return version


def _checked(school: School | None, values: Mapping[str, Any], valid_from: date) -> dict[str, Any]:
    """The values of a new version, whole and lawful, from a day that does not go back before later rules."""
    if school is not None:
        values = {**values, **board_wide(valid_from)}
    if found := objections(values):
        raise ValidationError({code: [str(reason)] for code, reason in found.items()})
    latest = PolicyVersion.objects.of_place(school).filter(is_approved=True).aggregate(day=Max("valid_from"))["day"]
    if latest and valid_from < latest:
        raise ValidationError({"valid_from": _("Rules that begin later are already in force: choose that day or a later one.")})
    return dict(values)


def _proposal(version: PolicyVersion, by: Scope) -> PolicyVersion:
    version = PolicyVersion.objects.select_for_update(of=("self",)).select_related("school").get(pk=version.pk)
    if not by.may(Register.POLICY, Verb.APPROVE):
        raise NotAllowed(_("The board approves the rules."))
    if version.is_approved is not None:
        raise NotAllowed(_("This proposal has been answered already."))
    if version.is_written_by(by.user.pk):
        raise NotAllowed(_("Nobody approves his own proposal."))
    return version


def _tell_in_force(version: PolicyVersion, *, by: User | None, at: datetime) -> None:
    reading.forget()
    audit.record(
        events.POLICY_PUT_IN_FORCE, about=version, school=version.school_id, by=by, at=at,
        number=version.number, valid_from=version.valid_from,
    )
    if version.school_id is None:
        _carry_over(version, by=by, at=at)


def _carry_over(board: PolicyVersion, *, by: User | None, at: datetime) -> None:
    """Schools with rules of their own follow the board in all that they did not choose themselves, so that each version is whole."""
    before = PolicyVersion.objects.of_place(None).filter(is_approved=True).exclude(pk=board.pk).order_by("-valid_from", "-number").first()
    of_schools = PolicyVersion.objects.filter(school__isnull=False).select_related("school")
    for waiting in of_schools.filter(is_approved=None).select_for_update(of=("self",)):
        waiting.values = _following(waiting, board, before)
        waiting.save(update_fields=["values"])
    own = of_schools.filter(is_approved=True).order_by("school_id", "-valid_from", "-number").distinct("school_id")
    for version in own:
        values = _following(version, board, before)
        if values != version.whole:
            put_in_force(
                school=version.school, values=values, valid_from=max(board.valid_from, version.valid_from), note=str(board.note), by=by,
                at=at, preset=version.preset,
            )


def _following(version: PolicyVersion, board: PolicyVersion, before: PolicyVersion | None) -> dict[str, Any]:
    """The rules of a school, with the board's value in all that was the same as the board's before."""
    followed = [code for code in SETTINGS if code in BOARD_WIDE or (before and getattr(version, code) == getattr(before, code))]
    return version.whole | {code: getattr(board, code) for code in followed}
