"""What an agreement makes us do by a day, kept in step with it; the reminders hang on these rows (S1-53, S2-112)."""
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from privacyadmin.worklist import reminders
from processors.models import Agreement, Duty
from processors.models.catalogue import AgreementStatus, DutyKind, SubprocessorState
from processors.rules import terms

STAGES = {
    DutyKind.EXPIRY: (90, 30, 7, -1),
    DutyKind.REVIEW: (30, 7, -1, -30),
    DutyKind.PROOF: (7, 0, -1, -14, -30),
    DutyKind.CERTIFICATE: (60, 30, 7, -1),
    DutyKind.OBJECTION: (14, 7, 2, -1),
}


def settle(agreement: Agreement, *, on: date) -> None:
    """Write down what must be done by when; what need not be done any more is closed."""
    known = {(duty.kind, duty.thing): duty for duty in agreement.duties.all()}
    for kind, thing, due_on in wanted(agreement, on):
        duty = known.pop((kind, thing), None) or Duty(agreement=agreement, kind=kind, thing=thing)
        if duty.due_on != due_on or duty.done_on:
            duty.due_on, duty.done_on, duty.next_reminder_on = due_on, None, next_reminder(DutyKind(kind), due_on, on)
            duty.save()
    for duty in known.values():
        if duty.done_on is None:
            duty.done_on = on
            duty.save(update_fields=["done_on"])


def wanted(agreement: Agreement, on: date) -> Iterator[tuple[str, UUID, date]]:
    if agreement.awaits_proof and agreement.proof_due_on:
        yield DutyKind.PROOF, agreement.pk, agreement.proof_due_on
    if agreement.status in (AgreementStatus.SIGNED, AgreementStatus.REQUESTED):
        for each in agreement.subprocessors.filter(state=SubprocessorState.ANNOUNCED):
            if each.object_by:
                yield DutyKind.OBJECTION, each.pk, each.object_by
    if agreement.status != AgreementStatus.SIGNED:
        return
    if last := agreement.ends_on(on):
        yield DutyKind.EXPIRY, agreement.pk, terms.acts_before(last, agreement.notice_days) if agreement.renewal_months else last
    if agreement.next_review_on:
        yield DutyKind.REVIEW, agreement.pk, agreement.next_review_on
    for certificate in agreement.certificates.filter(replaced_on=None):
        yield DutyKind.CERTIFICATE, certificate.pk, certificate.valid_until


def next_reminder(kind: DutyKind, due_on: date, on: date) -> date | None:
    """The first day on which somebody is reminded: today where a stage has begun already."""
    stages = STAGES[kind]
    return on if due_on - timedelta(days=stages[0]) <= on else reminders.first_on(due_on, stages, after=on)
