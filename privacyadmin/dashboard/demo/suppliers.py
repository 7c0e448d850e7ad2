"""Parties outside the demo's schools, in every state that a coordinator meets: signed, expiring, expired, asked for, refused, ended."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from privacyadmin.access.scope import Scope
from privacyadmin.files.checking import check
from privacyadmin.times import local_day
from processors import publishing
from processors.models import Agreement, Party
from processors.models.catalogue import Clause, FileKind, Paper, PartyKind, PartyRole, Signer
from processors.services import agreements, chains, lists, parties, products

from .asked import Moments
from .build import Demo

BOARD = {"level": Signer.BOARD, "name": "Carolien Brand", "role": "voorzitter College van Bestuur"}
USED: list[tuple[str, str, str, str, str, str, list[str], str]] = [
    ("Volgwijs B.V.", PartyKind.ADMINISTRATION, PartyRole.PROCESSOR, "", "leerlingadministratie en volgsysteem",
     "inschrijven en de voortgang volgen", ["ID", "CT", "FAM", "ENR", "RES", "ABS"], "27100001"),
    ("Wolkenkantoor Ltd.", PartyKind.ICT, PartyRole.PROCESSOR, "", "e-mail en documenten", "samenwerken en berichten", ["ID", "CT"], ""),
    ("Boekenplein B.V.", PartyKind.BOOKS, PartyRole.PROCESSOR, "kompas", "leermiddelen bestellen", "boeken en licenties", ["ID", "CT"],
     "27100003"),
    ("Uitgeverij Lezer", PartyKind.PUBLISHER, PartyRole.PROCESSOR, "vlieger", "oefenen met lezen", "lezen oefenen op niveau",
     ["ID", "RES"], "27100004"),
    ("Rekenrijk B.V.", PartyKind.PUBLISHER, PartyRole.PROCESSOR, "", "oefenen met rekenen", "rekenen oefenen op niveau", ["ID", "RES"],
     "27100005"),
    ("Fotopret", PartyKind.PHOTOGRAPHER, PartyRole.PROCESSOR, "vlieger", "schoolfoto's", "een foto voor ouders en de pas", ["ID", "IMG"],
     "27100006"),
    ("Roosterwerk B.V.", PartyKind.TIMETABLE, PartyRole.PROCESSOR, "kompas", "het rooster", "lessen plannen", ["ID", "ENR"], "27100007"),
    ("Toetsplein", PartyKind.PUBLISHER, PartyRole.PROCESSOR, "kompas", "digitale toetsen", "toetsen afnemen en nakijken", ["ID", "RES"],
     "27100008"),
    ("Ouderapp Nederland", PartyKind.ICT, PartyRole.PROCESSOR, "vlieger", "berichten aan ouders", "ouders informeren", ["ID", "CT", "FAM"],
     "27100009"),
    ("Jeugdhulp De Brug", PartyKind.YOUTH_CARE, PartyRole.CONTROLLER, "", "hulp aan gezinnen", "afstemmen over hulp", ["ID", "CAR"],
     "27100010"),
    ("GGD Brabant-Oost", PartyKind.HEALTH, PartyRole.CONTROLLER, "", "jeugdgezondheidszorg", "uitnodigen voor onderzoek", ["ID", "CT"], ""),
    ("DUO", PartyKind.GOVERNMENT, PartyRole.AUTHORITY, "", "bekostiging en register onderwijsdeelnemers", "wettelijke levering",
     ["ID", "BSN", "ENR"], ""),
    ("Cultuurkaart", PartyKind.CULTURE, PartyRole.PROCESSOR, "kompas", "korting voor culturele uitjes", "tegoed per leerling", ["ID"],
     "27100013"),
]


def supply(demo: Demo) -> None:
    moment = Moments(demo)
    at = moment.at(300)
    writer = moment.scope("coordinator", at)
    made = {}
    for name, kind, role, school, service, purpose, categories, kvk in USED:
        country = "US" if name.startswith("Wolken") else "NL"
        party = parties.add(values={"name": name, "kind": kind, "kvk": kvk, "country": country, "town": "Eindhoven"}, by=writer, at=at)
        law = role == PartyRole.AUTHORITY or kind == PartyKind.HEALTH
        parties.use(party, values={
            "school": demo.schools[school] if school else None, "role": role, "service": service, "purpose": purpose,
            "categories": categories, "since": local_day(at), "is_duty": law,
            "basis": "wettelijke taak" if law else "",
        }, by=writer, at=at)
        made[name] = party
    for name, mailbox in (("Volgwijs B.V.", "privacy@volgwijs.example"), ("Wolkenkantoor Ltd.", "security@wolken.example")):
        parties.keep_contact(made[name], None, values={
            "kind": "security", "name": "Meldpunt incidenten", "email": mailbox, "phone": "", "since": local_day(at), "until": None,
        }, by=writer, at=at)
    in_every_state(demo, moment, made)
    look_at_products(demo, moment, made["Rekenrijk B.V."])
    lists.confirm(demo.schools["vlieger"], by=moment.scope("director.vlieger", moment.at(40)), at=moment.at(40))
    publishing.refresh(at=moment.at(30))


def in_every_state(demo: Demo, moment: Moments, made: Mapping[str, Party]) -> None:
    today, at = local_day(demo.at), moment.at(290)
    writer = moment.scope("coordinator", at)
    year = timedelta(days=365)
    volgwijs = signed(made["Volgwijs B.V."], writer, at, start_on=local_day(at), end_on=today + 2 * year)
    chains.certify(volgwijs, values={"kind": "iso_27001", "number": "NL-2231", "since": None, "valid_until": today + timedelta(days=25)},
                   by=writer, at=at)
    chains.secure(volgwijs, values={"dated_on": local_day(at), "encrypts_in_transit": "yes", "encrypts_at_rest": "yes", "has_mfa": "yes",
                                    "logging": "een half jaar", "biv": "2-3-3"}, by=writer, at=at)
    announced = {"name": "Datahuis GmbH", "service": "opslag", "country": "DE", "mechanism": "", "is_assessed": False, "safeguard": ""}
    chains.announce(volgwijs, values=announced | {"announced_on": today - timedelta(days=10)}, by=writer, at=demo.at)
    cloud = draft(made["Wolkenkantoor Ltd."], writer, at, start_on=local_day(at), end_on=today + year)
    chains.transfer(cloud, values={"country": "US", "mechanism": "dpf", "is_assessed": False, "note": ""}, by=writer, at=at)
    agreements.record(cloud, **BOARD, on=local_day(at), by=writer, at=at)
    signed(made["Rekenrijk B.V."], writer, at, start_on=local_day(at), end_on=today + timedelta(days=45))              # expiring
    signed(made["Boekenplein B.V."], writer, at, start_on=local_day(at), end_on=today - timedelta(days=12))            # expired
    lezer = draft(made["Uitgeverij Lezer"], writer, at, start_on=today)
    agreements.ask(lezer, on=today - timedelta(days=20), by=writer, at=demo.at)                                       # waits for the board
    foto = draft(made["Fotopret"], writer, at, is_whole=False)
    agreements.ask(foto, on=today - timedelta(days=33), by=writer, at=demo.at)                                        # not signed by them
    draft(made["Roosterwerk B.V."], writer, at, is_whole=False)
    toets = draft(made["Toetsplein"], writer, at, is_whole=False)
    agreements.refuse(toets, on=today - timedelta(days=8), why="Wil alleen de eigen tekst gebruiken.", by=writer, at=demo.at)
    end(signed(made["Ouderapp Nederland"], writer, at, start_on=local_day(at)), moment, days_ago=50)
    proved(end(signed(made["Cultuurkaart"], writer, at, start_on=local_day(at)), moment, days_ago=90), moment)
    signed(made["Jeugdhulp De Brug"], writer, at, start_on=local_day(at), paper=Paper.EXCHANGE)


def draft(party: Party, by: Scope, at: Any, *, is_whole: bool = True, start_on: date | None = None, **values: Any) -> Agreement:
    """Drawn up after the model; whole: all that can be filled in before we sign."""
    use = party.uses.get()
    of_board = use.school_id is None
    told: dict[str, Any] = {
        "subject": use.service.capitalize(), "paper": Paper.PROCESSING, "school": None, "covers_all": of_board,
        "categories": use.categories, "start_on": start_on, "objection_days": 30, "subprocessor_notice_days": 30,
    }
    if is_whole:
        told |= {
            "retention": "tot twee jaar na vertrek", "is_minimised": True, "no_commercial_use": True, "breach_hours": 24,
            "has_audit_right": True, "processor_name": "Petra Pen", "processor_role": "directeur", "processor_signed_on": local_day(at),
        }
    schools = [] if of_board or use.school is None else [use.school]
    made = agreements.draw_up(party, values=told | values, schools=schools, by=by, at=at)
    if is_whole:
        ticks = {clause: {"is_there": True, "number": f"art. {number}", "remark": ""} for number, clause in enumerate(Clause.values, 2)}
        agreements.tick(made, ticks=ticks, by=by, at=at)
    return agreements.locked(made)


def signed(party: Party, by: Scope, at: Any, **values: Any) -> Agreement:
    return agreements.record(draft(party, by, at, **values), **BOARD, on=local_day(at), by=by, at=at)


def end(agreement: Agreement, moment: Moments, *, days_ago: int) -> Agreement:
    at = moment.at(days_ago)
    return agreements.terminate(agreement, on=local_day(at), why="Overgestapt.", by=moment.scope("coordinator", at), at=at)


def proved(agreement: Agreement, moment: Moments) -> None:
    at = moment.at(65)
    use = agreement.party.uses.get()
    parties.change_use(use, values={"until": agreement.terminated_on}, by=moment.scope("coordinator", at), at=at)
    words = "Wij verklaren dat alle gegevens van de leerlingen zijn vernietigd."
    statement = check("verklaring van vernietiging.txt", words.encode())
    agreements.prove(agreement, on=local_day(at), proofs=statement, by=moment.scope("coordinator", at), at=at)
    assert agreement.files.filter(kind=FileKind.PROOF).exists()


def look_at_products(demo: Demo, moment: Moments, party: Party) -> None:
    """A product with its sheet and one optional purpose, and one of which the sheet is missing."""
    at = moment.at(200)
    writer = moment.scope("coordinator", at)
    product = products.keep(party, None, name="Rekenrijk Online", schools=[], everywhere=True, by=writer, at=at)
    sheet = products.file_sheet(
        product, by=writer, at=at,
        values={
            "agreement": party.agreements.get(), "version": "2026.1", "dated_on": local_day(at), "description": "Oefent rekenen op niveau.",
            "audiences": ["po", "vo"], "role": "processor", "subjects": "leerlingen en leraren", "locations": ["NL", "IE"],
            "not_processed": "BSN en gegevens over gezondheid", "login": "entree", "identifier": "eck", "ai": "yes",
        },
        data=[
            {"category": "ID", "example": "naam en groep", "why": "de leraar herkent de leerling", "retention": "tot einde schooljaar"},
            {"category": "RES", "example": "antwoorden en niveau", "why": "oefenen op niveau", "retention": "tot einde schooljaar"},
        ],
        purposes=[
            {"words": "oefenen en de voortgang laten zien", "is_optional": False},
            {"words": "scholen onderling vergelijken", "is_optional": True},
        ],
    )
    choice = sheet.purposes.get(is_optional=True)
    director = moment.scope("director.kompas", moment.at(150))
    products.choose(choice, school=demo.schools["kompas"], is_chosen=True, by=director, at=moment.at(150))
    products.keep(party, None, name="Rekenrijk Toets", schools=[demo.schools["kompas"]], everywhere=False, by=writer, at=at)
