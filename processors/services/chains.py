"""Whom a supplier engages, where data goes, and how it is secured: sub-processors, transfers, the annex and certificates (2.8)."""
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from processors import events
from processors.models import Agreement, Certificate, SecurityAnnex, Subprocessor, Transfer
from processors.models.catalogue import SubprocessorState
from processors.rules.countries import objection_to
from processors.workflow import agreements as workflow

from .agreements import keep, locked
from .parties import changed_fields, check, keeps

OF_SUBPROCESSOR = ("name", "service", "country", "mechanism", "is_assessed", "safeguard", "announced_on")
OF_TRANSFER = ("country", "mechanism", "is_assessed", "note")
OF_ANNEX = (
    "dated_on", "encrypts_in_transit", "encrypts_at_rest", "has_mfa", "logging", "backup", "pentested_on", "biv", "incident_contact",
)
OF_CERTIFICATE = ("kind", "number", "since", "valid_until")


def outside(country: str, mechanism: str, on: date, *, is_assessed: bool) -> str:
    """Why data may not go to this country by this way, in words (S2-114)."""
    code = objection_to(country, mechanism, on, has_assessment=is_assessed)
    return str(workflow.OUTSIDE[code]) % {"where": country} if code else ""


@transaction.atomic
def announce(agreement: Agreement, *, values: Mapping[str, Any], by: Scope, at: datetime) -> Subprocessor:
    """The supplier will engage somebody else; within the days of the agreement we may object (GDPR 28(2))."""
    agreement = locked(agreement)
    check(keeps(by, agreement.school_id))
    if reason := outside(values["country"], values["mechanism"], by.on, is_assessed=values["is_assessed"]):
        raise NotAllowed(reason)
    row = Subprocessor(agreement=agreement, **{name: values[name] for name in OF_SUBPROCESSOR})
    if agreement.objection_days is not None:
        row.object_by = row.announced_on + timedelta(days=agreement.objection_days)
    history.save(row, at=at, by=by, force_insert=True)
    audit.record(
        events.SUBPROCESSOR_ANNOUNCED, about=agreement, school=agreement.school_id, by=by, at=at, until=row.object_by, subprocessor=row.pk
    )
    keep(agreement, by=by, at=at)
    return row


@transaction.atomic
def decide(row: Subprocessor, *, state: str, words: str = "", answer: str = "", by: Scope, at: datetime) -> Subprocessor:
    """Accepted, objected to with the reason, or no longer engaged. An objection after the term is noted too, and said to be late."""
    row = Subprocessor.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=row.pk)
    check(keeps(by, row.agreement.school_id))
    if state == SubprocessorState.OBJECTED and not words.strip():
        raise NotAllowed(_("Say why we object."))
    row.state, row.decided_on, row.decided_by, row.answer = state, local_day(at), by.user, answer
    if state == SubprocessorState.OBJECTED:
        row.objection = words
    elif state == SubprocessorState.ENDED:
        row.ended_on = local_day(at)
    history.save(row, at=at, by=by)
    audit.record(
        events.SUBPROCESSOR_DECIDED, about=row.agreement, school=row.agreement.school_id, by=by, at=at, state=str(state),
        subprocessor=row.pk,
    )
    keep(locked(row.agreement), by=by, at=at)
    return row


@transaction.atomic
def transfer(agreement: Agreement, *, values: Mapping[str, Any], by: Scope, at: datetime) -> Transfer:
    """Data goes to a country outside the EEA, by this way."""
    agreement = locked(agreement)
    check(keeps(by, agreement.school_id))
    if reason := outside(values["country"], values["mechanism"], by.on, is_assessed=values["is_assessed"]):
        raise NotAllowed(reason)
    row = agreement.transfers.filter(country=values["country"]).first() or Transfer(agreement=agreement)
    changed_fields(row, values, OF_TRANSFER)
    history.save(row, at=at, by=by)
    audit.record(events.AGREEMENT_CHANGED, about=agreement, school=agreement.school_id, by=by, at=at, fields=["transfers"])
    return row


@transaction.atomic
def drop_transfer(row: Transfer, *, by: Scope, at: datetime) -> None:
    """Data no longer goes there."""
    agreement = locked(row.agreement)
    check(keeps(by, agreement.school_id))
    history.delete(row, at=at, by=by)
    audit.record(events.AGREEMENT_CHANGED, about=agreement, school=agreement.school_id, by=by, at=at, fields=["transfers"])


@transaction.atomic
def secure(agreement: Agreement, *, values: Mapping[str, Any], by: Scope, at: datetime) -> SecurityAnnex:
    """What the security annex says."""
    agreement = locked(agreement)
    check(keeps(by, agreement.school_id))
    annex = SecurityAnnex.objects.filter(agreement=agreement).first() or SecurityAnnex(agreement=agreement)
    if changed_fields(annex, values, OF_ANNEX):
        history.save(annex, at=at, by=by)
        audit.record(events.ANNEX_CHANGED, about=agreement, school=agreement.school_id, by=by, at=at)
    return annex


@transaction.atomic
def certify(agreement: Agreement, *, values: Mapping[str, Any], by: Scope, at: datetime) -> Certificate:
    """A certificate came; an older one of the same kind is no longer watched."""
    agreement = locked(agreement)
    check(keeps(by, agreement.school_id))
    for old in agreement.certificates.filter(kind=values["kind"], replaced_on=None):
        old.replaced_on = local_day(at)
        history.save(old, at=at, by=by)
    row = Certificate(agreement=agreement, **{name: values[name] for name in OF_CERTIFICATE})
    history.save(row, at=at, by=by, force_insert=True)
    audit.record(events.ANNEX_CHANGED, about=agreement, school=agreement.school_id, by=by, at=at, certificate=row.pk, until=row.valid_until)
    keep(agreement, by=by, at=at)
    return row
