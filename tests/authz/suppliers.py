"""A party of each school with everything that hangs on it: agreement, papers, sub-processor, product, sheet; and what is public."""
from typing import Any

from privacyadmin.access.scope import Scope
from privacyadmin.files.checking import Checked
from processors import publishing
from processors.models import Publication, PublicList
from processors.services import agreements, chains, disclosures, parties, products
from tests.factories import NOW, TODAY
from tests.processors import giving, making

SHEET = {
    "version": "1.0", "dated_on": TODAY, "description": "Volgt de voortgang.", "audiences": ["po"], "role": "processor",
    "subjects": "leerlingen", "locations": ["NL"], "login": "entree", "identifier": "eck", "ai": "no",
}


def things_of(school: Any, by: Scope) -> dict[str, Any]:
    """What an address can name of a school's party."""
    party = making.party(by, name=f"Volgwijs {school.name}")
    use = making.use(party, by, school=school)
    contact = parties.keep_contact(
        party, None, values={"kind": "general", "name": "Petra", "email": "p@volgwijs.example", "phone": "", "since": TODAY, "until": None},
        by=by, at=NOW,
    )
    agreement = making.draft(party, by, school=school)
    product = products.keep(party, None, name="Volgwijs", schools=[school], everywhere=False, by=by, at=NOW)
    sheet = products.file_sheet(
        product, values=SHEET | {"agreement": agreement}, by=by, at=NOW,
        data=[{"category": "RES", "example": "cijfers", "why": "voortgang", "retention": "2 jaar"}],
        purposes=[{"words": "voortgang", "is_optional": False}, {"words": "vergelijken", "is_optional": True}],
    )
    told = {"name": "Helpdesk", "service": "hulp", "country": "DE", "mechanism": "", "is_assessed": False, "safeguard": ""}
    paper = Checked("overeenkomst.txt", "text/plain", b"tekst")
    return {
        "party": party, "use": use, "party contact": contact, "agreement": agreement, "product": product, "sheet": sheet,
        "purpose": sheet.purposes.get(is_optional=True),
        "subprocessor": chains.announce(agreement, values=told | {"announced_on": TODAY}, by=by, at=NOW),
        "transfer": chains.transfer(
            agreement, values={"country": "US", "mechanism": "dpf", "is_assessed": False, "note": ""}, by=by, at=NOW
        ),
        "agreement file": agreements.add_files(agreement, kind="agreement", checked=[paper], by=by, at=NOW)[0],
        "publication": _publication(school),
    }


def order_of(school: Any, by: Scope, pupil: Any) -> dict[str, Any]:
    """An order of the police that waits for a decision, with its paper."""
    police = making.party(by, name=f"Politie {school.name}", kind="police")
    made = giving.draft(police, by, school=school, pupils=[pupil])
    order = Checked("vordering.txt", "text/plain", b"vordering")
    return {"disclosure": made, "disclosure file": disclosures.add_files(made, checked=[order], by=by, at=NOW)[0]}


def _publication(school: Any) -> Publication:
    """Something stands on the public page of the school."""
    row = Publication(
        kind=PublicList.PROCESSORS, school=school, number=1, at=NOW, is_public=True, columns=["service"],
        rows=[{"name": "Volgwijs", "service": "volgen"}], sha256="0" * 64,
    )
    row.save(force_insert=True)
    return row


def name_of(school: Any) -> str:
    return publishing.name_of(school)


