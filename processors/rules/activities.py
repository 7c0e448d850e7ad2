"""What the law asks before an activity counts, and what its purposes allow (GDPR 5, 6, 9, 22, 30; S1-10…13, S2-104…110, S2-160, S2-194)."""
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from privacyadmin.access.purposes import Ground, SpecialGround
from processors.models.register_words import InterestEnd, Level

from .countries import objection_to

CRIMINAL = "criminal"
ALWAYS_KNOWN = frozenset({"ID", "CT", "FAM"})
NEEDED = (                             # each stands in GDPR 30(1), or is what policy asks beside it
    "name", "description", "people", "purposes", "ground", "data_categories", "necessity", "retention", "measures", "risk",
    "availability", "integrity", "confidentiality",
)


@dataclass(frozen=True)
class Gave:
    """One recipient as a rule sees it."""

    name: str
    ground: str
    country: str
    mechanism: str


def objections(version: Any, *, special: Collection[str], recipients: Iterable[Gave], on: date) -> dict[str, str]:
    """What stands in the way of approving a version, by field; empty when nothing does. `special`: codes of special kinds of data."""
    found = missing(version)
    found |= of_special_data(version, special)
    found |= tests_not_passed(version)
    if version.ground == Ground.LEGITIMATE:
        found |= not_balanced(version)
    if version.is_automated and version.has_effect:
        found |= automated_without_care(version)
    for each in recipients:
        if reason := objection_to_recipient(each, on):
            found.setdefault("recipients", reason)
    return found


def missing(version: Any) -> dict[str, str]:
    """What must be filled in: without a purpose or a ground nothing is done with data (S1-10, S1-12)."""
    words = {
        "purposes": _("There is no purpose: without a purpose nothing may be done with data."),
        "ground": _("There is no ground in the law (GDPR 6)."),
    }
    return {name: words.get(name) or _("This is not filled in yet.") for name in NEEDED if getattr(version, name) in ("", None, [])}


def of_special_data(version: Any, special: Collection[str]) -> dict[str, str]:
    """Special data only by an exception that the law names (GDPR 9 and 10; S2-79)."""
    named = set(version.data_categories) & set(special)
    if not named:
        return {}
    if not version.special_ground:
        return {"special_ground": _("Special data are forbidden unless an exception holds: choose which one (GDPR 9, UAVG 22).")}
    if CRIMINAL in named and version.special_ground != SpecialGround.CRIMINAL:
        return {"special_ground": _("Criminal data only where the school teaches in a penal setting (GDPR 10).")}
    return {}


TESTS = (("is_subsidiary", "subsidiarity"), ("is_proportionate", "proportionality"), ("is_minimal", "minimality"))


def tests_not_passed(version: Any) -> dict[str, str]:
    """Subsidiarity, proportionality and minimisation, each with a reason (S2-108…110)."""
    found = {}
    for verdict, reason in TESTS:
        if getattr(version, verdict) is None:
            found[verdict] = _("This test has not been done.")
        elif not getattr(version, verdict):
            found[verdict] = _("This test was not passed: do it another way, or with less.")
        elif not getattr(version, reason).strip():
            found[reason] = _("Say why: a test without a reason proves nothing.")
    return found


BALANCE = ("interest", "interest_impact", "interest_safeguards", "interest_weighed_on", "interest_weighed_by")


def not_balanced(version: Any) -> dict[str, str]:
    """A legitimate interest counts for four ends only, and when it was weighed and prevails (S2-104, S2-105)."""
    found = {name: _("A legitimate interest needs the whole balancing.") for name in BALANCE if not getattr(version, name)}
    if version.interest_end not in InterestEnd.values:
        found["interest_end"] = _("A legitimate interest counts only for one of the four ends of the policy.")
    if version.interest_prevails is None:
        found["interest_prevails"] = _("A legitimate interest needs the whole balancing.")
    elif not version.interest_prevails:
        found["interest_prevails"] = _("The interest of the pupil prevails: this ground does not hold.")
    return found


CARE = ("informs_before", "human_judgement", "consent_given")


def automated_without_care(version: Any) -> dict[str, str]:
    """A decision without a person, which affects the pupil: told beforehand, looked at by a person, with consent (S2-194; GDPR 22)."""
    return {name: _("Needed where a decision is made without a person.") for name in CARE if not getattr(version, name).strip()}


def objection_to_recipient(gave: Gave, on: date) -> str:
    """No data to a country outside the EEA without a way that the law gives (GDPR 44; S2-114). The agreement holds the assessment."""
    if not gave.ground:
        return _("%(party)s has no ground in the law.") % {"party": gave.name}
    if objection_to(gave.country, gave.mechanism, on, has_assessment=True):
        return _("%(party)s: data may not go to %(country)s in this way (GDPR 44).") % {"party": gave.name, "country": gave.country}
    return ""


def kinds_kept_for_nothing(kinds: Mapping[str, str], purposes: Collection[str], kept: Mapping[str, Collection[str]]) -> list[str]:
    """Kinds (with their category) that no school keeps for one of these purposes; who it is about is always known (S1-13, S2-60)."""
    return [code for code, category in kinds.items() if category not in ALWAYS_KNOWN and not set(purposes) & set(kept.get(code, ()))]


def asks_for_dpia(version: Any, special: Collection[str]) -> bool:
    """Special data of pupils are a reason for a DPIA, again every few years; so is a high risk (S2-54, S2-57, S2-59)."""
    return bool(set(version.data_categories) & set(special)) or version.risk == Level.HIGH


@dataclass
class Allowed:
    """What a purpose allows: kinds of data by the activities in force that name it."""

    kinds: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)
    activities: list[Any] = field(default_factory=list)


def allowed_by_purpose(versions: Iterable[Any]) -> dict[str, Allowed]:
    """For each purpose that an activity in force names: which kinds of data, on which grounds (S1-11, S2-60)."""
    found: dict[str, Allowed] = {}
    for version in versions:
        for purpose in version.purposes:
            one = found.setdefault(purpose, Allowed())
            one.kinds |= set(version.data_categories)
            one.grounds.add(version.ground)
            one.activities.append(version)
    return found


def why_not_for(purpose: str, kinds: Collection[str], ground: str, allowed: Mapping[str, Allowed]) -> str:
    """Why data of these kinds cannot be used for a purpose on a ground; empty when they can. The list of purposes is closed (S2-101)."""
    one = allowed.get(purpose)
    if one is None:
        return _("No activity in the register has this purpose.")
    if set(kinds) - one.kinds:
        return _("The register does not allow these kinds of data for this purpose.")
    if ground and ground not in one.grounds:
        return _("The register names another ground for this purpose.")
    return ""


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions, in words."""

    label: str
    before: str
    after: str


def differences(before: Mapping[str, str] | None, after: Mapping[str, str], labels: Sequence[tuple[str, str]]) -> list[Change]:
    """What changed between two versions that are written out already, in the order of the page."""
    if before is None:
        return []
    return [Change(label, before[name], after[name]) for name, label in labels if before[name] != after[name]]
