"""Agreements: drawn up, asked for, signed, reviewed, ended, and the proof that the data is gone (DOMAIN 2.8; GDPR 28)."""
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.files import services as files
from privacyadmin.files.checking import Checked
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from processors import events, publishing
from processors.models import Agreement, AgreementFile, ClauseTick, Coverage, Party
from processors.models.catalogue import Clause, FileKind, Signer
from processors.rules import papers
from processors.workflow import agreements as workflow

from . import duties, endings
from .parties import changed_fields, check, keeps

WHAT = (
    "paper", "school", "covers_all", "subject", "main_contract", "main_contract_on", "model_text", "deviations", "categories", "retention",
    "no_commercial_use", "dpia_needed", "start_on", "end_on", "notice_days", "renewal_months", "breach_hours", "has_audit_right",
    "audited_on", "liability", "subprocessor_consent", "subprocessor_notice_days", "objection_days", "end_choice", "end_days",
    "next_review_on", "processor_name", "processor_role", "processor_signed_on",
)
STRENGTH = {Signer.SCHOOL: 0, Signer.MANDATE: 1, Signer.BOARD: 2}


def locked(agreement: Agreement) -> Agreement:
    """The agreement as it is now, held until this transaction ends."""
    return Agreement.objects.select_for_update(of=("self",)).select_related("party", "school").defer("school__logo").get(pk=agreement.pk)


def keep(agreement: Agreement, *, by: Scope | None, at: datetime) -> Agreement:
    """Save with its version, its duties and what is public of it."""
    history.save(agreement, at=at, by=by)
    duties.settle(agreement, on=local_day(at))
    publishing.soon(at)
    return agreement


def move(agreement: Agreement, step: str, by: Scope, at: datetime) -> None:
    """Into the state that the step leads to; raises NotAllowed with the reason."""
    source = agreement.status
    agreement.status = workflow.AGREEMENT_STEPS.check(step, agreement, by).target_from(source)
    if agreement.status != source:
        audit.record(
            events.AGREEMENT_MOVED, about=agreement, school=agreement.school_id, by=by, at=at, source=source, target=str(agreement.status)
        )


@transaction.atomic
def draw_up(party: Party, *, values: Mapping[str, Any], schools: Iterable[School] = (), by: Scope, at: datetime) -> Agreement:
    """A draft, with the eight things that GDPR 28(3) asks still to be ticked."""
    school = values.get("school")
    check(keeps(by, school.pk if school else None))
    agreement = Agreement(party=party, **{name: values[name] for name in WHAT if name in values})
    _settle_check(agreement, values, by, at)
    history.save(agreement, at=at, by=by, force_insert=True)
    with history.bulk("drawn up", at=at, by=by.user.pk):
        ClauseTick.objects.bulk_create([ClauseTick(agreement=agreement, clause=clause) for clause in Clause.values])
    _cover(agreement, schools, by, at)
    audit.record(events.AGREEMENT_DRAFTED, about=agreement, school=agreement.school_id, by=by, at=at, party=party.pk)
    return agreement


@transaction.atomic
def change(agreement: Agreement, *, values: Mapping[str, Any], schools: Iterable[School] = (), by: Scope, at: datetime) -> Agreement:
    """Fill in or mend an agreement that nobody signed yet: what was signed does not change."""
    agreement = locked(agreement)
    school = values.get("school", agreement.school)
    check(keeps(by, agreement.school_id) and keeps(by, school.pk if school else None))
    if not agreement.is_before_signing:
        raise NotAllowed(_("What was signed does not change. Prolong it, end it, or draw up a new one."))
    changed = changed_fields(agreement, values, WHAT)
    _settle_check(agreement, values, by, at)
    _cover(agreement, schools, by, at)
    audit.record(events.AGREEMENT_CHANGED, about=agreement, school=agreement.school_id, by=by, at=at, fields=changed)
    return keep(agreement, by=by, at=at)


def _settle_check(agreement: Agreement, values: Mapping[str, Any], by: Scope, at: datetime) -> None:
    """That somebody checked whether it gets no more than is needed, and who (S1-49)."""
    if "is_minimised" not in values:
        return
    if values["is_minimised"] and agreement.minimised_on is None:
        agreement.minimised_on, agreement.minimised_by = local_day(at), by.user
    elif not values["is_minimised"]:
        agreement.minimised_on, agreement.minimised_by = None, None


def _cover(agreement: Agreement, schools: Iterable[School], by: Scope, at: datetime) -> None:
    """For which schools it holds: one agreement of the board may cover a few, all, or later ones too."""
    named = {school.pk for school in schools} if not agreement.covers_all else set()
    if agreement.school_id:
        named = {agreement.school_id}
    rows = {row.school_id: row for row in agreement.coverages.all()}
    for school in rows.keys() - named:
        history.delete(rows[school], at=at, by=by)
    for school in named - rows.keys():
        history.save(Coverage(agreement=agreement, school_id=school), at=at, by=by, force_insert=True)


@transaction.atomic
def tick(agreement: Agreement, *, ticks: Mapping[str, Mapping[str, Any]], by: Scope, at: datetime) -> Agreement:
    """Which of the eight things the text has, in which clause."""
    agreement = locked(agreement)
    check(keeps(by, agreement.school_id))
    if not agreement.is_before_signing:
        raise NotAllowed(_("What was signed does not change. Prolong it, end it, or draw up a new one."))
    for row in agreement.clauses.all():
        if changed_fields(row, ticks.get(row.clause, {}), ("is_there", "number", "remark")):
            history.save(row, at=at, by=by)
    audit.record(events.AGREEMENT_CHANGED, about=agreement, school=agreement.school_id, by=by, at=at, fields=["clauses"])
    return agreement


@transaction.atomic
def ask(agreement: Agreement, *, on: date, by: Scope, at: datetime) -> Agreement:
    """The party was asked for it."""
    agreement = locked(agreement)
    move(agreement, "ask", by, at)
    agreement.requested_on = on
    return keep(agreement, by=by, at=at)


@transaction.atomic
def sign(agreement: Agreement, *, by: Scope, at: datetime) -> Agreement:
    """Signed here, by whoever the rules of the board name (C-07); the words and the proof stand with the signature."""
    agreement = locked(agreement)
    level = workflow.required_signer(agreement, by.on)
    move(agreement, "sign", by, at)
    role = Role.DIRECTOR.label if level == Signer.SCHOOL else Role.BOARD_MEMBER.label
    agreement.signed_by_level, agreement.controller_user = level, by.user
    agreement.controller_name, agreement.controller_role, agreement.controller_signed_on = by.user.name[:120], str(role), by.on
    return _signed(agreement, by, at)


@transaction.atomic
def record(agreement: Agreement, *, level: str, name: str, role: str, on: date, by: Scope, at: datetime) -> Agreement:
    """Signed on paper: who signed for us, and when. A signature that the rules do not accept is refused (C-07)."""
    agreement = locked(agreement)
    if reason := wrong_level(agreement, level, by.on):
        raise NotAllowed(reason)
    move(agreement, "record", by, at)
    agreement.signed_by_level = level
    agreement.controller_name, agreement.controller_role, agreement.controller_signed_on = name, role, on
    return _signed(agreement, by, at)


def wrong_level(agreement: Agreement, level: str, on: date) -> str:
    """Why a signature of this level will not do; the board may always sign itself."""
    needed = workflow.required_signer(agreement, on)
    if level == Signer.MANDATE and workflow.mandate_of(agreement, on) is None:
        return _("Nobody holds a mandate to sign agreements here.")
    if level == Signer.SCHOOL and agreement.school_id is None:
        return _("This agreement is of the board: a director cannot sign it.")
    if STRENGTH[Signer(level)] < STRENGTH[needed]:
        return _("The house rules ask for another signature: %(who)s.") % {"who": needed.label}
    return ""


def _signed(agreement: Agreement, by: Scope, at: datetime) -> Agreement:
    if agreement.next_review_on is None:
        agreement.next_review_on = local_day(at) + timedelta(days=365)
    audit.record(
        events.AGREEMENT_SIGNED, about=agreement, school=agreement.school_id, by=by, at=at, signer=str(agreement.signed_by_level),
        paper=str(agreement.paper),
    )
    return keep(agreement, by=by, at=at)


@transaction.atomic
def refuse(agreement: Agreement, *, on: date, why: str, by: Scope, at: datetime) -> Agreement:
    """One of the two does not want it."""
    agreement = locked(agreement)
    move(agreement, "refuse", by, at)
    agreement.refused_on, agreement.refused_why = on, why
    return keep(agreement, by=by, at=at)


@transaction.atomic
def redraw(agreement: Agreement, *, by: Scope, at: datetime) -> Agreement:
    """After a refusal it is drawn up again."""
    agreement = locked(agreement)
    move(agreement, "redraw", by, at)
    agreement.refused_on, agreement.refused_why = None, ""
    return keep(agreement, by=by, at=at)


@transaction.atomic
def review(agreement: Agreement, *, next_on: date, by: Scope, at: datetime) -> Agreement:
    """Somebody looked whether it still holds, and says when it is looked at again."""
    agreement = locked(agreement)
    move(agreement, "review", by, at)
    agreement.reviewed_on, agreement.reviewed_by, agreement.next_review_on = local_day(at), by.user, next_on
    audit.record(events.AGREEMENT_REVIEWED, about=agreement, school=agreement.school_id, by=by, at=at, next=next_on)
    return keep(agreement, by=by, at=at)


@transaction.atomic
def prolong(agreement: Agreement, *, end_on: date, by: Scope, at: datetime) -> Agreement:
    """Both agreed that it holds longer."""
    agreement = locked(agreement)
    move(agreement, "prolong", by, at)
    if agreement.end_on is None or end_on <= agreement.end_on:
        raise NotAllowed(_("The new last day must lie after the present one."))
    agreement.end_on = end_on
    audit.record(events.AGREEMENT_CHANGED, about=agreement, school=agreement.school_id, by=by, at=at, fields=["end_on"])
    return keep(agreement, by=by, at=at)


@transaction.atomic
def terminate(agreement: Agreement, *, on: date, why: str, uses_end_on: date | None = None, by: Scope, at: datetime) -> Agreement:
    """It ends: the supplier returns or destroys the data, and shows that it did (GDPR 28(3)(g)). From now on the proof is chased.

    `uses_end_on`: what we use the party for ends that day; None: it goes on, and stands on the red list until another agreement holds.
    """
    agreement = locked(agreement)
    move(agreement, "terminate", by, at)
    agreement.terminated_on, agreement.terminated_why = on, why
    agreement.proof_asked_on, agreement.proof_due_on = local_day(at), max(on, local_day(at)) + timedelta(days=agreement.end_days)
    audit.record(events.PROOF_ASKED, about=agreement, school=agreement.school_id, by=by, at=at, due=agreement.proof_due_on)
    if uses_end_on is not None:
        endings.end_uses(agreement, last_day=uses_end_on, by=by, at=at)
    return keep(agreement, by=by, at=at)


@transaction.atomic
def chase(agreement: Agreement, *, due_on: date, by: Scope, at: datetime) -> Agreement:
    """The proof was asked for again, by a new day."""
    agreement = locked(agreement)
    move(agreement, "chase", by, at)
    agreement.proof_asked_on, agreement.proof_due_on = local_day(at), due_on
    audit.record(events.PROOF_ASKED, about=agreement, school=agreement.school_id, by=by, at=at, due=due_on)
    return keep(agreement, by=by, at=at)


@transaction.atomic
def prove(agreement: Agreement, *, on: date, proofs: Iterable[Checked], by: Scope, at: datetime) -> Agreement:
    """The proof came, and is filed with the agreement."""
    agreement = locked(agreement)
    move(agreement, "prove", by, at)
    proofs = list(proofs)
    if not proofs:
        raise NotAllowed(_("Add the proof itself: a statement of the supplier."))
    agreement.proof_received_on = on
    _file(agreement, FileKind.PROOF, proofs, by, at)
    audit.record(events.PROOF_RECEIVED, about=agreement, school=agreement.school_id, by=by, at=at)
    return keep(agreement, by=by, at=at)


@transaction.atomic
def waive(agreement: Agreement, *, why: str, by: Scope, at: datetime) -> Agreement:
    """No proof will come, or none is needed; the reason stays."""
    agreement = locked(agreement)
    move(agreement, "waive", by, at)
    agreement.proof_waived_why = why
    audit.record(events.PROOF_WAIVED, about=agreement, school=agreement.school_id, by=by, at=at)
    return keep(agreement, by=by, at=at)


@transaction.atomic
def add_files(agreement: Agreement, *, kind: str, checked: Iterable[Checked], by: Scope, at: datetime) -> list[AgreementFile]:
    """Papers that belong to the agreement."""
    check(keeps(by, agreement.school_id))
    return _file(locked(agreement), kind, checked, by, at)


def _file(agreement: Agreement, kind: str, checked: Iterable[Checked], by: Scope, at: datetime) -> list[AgreementFile]:
    kept = []
    for each in checked:
        row = AgreementFile(agreement=agreement, kind=kind, added_by=by.user)
        files.keep(row, each, school=agreement.school_id, by=by, at=at)
        kept.append(row)
        audit.record(events.AGREEMENT_FILE_ADDED, about=agreement, school=agreement.school_id, by=by, at=at, kind=str(kind), file=row.pk)
    return kept


@transaction.atomic
def open_file(row: AgreementFile, *, by: Scope, at: datetime) -> files.Opened:
    """A paper to save; that it was opened is noted."""
    opened = files.opened(row)
    audit.record(
        events.AGREEMENT_FILE_OPENED, about=row.agreement, school=row.agreement.school_id, by=by, at=at, kind=str(row.kind), file=row.pk
    )
    return opened


def contracting_level(party: Party, on: date) -> tuple[int, bool]:
    """How many schools use a party, and whether the board has to agree with it (S1-50): a use of the whole board counts as every school."""
    schools = list(party.uses.on(on).values_list("school", flat=True))
    count = School.objects.count() if None in schools else len(set(schools))
    return count, papers.is_for_the_board(count)


