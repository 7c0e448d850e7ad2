"""The steps of agreements, DPIAs and forms: from which state, to which, by whom, and what still stands in the way."""
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin import policy
from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.organisation import mandates
from privacyadmin.organisation.models import Subject
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.workflow import Step, Workflow
from processors.models.catalogue import AgreementStatus, Paper, Signer
from processors.rules import papers
from processors.rules.countries import objection_to

OPEN = {AgreementStatus.DRAFT, AgreementStatus.REQUESTED}
OUTSIDE = {
    "no_mechanism": gettext_lazy("%(where)s lies outside the EEA: say by which way data may go there (GDPR 44 to 49)."),
    "not_adequate": gettext_lazy("There is no adequacy decision for %(where)s that holds today."),
    "no_framework": gettext_lazy("The Data Privacy Framework is for certified companies in the United States alone, not for %(where)s."),
    "no_assessment": gettext_lazy("Clauses and corporate rules need an assessment of the transfer to %(where)s (TIA)."),
}


def keeps(agreement, scope) -> str:
    """Who keeps the register of the school that made it, or of the board."""
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    return "" if reach is None or agreement.school_id in reach else _("Your role does not include this step.")


def required_signer(agreement, on) -> Signer:
    """Who signs for us by the rules of the board (C-07)."""
    is_of_board = agreement.school_id is None
    return papers.signer(signer_setting(on), of_board=is_of_board, has_mandate=mandate_of(agreement, on) is not None)


def signer_setting(on) -> str:
    try:
        return policy.in_force(None, on).agreement_signer
    except PolicyVersion.DoesNotExist:
        return "board_only"


def mandate_of(agreement, on):
    return mandates.holder(Subject.SIGN_AGREEMENTS, agreement.school, on)


def is_signer(agreement, scope) -> str:
    """The board, the director of the school, or whoever holds the mandate; never somebody else in their place."""
    needed = required_signer(agreement, scope.on)
    if needed == Signer.MANDATE:
        mandate = mandate_of(agreement, scope.on)
        return "" if mandate.user_id == scope.user.pk else _("The board left this signature to somebody else.")
    if needed == Signer.SCHOOL:
        return "" if scope.holds(Role.DIRECTOR, school=agreement.school_id) else _("The director of the school signs this agreement.")
    return "" if scope.may(Register.PROCESSORS, Verb.SIGN) else _("The board signs this agreement.")


def lacks(agreement) -> list[str]:
    """What must be filled in before it can be signed (S1-49, S2-111…115, S2-160; GDPR 28(3))."""
    found = {
        _("the first day"): agreement.start_on,
        _("the kinds of data"): agreement.categories,
        _("the schools for which it holds"): agreement.covers_all or agreement.coverages.exists(),
        _("who signed for the other party, and when"): agreement.processor_signed_on and agreement.processor_name,
    }
    if agreement.paper == Paper.PROCESSING:
        found |= {
            _("how long the supplier keeps the data"): agreement.retention,
            _("the check that it gets no more than is needed"): agreement.minimised_on,
            _("within how many hours it reports a breach"): agreement.breach_hours,
            _("that own and commercial use of the data is forbidden"): agreement.no_commercial_use,
        }
    missing = [words for words, value in found.items() if not value]
    if agreement.paper == Paper.PROCESSING:
        absent = 8 - sum(1 for tick in agreement.clauses.all() if tick.is_there)
        if absent:
            missing.append(_("the clauses of GDPR 28(3): %(count)s of 8 are not ticked") % {"count": absent})
    return missing


def outside_objections(agreement, on) -> list[str]:
    """Countries outside the EEA to which data would go without a valid way (S2-114)."""
    rows = [*agreement.transfers.all(), *agreement.subprocessors.exclude(state="ended").exclude(state="objected")]
    codes = {(row.country, objection_to(row.country, row.mechanism, on, has_assessment=row.is_assessed)) for row in rows}
    country = agreement.party.country
    if all(row.country != country for row in agreement.transfers.all()):
        codes.add((country, objection_to(country, "", on)))
    return [str(OUTSIDE[code]) % {"where": where} for where, code in sorted(codes) if code]


def cannot_be_signed(agreement, scope) -> str:
    missing = lacks(agreement)
    if missing:
        return _("Still missing: %(what)s.") % {"what": "; ".join(missing)}
    return " ".join(outside_objections(agreement, scope.on))


def has_proof(agreement, scope) -> str:
    return "" if agreement.awaits_proof else _("The proof is settled already.")


AGREEMENT_STEPS = Workflow(
    ask=Step({AgreementStatus.DRAFT}, AgreementStatus.REQUESTED, keeps, label=gettext_lazy("Ask the party for it")),
    sign=Step(OPEN, AgreementStatus.SIGNED, is_signer, objection=cannot_be_signed, label=gettext_lazy("Sign here")),
    record=Step(OPEN, AgreementStatus.SIGNED, keeps, objection=cannot_be_signed, label=gettext_lazy("Record the signatures on paper")),
    refuse=Step(OPEN, AgreementStatus.REFUSED, keeps, label=gettext_lazy("It was refused")),
    redraw=Step({AgreementStatus.REFUSED}, AgreementStatus.DRAFT, keeps, label=gettext_lazy("Draw it up again")),
    review=Step({AgreementStatus.SIGNED}, None, keeps, label=gettext_lazy("Record a review")),
    prolong=Step({AgreementStatus.SIGNED}, None, keeps, label=gettext_lazy("Prolong it")),
    terminate=Step({AgreementStatus.SIGNED}, AgreementStatus.TERMINATED, keeps, label=gettext_lazy("End it")),
    chase=Step({AgreementStatus.TERMINATED}, None, keeps, objection=has_proof, label=gettext_lazy("Ask for the proof again")),
    prove=Step({AgreementStatus.TERMINATED}, None, keeps, objection=has_proof, label=gettext_lazy("File the proof")),
    waive=Step({AgreementStatus.TERMINATED}, None, keeps, objection=has_proof, label=gettext_lazy("No proof is needed")),
)
"""«Expiring» and «expired» are no steps: they follow from the dates."""
