"""Why a party stands on the red list of a school, and the figure (S1-42, S1-48, S1-54)."""
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from processors.models.catalogue import AgreementState, Paper

VALID = (AgreementState.SIGNED, AgreementState.EXPIRING)
NEAREST = (                     # which state says most of a party without a valid agreement
    AgreementState.FUTURE, AgreementState.REQUESTED, AgreementState.DRAFT, AgreementState.EXPIRED, AgreementState.TERMINATED,
    AgreementState.REFUSED,
)
WORDS = {
    "none": _("there is no agreement"),
    AgreementState.FUTURE: _("the agreement has not begun yet"),
    AgreementState.REQUESTED: _("the agreement was asked for, not signed"),
    AgreementState.DRAFT: _("the agreement is a draft"),
    AgreementState.EXPIRED: _("the agreement has expired"),
    AgreementState.TERMINATED: _("the agreement was ended, and the party is still used"),
    AgreementState.REFUSED: _("the agreement was refused"),
    "not_covered": _("the agreement does not hold for this school"),
    "other_paper": _("another kind of agreement is needed for its role"),
    "no_sheet": _("there is no product sheet"),
    "wrong_level": _("a school signed, and more schools use it: the board has to"),
    "categories": _("it gets kinds of data that the agreement does not name"),
    "clauses": _("the agreement lacks clauses that GDPR 28(3) asks for"),
    "not_minimised": _("nobody checked that it gets no more than is needed"),
    "transfer": _("data goes outside the EEA without a valid way"),
}


@dataclass(frozen=True)
class Held:
    """What is known of one agreement, for the question whether it will do."""

    paper: str
    state: str
    of_board: bool
    covers_all: bool
    schools: frozenset = frozenset()
    categories: frozenset[str] = frozenset()
    clauses: int = 8
    is_minimised: bool = True
    is_kept_in: bool = True                 # no transfer outside the EEA without a valid way

    def covers(self, school) -> bool:
        return self.covers_all or school in self.schools


@dataclass(frozen=True)
class Verdict:
    """`red`: why there is no valid agreement, empty when there is; `warnings`: what is wrong with one that is valid."""

    red: str = ""
    warnings: tuple[str, ...] = field(default=())


def judge(needed: str, agreements: Iterable[Held], *, school, categories: Iterable[str], schools_using: int) -> Verdict:
    """Whether one use of a party in one school rests on a valid agreement of the kind that its role needs."""
    if needed == Paper.NONE:
        return Verdict()
    all_of_party = list(agreements)
    right = [each for each in all_of_party if each.paper == needed]
    here = [each for each in right if each.covers(school)]
    valid = [each for each in here if each.state in VALID]
    if valid:
        return min((_warned(each, categories, schools_using) for each in valid), key=lambda verdict: len(verdict.warnings))
    if here:
        return Verdict(min((each.state for each in here), key=lambda state: NEAREST.index(AgreementState(state))))
    if any(each.state in VALID for each in right):
        return Verdict("not_covered")
    if any(each.state in VALID and each.covers(school) for each in all_of_party):
        return Verdict("other_paper")
    return Verdict("none")


def _warned(agreement: Held, categories: Iterable[str], schools_using: int) -> Verdict:
    found = {
        "wrong_level": not agreement.of_board and schools_using >= 2,
        "categories": not set(categories) <= agreement.categories,
        "clauses": agreement.paper == Paper.PROCESSING and agreement.clauses < 8,
        "not_minimised": not agreement.is_minimised,
        "transfer": not agreement.is_kept_in,
    }
    return Verdict("", tuple(name for name, holds in found.items() if holds))


def figure(reds: int, needed: int) -> int:
    """Of a hundred parties that need an agreement, how many have one; 100 where none needs one."""
    return 100 if not needed else (needed - reds) * 100 // needed


def next_review(reviewed_on: date, months: int = 12) -> date:
    """A list and an agreement are looked at every year (S1-53)."""
    year, month = divmod(reviewed_on.month - 1 + months, 12)
    return date(reviewed_on.year + year, month + 1, min(reviewed_on.day, 28))
