"""The first version of both matrices, as DOMAIN 2.14 and 1.6 write them; a board changes it by a new version."""
from datetime import date

from django.db import transaction

from privacyadmin.organisation.models import Sector
from privacyadmin.times import start_of_day

from .catalogue import MATRIX_CATEGORIES, Category, Reach, Register, RegisterReach, Relation, Right, Role, Verb
from .data_seed import seed_data_categories
from .models import MatrixCell, MatrixVersion, RegisterCell

# One row per role; the cells stand in the order ID CT BSN FAM ENR RES ABS GUI CAR MED SAF FIN IMG TRF.
CASE_TEAM = "K:r K:r - K:r - K:r K:r K:r K:rw - - - - -"
HANDLER = "K:r K:r - K:r K:r K:r K:r K:r - - K:r K:r K:r K:r"
NOTHING = "- - - - - - - - - - - - - -"
FG = "m m m m m m m m m m m m m m"
ORTHOPEDAGOGUE = "K:r K:r - K:r K:r K:r K:r K:rw K:rw K:rw K:r - - -"
ADVISER = "K:r K:r - K:r - - - - K:r - - - - -"
COORDINATOR = "S:r S:r - S:r K:r K:r K:r K:r K:r K:r - - S:r K:r"
BOARD = "K:r K:r - K:r m m m K:r K:r - - m - m"
WEB_EDITOR = "S:r - - - - - - - - - - - S:r -"
FAMILY = "Z:r Z:r Z:q Z:r Z:r Z:r Z:r Z:q Z:q Z:q Z:r Z:r Z:r Z:r"

BOTH = {
    Role.ORTHOPEDAGOGUE: ORTHOPEDAGOGUE,
    Role.ADVISER: ADVISER,
    Role.AMBULATORY_COUNSELLOR: CASE_TEAM,
    Role.FAMILY_COACH: CASE_TEAM,
    Role.WEB_EDITOR: WEB_EDITOR,
    Role.FG: FG,
    Role.FG_CONTACT: FG,
    Role.COORDINATOR: COORDINATOR,
    Role.ICT: NOTHING,
    Role.BOARD_MEMBER: BOARD,
    Role.REQUEST_HANDLER: HANDLER,
    Relation.GUARDIAN: FAMILY,
    Relation.GUARDIAN_18: NOTHING,
    Relation.GUARDIAN_NO_AUTHORITY: NOTHING,
}
PO = BOTH | {
    Role.DIRECTOR: "S:rw S:rw K:r S:rw S:rw S:r S:rw S:r K:r K:r S:r S:r S:rw S:rw",
    Role.OFFICE: "S:rw S:rw S:rw S:rw S:rw - S:rw - - - S:rw S:rw S:r K:rw",
    Role.GROUP_TEACHER: "C:r C:r - C:r C:r C:rw C:rw C:rw K:r K:r C:r - C:rw C:rw",
    Role.COUNSELLOR: "S:r S:r - S:r S:r S:rw S:r S:rw S:rw K:rw S:rw - - S:rw",
    Role.CARE_COORDINATOR: "K:r K:r - K:r K:r K:r K:r K:r K:rw K:r K:r - - K:r",
    Role.SUBJECT_TEACHER: "C:r - - - - C:rw C:rw - - - C:r - - -",
    Relation.PUPIL_16: NOTHING,
}
VO = BOTH | {
    Role.DIRECTOR: "S:r S:r - S:r S:r S:r S:r S:r K:r K:r S:r m S:rw S:rw",
    Role.OFFICE: "S:rw S:rw S:rw S:rw S:rw S:r S:r - - - S:rw S:rw S:r K:rw",
    Role.MENTOR: "C:r C:r - C:r C:r C:r C:r C:rw K:r K:r C:r - C:r C:r",
    Role.COUNSELLOR: "K:r K:r - K:r K:r K:r K:r K:rw K:rw K:r K:r - - -",
    Role.CARE_COORDINATOR: "S:r S:r - S:r S:r S:r S:r S:rw S:rw K:rw S:rw - - S:rw",
    Role.SUBJECT_TEACHER: "C:r - - - - C:rw C:rw C:r - - C:r - - -",
    Role.ABSENCE_COORDINATOR: "S:r S:r - S:r S:r - S:rw K:r - - - - - -",
    Role.DEAN: "S:r - - - S:r S:r - K:r - - - - - S:rw",
    Role.EXAM_SECRETARY: "S:r - K:r - S:r S:rw - - - K:r - - - -",
    Relation.GUARDIAN_16: "Z:r Z:r - Z:r Z:r Z:r Z:r - - - Z:r Z:r - -",
    Relation.PUPIL_16: FAMILY,
}
MATRICES = {Sector.PO: PO, Sector.VO: VO}

RIGHTS = {"r": Right.READ, "rw": Right.WRITE, "q": Right.QUERY}

# One row per role; the cells stand in the order of Register: consents requests breaches processors retention policy users audit reports.
OWN_WORK = "- Z:own Z:report - - - - - -"
TEACHER = "C:r Z:own Z:report - Z:own - - - C:r"
CARE = "K:r Z:own Z:report - Z:own - - - -"
SPECIALIST = "K:r Z:own Z:report - - - - - -"
OFFICER = "O:r O:r O:r+advise O:r+advise O:r O:r O:r O:r O:r"
FAMILY_REGISTERS = "Z:rw Z:rw Z:report - - - - - -"
REGISTERS = {
    Role.DIRECTOR: "S:rw S:rw S:rw S:r S:approve S:r S:propose - S:r",
    Role.OFFICE: "S:rw S:intake Z:report - S:r - - - -",
    Role.GROUP_TEACHER: TEACHER,
    Role.MENTOR: TEACHER,
    Role.SUBJECT_TEACHER: "C:r Z:own Z:report - - - - - -",
    Role.COUNSELLOR: CARE,
    Role.CARE_COORDINATOR: CARE,
    Role.ORTHOPEDAGOGUE: SPECIALIST,
    Role.ADVISER: SPECIALIST,
    Role.AMBULATORY_COUNSELLOR: OWN_WORK,
    Role.FAMILY_COACH: OWN_WORK,
    Role.ABSENCE_COORDINATOR: OWN_WORK,
    Role.DEAN: OWN_WORK,
    Role.EXAM_SECRETARY: OWN_WORK,
    Role.WEB_EDITOR: "S:r Z:own Z:report - - - - - S:r",
    Role.COORDINATOR: "O:rw O:rw O:rw O:rw O:propose O:rw O:propose O:r O:r",
    Role.FG: OFFICER,
    Role.FG_CONTACT: OFFICER,
    Role.ICT: "- - S:r+technical S:r S:execute - O:r+technical - -",
    Role.BOARD_MEMBER: "O:count O:decide O:decide+sign O:sign O:approve O:approve O:approve O:count O:r",
    Relation.GUARDIAN: FAMILY_REGISTERS,
    Relation.PUPIL_16: FAMILY_REGISTERS,
}
VERBS = {"r": [Verb.READ], "rw": [Verb.READ, Verb.WRITE]}


def parse_cell(text: str) -> tuple[Reach, Right] | None:
    """«S:rw» as reach and right; «-» is None; «m» means that it exists, wherever the grant reaches."""
    if text == "-":
        return None
    if text == "m":
        return Reach.ALL, Right.METADATA
    reach, right = text.split(":")
    return Reach(reach), RIGHTS[right]


def parse_row(row: str) -> dict[Category, tuple[Reach, Right]]:
    cells = zip(MATRIX_CATEGORIES, row.split(), strict=True)
    return {category: cell for category, text in cells if (cell := parse_cell(text))}


def parse_register(text: str) -> tuple[RegisterReach, list[Verb]] | None:
    """«O:r+advise» as reach and verbs; «-» is None."""
    if text == "-":
        return None
    reach, words = text.split(":")
    return RegisterReach(reach), [verb for word in words.split("+") for verb in VERBS.get(word) or [Verb(word)]]


def parse_register_row(row: str) -> dict[Register, tuple[RegisterReach, list[Verb]]]:
    cells = zip(Register, row.split(), strict=True)
    return {register: cell for register, text in cells if (cell := parse_register(text))}


@transaction.atomic
def seed_matrices(*, valid_from: date) -> None:
    """Version 1 of each sector's matrix where there is none yet, and the kinds of data in it; called by installation, demo and tests."""
    seed_data_categories(valid_from=valid_from)
    for sector, rows in MATRICES.items():
        if MatrixVersion.objects.filter(sector=sector).exists():
            continue
        version = MatrixVersion(sector=sector, number=1, valid_from=valid_from, note="eerste versie", approved_at=start_of_day(valid_from))
        version.save(force_insert=True)
        MatrixCell.objects.bulk_create(
            MatrixCell(version=version, role=role, category=category, reach=reach, right=right)
            for role, row in rows.items()
            for category, (reach, right) in parse_row(row).items()
        )
        RegisterCell.objects.bulk_create(
            RegisterCell(version=version, role=role, register=register, reach=reach, verbs=verbs)
            for role, row in REGISTERS.items()
            for register, (reach, verbs) in parse_register_row(row).items()
        )
