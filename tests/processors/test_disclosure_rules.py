"""What law and policy ask before data of pupils goes to somebody else: the rules, without a database."""
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from processors.rules import disclosures as rules
from processors.rules.disclosures import Facts

OK = Facts(pupils=1)


@dataclass(frozen=True)
class Asked:
    """A disclosure to leerplicht in which nothing is wrong."""

    kind: str = "third"
    role: str = "authority"
    is_standing: bool = False
    circle: str = "pupils"
    ground: str = "c"
    special_ground: str = ""
    law: str = "Leerplichtwet"
    data_categories: list[str] = field(default_factory=lambda: ["name", "absence"])
    is_subsidiary: bool | None = True
    subsidiarity: str = "x"
    is_proportionate: bool | None = True
    proportionality: str = "x"
    is_minimal: bool | None = True
    minimality: str = "x"
    order_reference: str = ""
    order_authority: str = ""
    order_on: date | None = None


POLICE: dict[str, Any] = {"kind": "police", "order_reference": "PV-1", "order_authority": "officier", "order_on": date(2026, 9, 1)}


def test_what_is_asked_well_meets_nothing():
    """S2-102, S2-108…110."""
    assert rules.objections(Asked(), OK) == []


@pytest.mark.parametrize(("values", "facts", "words"), [
    ({"law": " "}, OK, "Name the law"),                                                         # S2-102
    ({"is_minimal": None}, OK, "test has not been done"),                                       # S2-110
    ({"data_categories": []}, OK, "kinds of data"),                                             # S2-110
    ({"data_categories": ["name", "adviser"]}, OK, "confidential adviser"),                     # S1-115
    ({"data_categories": ["citizen_number"], "ground": "e"}, OK, "citizen service number"),     # S2-73
    ({"ground": "f"}, OK, "legitimate interest"),                                               # S2-105
    ({"ground": "a", "law": ""}, replace(OK, without_consent=1), "has said yes"),               # S2-159
    ({"ground": "a", "circle": "class", "law": ""}, OK, "each pupil is named"),                 # S2-107
    ({"ground": "e", "circle": "school"}, OK, "Data of everybody"),                             # S2-110
    ({"kind": "check", "role": "controller"}, OK, "DUO"),                                       # S2-83
    (POLICE, OK, "written order"),                                                              # S2-157
    (POLICE | {"order_reference": ""}, replace(OK, has_order=True), "written order"),
    (POLICE | {"ground": "e"}, replace(OK, has_order=True), "legal obligation"),
])
def test_each_rule_says_what_stands_in_the_way(values, facts, words):
    """S2-73, S2-83, S2-102…110, S2-157, S2-159."""
    with translation.override("en"):
        found = rules.objections(replace(Asked(), **values), facts)
    assert found and words in " ".join(found)


def test_special_data_need_an_exception_of_the_law():
    """GDPR 9, UAVG 22."""
    facts = replace(OK, special=frozenset({"support"}))
    assert rules.objections(replace(Asked(), data_categories=["name", "support"]), facts)
    assert not rules.objections(replace(Asked(), data_categories=["name", "support"], special_ground="support"), facts)


def test_what_the_register_does_not_allow_and_nobody_named_are_both_said():
    """S1-11."""
    found = rules.objections(Asked(), Facts(why_not_use="dit doel niet"))
    assert found[0] == "dit doel niet" and len(found) == 2


def test_an_order_with_its_paper_can_be_decided_on():
    assert rules.objections(replace(Asked(), **POLICE), replace(OK, has_order=True)) == []


@pytest.mark.parametrize(("kind", "name", "is_police"), [
    ("police", "Eenheid Oost", True), ("government", "Politie Oost-Nederland", True), ("other", "Koninklijke Marechaussee", True),
    ("government", "Gemeente Waterrijk", False), ("health", "GGD Waterrijk", False),
])
def test_police_is_known_also_under_another_kind(kind, name, is_police):
    """S2-157: a name is no way around the order."""
    assert rules.is_police(kind, name) is is_police


@pytest.mark.parametrize(("roles", "is_refused"), [([], False), (["processor"], True), (["processor", "controller"], False)])
def test_what_a_processor_gets_is_no_disclosure(roles, is_refused):
    """C-26: look at the agreement."""
    assert bool(rules.processor_objection(roles)) is is_refused
