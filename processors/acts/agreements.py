"""What can be signed of this app: an agreement with a party, by whoever the rules of the board name (C-07; SETTLED, signing)."""
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.documents.signing import Act, Paper, register
from processors.models import Agreement
from processors.models.catalogue import Signer
from processors.services import agreements
from processors.workflow import agreements as workflow

AGREEMENT = "processors.agreement"


def _agreement(scope: Scope, key: UUID) -> Agreement | None:
    found = Agreement.objects.visible_to(scope).filter(pk=key).select_related("party", "school").defer("school__logo").first()
    return found if found else _by_mandate(scope, key)


def _by_mandate(scope: Scope, key: UUID) -> Agreement | None:
    """Whoever holds the mandate reads what he is to sign, also without a role in the register."""
    if scope.is_family:
        return None
    found = Agreement.objects.filter(pk=key).select_related("party", "school").defer("school__logo").first()
    mandate = workflow.mandate_of(found, scope.on) if found else None
    return found if mandate and mandate.user_id == scope.user.pk else None


def _paper(scope: Scope, key: UUID) -> Paper | None:
    """Everything that the agreement says, as it is kept here."""
    found = _agreement(scope, key)
    if found is None:
        return None
    title = _("%(paper)s with %(party)s") % {"paper": str(found.get_paper_display()).capitalize(), "party": found.party.name}
    level = workflow.required_signer(found, scope.on)
    capacity = Role.DIRECTOR if level == Signer.SCHOOL else Role.BOARD_MEMBER
    return Paper(title, "\n".join(_lines(found)), capacity=capacity, url=found.get_absolute_url(), school=found.school)


def _lines(agreement: Agreement) -> Iterator[str]:
    for label, value in _told(agreement):
        yield f"{label}: {value or '–'}"
    for tick in agreement.clauses.all():
        yield f"({tick.clause}) {tick.get_clause_display()}: {tick.number if tick.is_there else '–'}"
    engaged = _("Sub-processor")
    for row in agreement.subprocessors.exclude(state="ended"):
        yield f"{engaged}: {row.name}, {row.country}, {row.service}"


def _told(agreement: Agreement) -> Iterator[tuple[str, Any]]:
    schools = [row.school.name for row in agreement.coverages.select_related("school").defer("school__logo").order_by("school__name")]
    yield _("What it is about"), agreement.subject
    yield _("Written after"), agreement.get_model_text_display()
    yield _("How it differs from the model"), agreement.deviations
    yield _("Holds for"), _("every school of the board") if agreement.covers_all else ", ".join(schools)
    yield _("Kinds of data"), ", ".join(agreement.labels)
    yield _("How long the supplier keeps the data"), agreement.retention
    yield _("From – until"), f"{_day(agreement.start_on)} – {_day(agreement.end_on)}"
    yield _("Hours within which it reports a breach"), agreement.breach_hours
    yield _("At the end"), agreement.get_end_choice_display()
    signed = [agreement.processor_name, agreement.processor_role, _day(agreement.processor_signed_on)]
    yield _("Signed by the other party"), ", ".join(each for each in signed if each)


def _day(value) -> str:
    return date_format(value, "j F Y") if value else "–"


def _why_not(scope: Scope, key: UUID) -> str:
    found = _agreement(scope, key)
    return workflow.AGREEMENT_STEPS.why_not("sign", found, scope) if found else _("There is nothing to sign here.")


def _carry_out(scope: Scope, key: UUID, at: datetime) -> None:
    agreements.sign(Agreement.objects.get(pk=key), by=scope, at=at)


def register_acts() -> None:
    register(Act(AGREEMENT, paper=_paper, why_not=_why_not, carry_out=_carry_out))
