"""Disclosures as the services make them, and an activity that allows them."""
from typing import Any

from privacyadmin.access.scope import Scope
from processors import suggestions
from processors.models import Activity, Disclosure, Party
from processors.services import activities, disclosures
from tests.factories import NOW, TODAY
from tests.processors import making

TESTS = {
    "is_subsidiary": True, "subsidiarity": "Er is geen andere weg.", "is_proportionate": True, "proportionality": "Alleen wie het aangaat.",
    "is_minimal": True, "minimality": "Per gegeven nagelopen.",
}
ASKED = TESTS | {
    "role": "authority", "subject": "Melding verzuim", "purpose": "government", "ground": "c", "law": "Leerplichtwet art. 21a",
    "data_categories": ["name", "absence"],
}
STANDING = {"since": TODAY, "frequency": "daily"}


def allow(code: str, by: Scope, board: Scope) -> None:
    """The board approves this activity of the catalogue."""
    at = by.at
    suggestions.seed_activities(at=at)
    activity = activities.take_up(Activity.objects.get(code=code), by=by, at=at)
    version = activities.change(activity, TESTS | {"risk": 2}, note="", by=by, at=at)
    activities.approve(activities.propose(version, by=by, at=at), by=board, at=at)


def authority(by: Scope, name: str = "Gemeente Waterrijk", kind: str = "government") -> Party:
    return making.party(by, name=name, kind=kind)


def draft(to: Party, by: Scope, *, school: Any, pupils: Any = (), is_standing: bool = False, **values: Any) -> Disclosure:
    told = ASKED | (STANDING if is_standing else {}) | {"school": school} | values
    made = disclosures.draft(to, is_standing=is_standing, values=told, by=by, at=NOW)
    for student in pupils:
        disclosures.add_pupil(made, student, by=by, at=NOW)
    return Disclosure.objects.get(pk=made.pk)


def given(to: Party, by: Scope, *, school: Any, pupils: Any, **values: Any) -> Disclosure:
    made = disclosures.decide(draft(to, by, school=school, pupils=pupils, **values), by=by, at=NOW)
    return disclosures.give(made, on=TODAY, method="mail", by=by, at=NOW)
