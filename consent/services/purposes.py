"""What a school asks its families: purposes, and the words under which they answer (DOMAIN 2.4; S2-17, S2-101)."""
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from consent import events
from consent.models import Decision, Mode, Purpose, PurposeText
from privacyadmin import audit, history
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

OWN_CODE = "EIGEN_"


def why_not_write(scope: Scope, school: Any) -> str:
    """Why this person does not keep the purposes of a school; empty when he does."""
    may = scope.may(Register.CONSENTS, Verb.WRITE, getattr(school, "pk", school))
    return "" if may else _("The purposes of a school are kept by its director, its administration and the privacy coordinator.")


def check(scope: Scope, school: Any) -> None:
    if reason := why_not_write(scope, school):
        raise NotAllowed(reason)


@transaction.atomic
def add(school: School, values: Mapping[str, Any], words: Mapping[str, str], *, by: Scope, at: datetime) -> Purpose:
    """A purpose of the school's own, with its first text as a draft: nobody is asked before that is in force."""
    check(by, school)
    School.objects.select_for_update().get(pk=school.pk)                 # two who add one at the same second get two codes
    purpose = Purpose(school=school, code=_next_code(school), since=local_day(at), **values)
    purpose.full_clean()
    history.save(purpose, at=at, by=by.user.pk)
    PurposeText.objects.create(purpose=purpose, number=1, made_at=at, made_by=by.user, **words)
    audit.record(events.PURPOSE_ADDED, about=purpose, school=school, by=by, at=at, code=purpose.code)
    return purpose


def _next_code(school: School) -> str:
    codes = Purpose.objects.filter(school=school, code__startswith=OWN_CODE).values_list("code", flat=True)
    numbers = [int(code.removeprefix(OWN_CODE)) for code in codes if code.removeprefix(OWN_CODE).isdecimal()]
    return f"{OWN_CODE}{max(numbers, default=0) + 1:02d}"


@transaction.atomic
def change(purpose: Purpose, values: Mapping[str, Any], *, by: Scope, at: datetime) -> Purpose:
    """Another way of asking. What is asked, and whether it is for one occasion, stays as it was once somebody has answered."""
    purpose = _locked(purpose, by)
    if is_answered(purpose) and any(values[name] != getattr(purpose, name) for name in fixed_of(purpose, values)):
        raise NotAllowed(_("Families have answered this already. Retire it and add another purpose."))
    for name, value in values.items():
        setattr(purpose, name, value)
    purpose.full_clean()
    history.save(purpose, at=at, by=by.user.pk)
    audit.record(events.PURPOSE_CHANGED, about=purpose, school=purpose.school_id, by=by, at=at, code=purpose.code)
    return purpose


def is_answered(purpose: Purpose) -> bool:
    return Decision.objects.filter(purpose=purpose).exists()


def fixed_of(purpose: Purpose, values: Mapping[str, Any]) -> list[str]:
    """What no longer changes after an answer: its kind, who decides, and from or to «for each occasion»."""
    turns = Mode.PER_EVENT in (purpose.mode, values.get("mode", purpose.mode))
    return [name for name in ("kind", "decider", *(["mode"] if turns else [])) if name in values]


@transaction.atomic
def retire(purpose: Purpose, *, until: date, why: str, by: Scope, at: datetime) -> Purpose:
    """From this day it is asked no more and nobody may rely on it; a campaign that runs goes on without it."""
    purpose = _locked(purpose, by)
    if until < max(local_day(at), purpose.since):
        raise NotAllowed(_("Choose today or a later day."))
    purpose.until, purpose.retired_why = until, why
    history.save(purpose, at=at, by=by.user.pk)
    audit.record(events.PURPOSE_RETIRED, about=purpose, school=purpose.school_id, by=by, at=at, code=purpose.code)
    return purpose


@transaction.atomic
def draft(purpose: Purpose, words: Mapping[str, str], *, by: Scope, at: datetime) -> PurposeText:
    """Write the next version of the text, or change it while it is a draft."""
    purpose = _locked(purpose, by)
    found = purpose.texts.drafts().first()
    if found is None:
        number = (purpose.texts.aggregate(last=Max("number"))["last"] or 0) + 1
        found = PurposeText(purpose=purpose, number=number, made_at=at, made_by=by.user)
    for name, value in words.items():
        setattr(found, name, value)
    found.full_clean(exclude=["made_by", "put_at", "put_by"])
    found.save()
    audit.record(events.TEXT_DRAFTED, about=purpose, school=purpose.school_id, by=by, at=at, code=purpose.code)
    return found


@transaction.atomic
def drop_draft(purpose: Purpose, *, by: Scope, at: datetime) -> None:
    """The draft is not wanted: the text in force stays."""
    purpose = _locked(purpose, by)
    found = _draft_of(purpose)
    if found.number == 1:
        raise NotAllowed(_("A purpose has a text. Retire the purpose if it is not wanted."))
    found.delete()
    audit.record(events.TEXT_DROPPED, about=purpose, school=purpose.school_id, by=by, at=at, code=purpose.code)


@transaction.atomic
def put_in_force(purpose: Purpose, *, valid_from: date, asks_again: bool, by: Scope, at: datetime) -> PurposeText:
    """From this day families answer under the new text; with `asks_again` an earlier yes no longer counts from then on."""
    purpose = _locked(purpose, by)
    found = _draft_of(purpose)
    last = purpose.texts.exclude(valid_from=None).aggregate(last=Max("valid_from"))["last"]
    if valid_from < max(local_day(at), last or valid_from):
        raise NotAllowed(_("Choose today or a later day, not before the text that was put in force last."))
    found.valid_from, found.asks_again = valid_from, asks_again or last is None
    found.put_at, found.put_by = at, by.user
    found.save()
    audit.record(
        events.TEXT_PUT_IN_FORCE, about=purpose, school=purpose.school_id, by=by, at=at,
        code=purpose.code, number=found.number, valid_from=valid_from,
    )
    return found


def _locked(purpose: Purpose, by: Scope) -> Purpose:
    """The purpose as it stands, for one at a time. Raises NotAllowed without the right, or when it was retired."""
    check(by, purpose.school_id)
    found = Purpose.objects.select_for_update(of=("self",)).select_related("school").get(pk=purpose.pk)
    if found.until is not None:
        raise NotAllowed(_("This purpose was retired."))
    return found


def _draft_of(purpose: Purpose) -> PurposeText:
    found = purpose.texts.drafts().first()
    if found is None:
        raise NotAllowed(_("There is no draft. Write the new text first."))
    return found
