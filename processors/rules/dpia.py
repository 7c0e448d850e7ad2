"""When a DPIA is needed, how high a risk is, and what stands in the way of a decision (GDPR 35 and 36; S2-51, S2-56…59; DOMAIN 2.9)."""
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import IntegerChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from processors.models.register_words import Criterion, Verdict

ALONE = frozenset({Criterion.PROFILING, Criterion.LARGE_SPECIAL, Criterion.PUBLIC_AREA, Criterion.AP_LIST})  # one of these is enough
TWO = 2                                                     # of the nine criteria of WP248


class RiskLevel(IntegerChoices):
    LOW = 1, gettext_lazy("low")
    MEDIUM = 2, gettext_lazy("medium")
    HIGH = 3, gettext_lazy("high")


def is_needed(criteria: Collection[str]) -> bool:
    """One of what law and policy name, or two of the nine criteria (S2-56…58; GDPR 35(3))."""
    found = set(criteria)
    return bool(found & ALONE) or len(found - ALONE) >= TWO


def level(likelihood: int, impact: int) -> RiskLevel:
    """Likelihood × impact, each from 1 to 4: from 9 high, from 4 medium; what is severe is never low."""
    score = likelihood * impact
    if score >= 9 or (impact == 4 and likelihood >= 2):
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if score >= 4 else RiskLevel.LOW


ANALYSIS = ("description", "interests", "parties", "necessity", "alternatives", "rights", "views")      # GDPR 35(7)(a), (b), (9)


def analysis_missing(dpia: Any) -> list[str]:
    """The parts of the analysis that are still empty."""
    return [name for name in ANALYSIS if not getattr(dpia, name).strip()]


def not_needed_objection(dpia: Any) -> str:
    """A pre-scan that says no keeps its reasoning; one that says yes goes on."""
    if is_needed(dpia.criteria):
        return _("The pre-scan says that a DPIA is needed.")
    return "" if dpia.prescan_note.strip() else _("Write down why no DPIA is needed.")


def start_objection(dpia: Any) -> str:
    """A board may always do one that it need not do."""
    return "" if dpia.prescanned_on else _("First do the pre-scan.")


def analysis_objection(dpia: Any) -> str:
    count = len(analysis_missing(dpia))
    if not count:
        return ""
    return ngettext("%(count)d part of the analysis is still empty.", "%(count)d parts of the analysis are still empty.", count) % {
        "count": count
    }


def risks_objection(risks: Iterable[Any]) -> str:
    """Before the FG is asked, each risk has its measure and what is left of it."""
    risks = list(risks)
    if not risks:
        return _("No risk has been described yet.")
    bare = [risk for risk in risks if not risk.measure.strip() or risk.score_after is None]
    if bare:
        return ngettext(
            "%(count)d risk has no measure, or no estimate of what remains.",
            "%(count)d risks have no measure, or no estimate of what remains.", len(bare),
        ) % {"count": len(bare)}
    return ""


def highest_left(risks: Iterable[Any]) -> RiskLevel | None:
    """The highest risk that remains after the measures."""
    levels = [level(risk.likelihood_after, risk.impact_after) for risk in risks if risk.likelihood_after and risk.impact_after]
    return max(levels, default=None)


def decision_objection(dpia: Any, verdict: str, risks: Iterable[Any], has_advice: bool) -> str:
    """No decision without the FG's advice (S2-51); no going on at a high risk that remains without asking the authority (GDPR 36)."""
    if not has_advice:
        return _("The FG has not advised yet.")
    if not verdict:
        return _("Choose the decision first.")
    if verdict != Verdict.STOP and highest_left(risks) == RiskLevel.HIGH and not dpia.consulted_on:
        return _("A high risk remains: first put it before the authority (GDPR 36), or take more measures.")
    return ""
