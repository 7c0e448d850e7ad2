"""To whom the demo gave data of pupils: DUO and leerplicht again and again, the GGD once, the police on an order; one waits."""

from datetime import timedelta
from typing import Any

from privacyadmin.files.checking import check
from privacyadmin.times import local_day
from processors.models import Disclosure, Party
from processors.models.catalogue import PartyKind
from processors.services import disclosures, parties

from .asked import Moments
from .build import Demo

TESTED = {
    "is_subsidiary": True, "subsidiarity": "De wet vraagt juist deze gegevens.", "is_proportionate": True,
    "proportionality": "Alleen wie het aangaat, langs een beveiligde weg.", "is_minimal": True, "minimality": "Per gegeven nagelopen.",
}
BY_LAW = TESTED | {"role": "authority", "kind": "third", "purpose": "government", "ground": "c"}


def disclose(demo: Demo) -> None:
    moment = Moments(demo)
    standing(moment, "DUO", PartyKind.GOVERNMENT, "Register onderwijsdeelnemers", "WPO art. 182, WVO 2020 art. 8.17", {
        "kind": "check", "school": None, "circle": "school", "frequency": "daily",
        "data_categories": ["name", "birth", "enrolment", "citizen_number"],
    })
    standing(moment, "Gemeente Eindhoven, leerplicht", PartyKind.GOVERNMENT, "Verzuim van klas 4h1", "Leerplichtwet 1969, art. 21a", {
        "school": demo.schools["kompas"], "circle": "pupils", "frequency": "when", "data_categories": ["name", "birth", "absence"],
    }, demo.pupils["yara"])
    once_to_the_ggd(moment)
    on_an_order(moment)
    waiting(moment)


def party_of(moment: Moments, name: str, kind: str, days_ago: int) -> Party:
    at = moment.at(days_ago)
    return parties.add_recipient(name=name, kind=kind, by=moment.scope("coordinator", at), at=at)


def draft(moment: Moments, party: Party, values: dict[str, Any], *pupils: Any, days_ago: int, is_standing: bool = False) -> Disclosure:
    at = moment.at(days_ago)
    by = moment.scope("coordinator", at)
    made = disclosures.draft(party, is_standing=is_standing, values=BY_LAW | values, by=by, at=at)
    for pupil in pupils:
        disclosures.add_pupil(made, moment.pupil(pupil, at), by=by, at=at)
    return made


def standing(moment: Moments, name: str, kind: str, subject: str, law: str, values: dict[str, Any], *pupils: Any) -> None:
    told = values | {"subject": subject, "law": law, "since": local_day(moment.at(28))}
    made = draft(moment, party_of(moment, name, kind, 30), told, *pupils, days_ago=30, is_standing=True)
    disclosures.decide(made, by=moment.scope("coordinator", moment.at(28)), at=moment.at(28))


def once_to_the_ggd(moment: Moments) -> None:
    party = party_of(moment, "GGD Brabant-Oost", PartyKind.HEALTH, 21)
    told = {
        "role": "controller", "subject": "Oproep voor het gezondheidsonderzoek", "law": "Wet publieke gezondheid art. 5",
        "school": moment.demo.schools["vlieger"], "data_categories": ["name", "birth", "contact"],
    }
    made = draft(moment, party, told, moment.demo.pupils["noor"], days_ago=21)
    at = moment.at(20)
    made = disclosures.decide(made, by=moment.scope("director.vlieger", at), at=at)
    disclosures.give(made, on=local_day(at), method="portal", reference="JGZ groep 7", by=moment.scope("director.vlieger", at), at=at)


def on_an_order(moment: Moments) -> None:
    """The police asked on paper; the board decided, and the family hears of it when the investigation allows."""
    at, demo = moment.at(6), moment.demo
    told = {
        "subject": "Vordering identificerende gegevens", "law": "Wetboek van Strafvordering art. 126nc", "school": demo.schools["kompas"],
        "data_categories": ["name", "birth"], "order_reference": "PL2100-7781", "order_authority": "Politie Oost-Brabant",
        "order_on": local_day(at) - timedelta(days=1), "withheld_until": local_day(demo.at) + timedelta(days=80),
        "withheld_why": "Het onderzoek loopt nog.",
    }
    made = draft(moment, party_of(moment, "Politie Oost-Brabant", PartyKind.POLICE, 6), told, demo.pupils["sam"], days_ago=6)
    order = check("vordering.txt", b"Vordering van de officier van justitie, kenmerk PL2100-7781.")
    disclosures.add_files(made, checked=order, by=moment.scope("coordinator", at), at=at)
    at = moment.at(5)
    disclosures.decide(made, decision="Vordering nagekeken met de FG.", by=moment.scope("board", at), at=at)


def waiting(moment: Moments) -> None:
    """Whose data it is has still to be said."""
    told = {
        "role": "controller", "subject": "Afstemmen over hulp thuis", "ground": "e", "law": "Jeugdwet art. 7.4.0",
        "purpose": "teaching", "school": moment.demo.schools["vlieger"], "data_categories": ["name", "results"], "is_minimal": None,
        "minimality": "",
    }
    party = party_of(moment, "Jeugdhulp De Brug", PartyKind.YOUTH_CARE, 2)
    draft(moment, party, told, moment.demo.pupils["noor"], days_ago=2)
