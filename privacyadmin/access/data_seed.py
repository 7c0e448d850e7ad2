"""The first kinds of data, and what each kind of school keeps: what S2 5.1.2 lists is on, what law or policy holds back is off."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from privacyadmin.organisation.models import Sector
from privacyadmin.times import start_of_day

from .data_models import DataCategory, KeptCategory
from .purposes import Ground, Purpose, SpecialGround

TEACHING, SUPPORT = [Purpose.TEACHING], [Purpose.TEACHING, Purpose.PARTNERSHIP]
NOTE = "modelbeleid"


@dataclass(frozen=True)
class Kind:
    """One line of the seed: the first of a category of the matrix is its ordinary kind."""

    code: str
    category: str
    nl: str
    en: str
    rule: str
    purposes: list[Purpose] | None = None           # None: not kept until a school says so
    ground: str = Ground.PUBLIC_TASK
    special_ground: str = ""
    is_special: bool = False
    is_sensitive: bool = False
    is_exceptional: bool = False
    is_own_request: bool = False


KINDS = [
    Kind("name", "ID", "Naam en leerlingnummer", "Name and pupil number", "S2-61, S2-64", TEACHING),
    Kind("birth", "ID", "Geboortedatum en geslacht", "Date of birth and sex", "S2-62", TEACHING),
    Kind("staff_involved", "ID", "Betrokken leraren en begeleiders", "Teachers and counsellors involved", "S2-72", TEACHING),
    Kind("nationality", "ID", "Nationaliteit", "Nationality", "S2-65", is_exceptional=True),
    Kind("contact", "CT", "Contactgegevens", "Contact details", "S2-61, S2-63", [Purpose.INFORMING, Purpose.CALAMITIES]),
    Kind("citizen_number", "BSN", "Burgerservicenummer", "Citizen service number", "S2-73", [Purpose.GOVERNMENT], Ground.LEGAL_DUTY),
    Kind("family", "FAM", "Ouders, verzorgers of voogd", "Parents, carers or guardian", "S2-66", [Purpose.INFORMING, Purpose.TEACHING]),
    Kind("enrolment", "ENR", "In- en uitschrijving", "Enrolment", "S2-68", [Purpose.TEACHING, Purpose.GOVERNMENT], Ground.LEGAL_DUTY),
    Kind("organisation", "ENR", "Organisatie van het onderwijs", "Organisation of teaching", "S2-69",
         [Purpose.TEACHING, Purpose.MATERIALS]),
    Kind("results", "RES", "Resultaten en examens", "Results and exams", "S2-68", TEACHING),
    Kind("absence", "ABS", "Verzuim", "Absence", "S2-68", [Purpose.GOVERNMENT, Purpose.TEACHING], Ground.LEGAL_DUTY),
    Kind("guidance", "GUI", "Begeleiding en gesprekken", "Guidance and talks", "S2-68", TEACHING),
    Kind("behaviour", "GUI", "Gedrag", "Behaviour", "S1-06", [Purpose.TEACHING, Purpose.BULLYING], is_sensitive=True),
    Kind("home", "GUI", "Thuissituatie", "Situation at home", "S1-06", TEACHING, is_sensitive=True),
    Kind("religion", "GUI", "Godsdienst of levensovertuiging", "Religion or belief", "S2-76, S2-79", is_special=True),
    Kind("orientation", "GUI", "Seksuele gerichtheid", "Sexual orientation", "S1-06, S2-76", is_special=True),
    Kind("care_team", "CAR", "Verslagen van het zorgteam", "Reports of the care team", "S1-116", SUPPORT,
         special_ground=SpecialGround.SUPPORT, is_special=True),
    Kind("criminal", "CAR", "Strafrechtelijke gegevens", "Criminal data", "S2-76, S2-79", is_special=True),
    Kind("support", "MED", "Gezondheid en ondersteuningsbehoefte", "Health and support needs", "S2-77, C-10", SUPPORT,
         special_ground=SpecialGround.SUPPORT, is_special=True),
    Kind("medical", "MED", "Medische gegevens op eigen verzoek", "Medical data at own request", "S2-67, S2-78, C-10", [Purpose.CONDITIONS],
         Ground.CONSENT, SpecialGround.CONSENT, is_special=True, is_own_request=True),
    Kind("safety", "SAF", "Veiligheidskaart", "Safety card", "S2-98", [Purpose.CONDITIONS, Purpose.HEALTH_RISKS, Purpose.CALAMITIES],
         special_ground=SpecialGround.SUPPORT, is_special=True),
    Kind("finance", "FIN", "Bijdragen en betalingen", "Contributions and payments", "S2-70", [Purpose.CONTRIBUTIONS, Purpose.ACCOUNTING],
         Ground.CONTRACT),
    Kind("images", "IMG", "Beeldmateriaal", "Images", "S2-71", [Purpose.INFORMING], Ground.CONSENT),
    Kind("transfer", "TRF", "Overstapdossier", "Transfer file", "S2-148", TEACHING, Ground.LEGAL_DUTY),
    Kind("adviser", "ADV", "Aantekeningen van de vertrouwenspersoon", "Notes of the confidential adviser", "S1-115",
         [Purpose.COMPLAINTS], is_sensitive=True),
]

ORDINARY = {kind.category: kind for kind in reversed(KINDS)}


@transaction.atomic
def seed_data_categories(*, valid_from: date) -> None:
    """The kinds of data and what both sectors keep of them, where there are none yet; called by installation, demo and tests."""
    if not DataCategory.objects.exists():
        write(DataCategory, KeptCategory, valid_from=valid_from)


def write(categories: Any, kept: Any, *, valid_from: date) -> None:
    """With the models given, so that a migration can do the same with the models of its own day."""
    rows = [_category(categories, kind, place, valid_from) for place, kind in enumerate(KINDS, start=1)]
    categories.objects.bulk_create(rows)
    kept.objects.bulk_create(_rules(kept, rows, valid_from))


def _category(categories: Any, kind: Kind, place: int, valid_from: date) -> Any:
    return categories(
        code=kind.code, category=kind.category, place=place, name_nl=kind.nl, name_en=kind.en, is_special=kind.is_special,
        is_exceptional=kind.is_exceptional, is_own_request=kind.is_own_request, rule=kind.rule, valid_from=valid_from,
    )


def _rules(kept: Any, rows: list[Any], valid_from: date) -> Iterator[Any]:
    for kind, row in zip(KINDS, rows, strict=True):
        for sector in Sector.values if kind.purposes else ():
            yield kept(
                data_category=row, sector=sector, is_kept=True, is_sensitive=kind.is_sensitive, purposes=kind.purposes, ground=kind.ground,
                special_ground=kind.special_ground, since=valid_from, note=NOTE, made_at=start_of_day(valid_from), is_approved=True,
            )
