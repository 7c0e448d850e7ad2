"""What the board signs of a DPIA: the whole of it, with the advice of the FG and the decision (S2-51; GDPR 35)."""
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.documents.signing import Act, Paper, register
from processors.models import Dpia
from processors.rules.dpia import ANALYSIS, level
from processors.services import dpia as services
from processors.workflow.register import DPIA_STEPS

NAME = "processors.dpia"


def _found(scope: Scope, key: UUID) -> Dpia | None:
    """Nothing is laid before the board until it chose what it decides."""
    rows = Dpia.objects.visible_to(scope).exclude(verdict="").select_related("school").defer("school__logo")
    return rows.prefetch_related("risks", "advices__by").filter(pk=key).first()


def _paper(scope: Scope, key: UUID) -> Paper | None:
    dpia = _found(scope, key)
    if dpia is None:
        return None
    title = (_("Decision on the DPIA: %(title)s") % {"title": dpia.title})[:200]
    parts = [
        f"{_('Decision')}: {dpia.get_verdict_display()}\n{dpia.verdict_note}",
        f"{_('Looked at again after, in months')}: {dpia.review_months}",
        "\n".join(_advices(dpia)),
        *(f"{_label(name)}\n{getattr(dpia, name)}" for name in ANALYSIS),
        "\n".join([f"{_('Risks')}:", *_risks(dpia)]),
    ]
    if dpia.consulted_on:
        parts.append(f"{_label('consulted_on')} {date_format(dpia.consulted_on, 'j F Y')}\n{dpia.consulted_outcome}")
    return Paper(title, "\n\n".join(parts), capacity=Role.BOARD_MEMBER, url=dpia.get_absolute_url(), school=dpia.school)


def _label(name: str) -> str:
    field: Any = Dpia._meta.get_field(name)
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


def _advices(dpia: Dpia) -> Iterator[str]:
    for each in dpia.advices.all():
        if not each.is_withdrawn:
            yield f"{_('Advice of the FG')}: {each.get_advice_display()}, {each.by.name}, {date_format(each.at, 'j F Y')}"
            yield each.text


def _risks(dpia: Dpia) -> Iterator[str]:
    for risk in dpia.risks.all():
        left = level(risk.likelihood_after, risk.impact_after).label if risk.likelihood_after and risk.impact_after else "–"
        yield f"{risk.place}. {risk.name}: {level(risk.likelihood, risk.impact).label} → {left}. {risk.measure}"


def _why_not(scope: Scope, key: UUID) -> str:
    dpia = _found(scope, key)
    return DPIA_STEPS.why_not("decide", dpia, scope) if dpia else _("There is nothing to sign here.")


def _decide(scope: Scope, key: UUID, at: datetime) -> None:
    services.decide(Dpia.objects.get(pk=key), by=scope, at=at)


def register_acts() -> None:
    register(Act(NAME, paper=_paper, why_not=_why_not, carry_out=_decide))
