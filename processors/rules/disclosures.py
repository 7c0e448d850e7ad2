"""What law and policy ask before data of pupils goes to somebody else (S1-11, S2-83, S2-102…110, S2-155…160; GDPR 5, 6, 9)."""
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin.access.purposes import Ground
from processors.models.catalogue import PartyKind, PartyRole
from processors.models.disclosure_words import Circle, DisclosureKind

from .activities import of_special_data, tests_not_passed

CITIZEN_NUMBER, ADVISER = "citizen_number", "adviser"
TEST_NAMES = {
    name: words for names, words in (
        (("is_subsidiary", "subsidiarity"), gettext_lazy("No less intrusive way")),
        (("is_proportionate", "proportionality"), gettext_lazy("In proportion")),
        (("is_minimal", "minimality"), gettext_lazy("No more than needed")),
    ) for name in names
}
WITH_A_LAW = (Ground.CONTRACT, Ground.LEGAL_DUTY, Ground.PUBLIC_TASK)
POLICE_NAMES = ("politie", "openbaar ministerie", "marechaussee", "recherche", "justitie", "fiod")


@dataclass(frozen=True)
class Facts:
    """What a disclosure does not say itself."""

    special: frozenset[str] = frozenset()       # codes of special kinds of data
    why_not_use: str = ""                       # what the register of processing says of purpose, kinds and ground (S1-11)
    is_balanced: bool = False                   # an activity in force weighed this legitimate interest (S2-104)
    has_order: bool = False                     # a paper is attached
    pupils: int = 0
    is_partnership: bool = False                # the party is one for special support
    without_consent: int = 0                    # of those pupils, on the ground of consent (S2-107, S2-159)


PARTNERSHIP_NAMES = ("samenwerkingsverband", "passend onderwijs")
SHORT = re.compile(r"\bswv\b")


def is_partnership(name: str) -> bool:
    """A partnership for special support, by its name: the register of parties has no kind of its own for it (2.11)."""
    words = name.casefold()
    return any(each in words for each in PARTNERSHIP_NAMES) or SHORT.search(words) is not None


def is_police(kind: str, name: str) -> bool:
    """Police or justice, also where somebody called it another kind of party (S2-157)."""
    return kind == PartyKind.POLICE or any(each in name.casefold() for each in POLICE_NAMES)


def objections(disclosure: Any, facts: Facts) -> list[str]:
    """Everything that stands in the way of deciding on it, in words; empty when nothing does."""
    found = [*_of_ground(disclosure, facts), *_of_kinds(disclosure, facts), *_of_tests(disclosure)]
    found += _of_circle(disclosure, facts)
    if disclosure.kind == DisclosureKind.POLICE:
        found += _of_order(disclosure, facts)
    if disclosure.kind == DisclosureKind.CHECK and (disclosure.role != PartyRole.AUTHORITY or disclosure.ground != Ground.LEGAL_DUTY):
        found.append(_("A check with DUO or the municipality is with an authority, on a legal obligation."))
    return list(dict.fromkeys(found))


def _of_ground(disclosure: Any, facts: Facts) -> list[str]:
    found = [facts.why_not_use] if facts.why_not_use else []
    if disclosure.ground in WITH_A_LAW and not disclosure.law.strip():
        found.append(_("Name the law, the task or the contract on which it rests."))
    if disclosure.ground == Ground.LEGITIMATE and not facts.is_balanced:
        found.append(_(
            "A legitimate interest counts only for an activity in force that weighed it, for one of the four ends of the policy."
        ))
    if disclosure.ground == Ground.CONSENT and facts.without_consent:
        found.append(_("Not for every pupil somebody who decides has said yes. Take them out, or wait."))
    return found


def _of_kinds(disclosure: Any, facts: Facts) -> list[str]:
    kinds = set(disclosure.data_categories)
    found = [] if kinds else [_("Tick which kinds of data are given, one by one.")]
    if ADVISER in kinds:
        found.append(_("The notes of a confidential adviser go to nobody."))
    if CITIZEN_NUMBER in kinds and disclosure.ground != Ground.LEGAL_DUTY:
        found.append(_("The citizen service number is given only where a law asks it."))
    if CITIZEN_NUMBER in kinds and facts.is_partnership:
        found.append(_("A partnership for special support gets no citizen service number (2.11)."))
    return found + list(of_special_data(disclosure, facts.special).values())


def _of_tests(disclosure: Any) -> list[str]:
    """Each test that was not done or not passed, by its name (S2-108…110)."""
    return [f"{TEST_NAMES[name]}: {reason}" for name, reason in tests_not_passed(disclosure).items()]


def _of_circle(disclosure: Any, facts: Facts) -> list[str]:
    found = []
    if disclosure.circle == Circle.PUPILS and not facts.pupils:
        found.append(_("Name the pupils whose data is given."))
    if disclosure.circle != Circle.PUPILS and disclosure.ground == Ground.CONSENT:
        found.append(_("With consent each pupil is named: a class or a year cannot agree."))
    if disclosure.circle == Circle.SCHOOL and disclosure.ground != Ground.LEGAL_DUTY:
        found.append(_("Data of everybody goes out only where a law asks it."))
    return found


def _of_order(disclosure: Any, facts: Facts) -> list[str]:
    """Police and justice get data only on an official demand or a written order (S2-157)."""
    found = []
    if not (facts.has_order and disclosure.order_reference.strip() and disclosure.order_authority.strip() and disclosure.order_on):
        found.append(_(
            "Without the written order nothing goes to police or justice: attach it, with who gave it, its reference and date."
        ))
    if disclosure.ground != Ground.LEGAL_DUTY:
        found.append(_("An order of police or justice rests on a legal obligation."))
    if disclosure.is_standing:
        found.append(_("An order is carried out once; a next one is a new disclosure."))
    return found


def processor_objection(roles: Collection[str]) -> str:
    """Why there is nothing to disclose to a party that acts for the school; `roles`: what it is to the school today."""
    if roles and set(roles) <= {PartyRole.PROCESSOR}:
        return _("This party works for the school as its processor. What it gets by its agreement is no disclosure: look at the agreement.")
    return ""
