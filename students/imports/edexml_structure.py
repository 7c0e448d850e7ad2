"""EDEXML 2.1 as data: which element stands where, in which order, how long it may be, and what is never taken in (DOMAIN 2.12)."""

import re
from dataclasses import dataclass, field

NAMES = "achternaam voorvoegsel voornamen voorletters-1 roepnaam"

# Children in their order. "!": must be there; "*": may be repeated; "a|b": one of these.
SEQUENCES = {
    "EDEX": "school! vestigingen groepen leerlingen! leerkrachten",
    "EDEX/school": (
        "schooljaar! peildatum brincode|instellingsnummer dependancecode schoolkey aanmaakdatum auteur xsdversie commentaar toevoegingen"
    ),
    "EDEX/vestigingen": "vestiging*",
    "EDEX/vestigingen/vestiging": "naam! omschrijving mutatiedatum",
    "EDEX/groepen": "groep|samengestelde_groep*",
    "EDEX/groepen/groep": "naam! jaargroep! omschrijving toevoegingen mutatiedatum",
    "EDEX/groepen/samengestelde_groep": "naam! omschrijving toevoegingen mutatiedatum",
    "EDEX/leerlingen": "leerling!*",
    "EDEX/leerlingen/leerling": (
        f"{NAMES} geboortedatum geslacht start_ondw_jgr3 jaargroep groep samengestelde_groepen vestiging gebruikersnaam emailadres fotourl"
        " etniciteit land land_vader land_moeder sofinummer|bsn|onderwijsnummer|bsn_ondwnr-4|rijksregisternummer gewicht_nieuw gewicht"
        " postcodenl|postnummerbe|postcodeoverig instroomdatum uitstroomdatum toevoegingen mutatiedatum"
    ),
    "EDEX/leerlingen/leerling/samengestelde_groepen": "samengestelde_groep*",
    "EDEX/leerkrachten": "leerkracht*",
    "EDEX/leerkrachten/leerkracht": f"{NAMES} gebruikersnaam emailadres rol|rolomschrijving* groepen toevoegingen mutatiedatum",
    "EDEX/leerkrachten/leerkracht/groepen": "groep|samengestelde_groep*",
    "EDEX/leerkrachten/leerkracht/groepen/groep": "rol|rolomschrijving*",
    "EDEX/leerkrachten/leerkracht/groepen/samengestelde_groep": "rol|rolomschrijving*",
}
ATTRIBUTES = {
    "EDEX/vestigingen/vestiging": ("key",),
    "EDEX/groepen/groep": ("key",),
    "EDEX/groepen/samengestelde_groep": ("key",),
    "EDEX/leerlingen/leerling": ("key", "eckid"),
    "EDEX/leerkrachten/leerkracht": ("key", "eckid"),
}
REFERENCES = {
    "EDEX/leerlingen/leerling/groep",
    "EDEX/leerlingen/leerling/samengestelde_groepen/samengestelde_groep",
    "EDEX/leerlingen/leerling/vestiging",
    "EDEX/leerkrachten/leerkracht/groepen/groep",
    "EDEX/leerkrachten/leerkracht/groepen/samengestelde_groep",
}
RECORDS = {"EDEX/school", *ATTRIBUTES}
LENGTHS = {
    "achternaam": 200, "voornamen": 200, "voorvoegsel": 10, "voorletters-1": 6, "roepnaam": 64, "emailadres": 256, "naam": 64,
    "schoolkey": 256, "postcodeoverig": 32,
}
PATTERNS = {   # [0-9], since \d also takes the digits of other scripts
    "schooljaar": re.compile(r"[0-9]{4}-[0-9]{4}"),
    "brincode": re.compile(r"[0-9]{2}[A-Z]{2}"),
    "dependancecode": re.compile(r"[0-9]{2}"),
    "instellingsnummer": re.compile(r"[0-9]{2,6}"),
    "jaargroep": re.compile(r"[BDSVCNH0-8]|1[1-6]"),
    "geslacht": re.compile(r"[0129]"),
    "postcodenl": re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}"),
    "postnummerbe": re.compile(r"[0-9]{4}"),
}
FORMS = {
    "schooljaar": "2026-2027", "brincode": "99ZA", "dependancecode": "00", "instellingsnummer": "123456", "geslacht": "0, 1, 2, 9",
    "jaargroep": "B, D, 0-8, 11-16, S, V, C, N, H", "postcodenl": "1234AB", "postnummerbe": "1234",
}
# Never taken in, only counted (SETTLED 27).
IGNORED = {
    "bsn", "sofinummer", "onderwijsnummer", "bsn_ondwnr-4", "rijksregisternummer", "etniciteit", "land", "land_vader", "land_moeder",
    "gewicht", "gewicht_nieuw", "fotourl", "toevoegingen",
}
UNLIMITED = IGNORED - {"bsn", "sofinummer"} | {"commentaar"}     # not kept, so of any length
ELEVEN_TESTED = {"bsn", "sofinummer"}


@dataclass
class Node:
    """One place in the file."""

    name: str
    path: str
    rank: int = 0
    repeats: bool = False
    children: dict[str, "Node"] = field(default_factory=dict)
    required: dict[str, int] = field(default_factory=dict)      # name -> rank
    attributes: tuple[str, ...] = ()
    is_record: bool = False
    is_reference: bool = False
    is_leaf: bool = False


def _grow(name: str, path: str, rank: int = 0, repeats: bool = False) -> Node:
    is_reference = path in REFERENCES
    attributes = ("key",) if is_reference else ATTRIBUTES.get(path, ())
    node = Node(name, path, rank, repeats, attributes=attributes, is_record=path in RECORDS, is_reference=is_reference)
    for number, term in enumerate(SEQUENCES.get(path, "").split(), start=1):
        for child in term.rstrip("!*").split("|"):
            node.children[child] = _grow(child, f"{path}/{child}", number, term.endswith("*"))
            if "!" in term:
                node.required[child] = number
    node.is_leaf = not node.children and not is_reference
    return node


ROOT = _grow("EDEX", "EDEX")
