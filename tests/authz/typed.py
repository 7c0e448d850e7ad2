"""The tables of DOMAIN 2.14, 1.6 and SETTLED 9 and 11, typed by hand: read here, never made from the code (SETTLED 13)."""
import csv
from pathlib import Path

from privacyadmin.access.catalogue import Category, Register, Relation, Role
from privacyadmin.access.catalogue import Verb as V

HERE = Path(__file__).parent
ROLES = {
    "directeur": Role.DIRECTOR, "administratie": Role.OFFICE, "groepsleerkracht": Role.GROUP_TEACHER, "mentor": Role.MENTOR,
    "vakdocent": Role.SUBJECT_TEACHER, "intern begeleider": Role.COUNSELLOR, "zorgcoördinator": Role.CARE_COORDINATOR,
    "orthopedagoog": Role.ORTHOPEDAGOGUE, "ambulant begeleider": Role.AMBULATORY_COUNSELLOR, "gezins- en jongerencoach": Role.FAMILY_COACH,
    "vertrouwenspersoon": Role.ADVISER, "verzuimcoördinator": Role.ABSENCE_COORDINATOR, "decaan": Role.DEAN,
    "examensecretaris": Role.EXAM_SECRETARY, "web editor": Role.WEB_EDITOR, "FG": Role.FG, "FG contact": Role.FG_CONTACT,
    "privacycoördinator": Role.COORDINATOR, "ict-beheerder": Role.ICT, "bestuur": Role.BOARD_MEMBER,
    "request handler": Role.REQUEST_HANDLER,
    "ouder (met gezag)": Relation.GUARDIAN, "ouder (leerling 16-17)": Relation.GUARDIAN_16, "ouder (leerling 18+)": Relation.GUARDIAN_18,
    "ouder (zonder gezag)": Relation.GUARDIAN_NO_AUTHORITY, "leerling 16+": Relation.PUPIL_16,
}
# The words of the third table, in the verbs that pages ask for.
WORDS = {
    "S:rw": ("S", {V.READ, V.WRITE}), "S:r": ("S", {V.READ}), "C:r": ("C", {V.READ}), "K:r": ("K", {V.READ}),
    "O:rw": ("O", {V.READ, V.WRITE}), "O:r": ("O", {V.READ}), "S:r (images)": ("S", {V.READ}), "S:rw (intake)": ("S", {V.INTAKE}),
    "S approve": ("S", {V.APPROVE}), "S propose": ("S", {V.PROPOSE}), "O propose": ("O", {V.PROPOSE}), "report only": ("Z", {V.REPORT}),
    "own tasks": ("Z", {V.OWN}), "image removal tasks": ("Z", {V.OWN}), "own rw": ("Z", {V.READ, V.WRITE}), "class list": ("C", {V.READ}),
    "photo list": ("S", {V.READ}), "O:r + advice": ("O", {V.READ, V.ADVISE}), "S:rw (technical part)": ("S", {V.READ, V.TECHNICAL}),
    "execute in systems": ("S", {V.EXECUTE}), "O:rw (technical)": ("O", {V.READ, V.TECHNICAL}), "m": ("O", {V.COUNT}),
    "decide": ("O", {V.DECIDE}), "decide / sign": ("O", {V.DECIDE, V.SIGN}), "sign": ("O", {V.SIGN}), "approve (org)": ("O", {V.APPROVE}),
    "approve": ("O", {V.APPROVE}), "approve exceptions": ("O", {V.APPROVE}),
}
CATEGORIES = [category for category in Category if category != Category.ADV]


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matrix(sector: str) -> dict[tuple[str, str], str]:
    """(role, category) → the cell as written, such as «S:rw», «m» or «-»."""
    return {(ROLES[row["role"]], category): row[category] for row in _rows(f"matrix_{sector}.csv") for category in CATEGORIES}


def registers() -> dict[tuple[str, str], str]:
    """(role, register) → the words as written."""
    return {(ROLES[row["role"]], register): row[register] for row in _rows("registers.csv") for register in Register}
