"""Who may see which marker: from the tables typed of DOMAIN 2.14, and nothing of the product's own code."""
from dataclasses import dataclass

from privacyadmin.access.catalogue import Right
from privacyadmin.accounts.models import User
from tests.authz import grid, typed
from tests.authz.canaries import Marker

VLIEGER, KOMPAS = {"noor", "finn"}, {"sam", "lotte", "yara"}
EVERYBODY = VLIEGER | KOMPAS
SECTOR = {name: "po" if name in VLIEGER else "vo" for name in EVERYBODY}
# What a request opens to its handler, less what takes vetting (SETTLED 9).
ASKED = {"ID", "CT", "FAM", "ENR", "RES", "ABS", "GUI", "SAF", "FIN", "IMG", "TRF"}


@dataclass(frozen=True)
class Part:
    """One role of a person of the world, and which pupils it reaches from where."""

    role: str                      # as DOMAIN names it
    source: str
    pupils: frozenset[str]
    categories: frozenset[str] = frozenset()


def part(role: str, source: str, pupils: set[str], categories: set[str] = frozenset()) -> Part:
    return Part(role, source, frozenset(pupils), frozenset(categories))


PARTS = {
    "parent": [part("ouder (met gezag)", "family", {"noor"})],
    "parent_of_another": [part("ouder (met gezag)", "family", {"finn"})],
    "parent_no_authority": [part("ouder (zonder gezag)", "family", {"noor"})],
    "parent_blocked": [part("ouder (zonder gezag)", "family", {"noor"})],
    "parent_of_16": [part("ouder (leerling 16-17)", "family", {"yara"})],
    "pupil_16": [part("leerling 16+", "family", {"yara"})],
    "group_teacher": [part("groepsleerkracht", "class", {"noor"})],
    "other_teacher": [part("groepsleerkracht", "class", {"finn"})],
    "counsellor": [part("intern begeleider", "school", VLIEGER)],
    "adviser": [part("vertrouwenspersoon", "school", VLIEGER)],
    "office": [part("administratie", "school", VLIEGER)],
    "director": [part("directeur", "school", VLIEGER)],
    "school_coordinator": [part("privacycoördinator", "school", VLIEGER)],
    "mentor": [part("mentor", "class", {"sam", "yara"}), part("mentor", "case", {"sam"}, {"GUI", "CAR", "MED"})],
    "care_coordinator": [part("zorgcoördinator", "school", KOMPAS)],
    "coordinator": [part("privacycoördinator", "board", EVERYBODY)],
    "handler": [
        part("privacycoördinator", "board", EVERYBODY), part("request handler", "case", EVERYBODY - {"yara"}, ASKED),
    ],
    "fg": [part("FG", "board", EVERYBODY)],
    "ict": [part("ict-beheerder", "board", EVERYBODY)],
    "board_member": [part("bestuur", "board", EVERYBODY)],
}
FAMILY = {"parent", "parent_of_another", "parent_no_authority", "parent_blocked", "parent_of_16", "pupil_16", "pupil_15", "step_parent"}
# Who hears why: who answers for requests; who cares for pupils, and the board that decides (S2-199).
WHY = {
    "restriction": {"directeur", "privacycoördinator"},
    "remark": {"directeur", "privacycoördinator"},
    "order": {"directeur", "privacycoördinator", "bestuur", "FG"},
    "answers": {"directeur", "administratie", "privacycoördinator", "FG"},
    "proof": {"directeur", "administratie", "privacycoördinator"},
    "protection": {"directeur", "privacycoördinator", "intern begeleider", "zorgcoördinator", "bestuur"},
}
LIMITED = {("noor", "RES"), ("sam", "RES")}
REGISTERS = typed.registers()


def reads(persona: str, pupil: str, category: str) -> bool:
    """Whether the written matrix lets this person read this category of this pupil, where no protection hides it."""
    if persona in FAMILY and (pupil, category) in LIMITED:
        return False
    return any(
        pupil in each.pupils
        and (each.source != "case" or category in each.categories)
        and grid.expected(grid.cell(SECTOR[pupil], typed.ROLES[each.role], category), each.source, Right.READ)
        for each in PARTS.get(persona, ())
    )


def reads_requests(persona: str, pupil: str) -> bool:
    """The third table: who of the staff has the register of requests of this pupil's school."""
    words = {REGISTERS.get((typed.ROLES[each.role], "requests"), "-") for each in PARTS.get(persona, ()) if pupil in each.pupils}
    return bool(words - {"-", "own tasks", "image removal tasks", "own rw"})


def may_see(people: dict[str, User], persona: str, marker: Marker) -> bool:
    """The judgement on one marker in one answer to one person."""
    pupil, is_staff = marker.pupil, persona not in FAMILY
    is_own = persona in people and people[persona].pk in marker.owners
    on_request = is_staff and reads_requests(persona, pupil)
    ways = {
        "nobody": False,
        "name": reads(persona, pupil, "ID") or on_request,                         # who decides on a request sees whom it is about
        "first name": reads(persona, pupil, "ID") or on_request or is_family_of(persona, pupil),                    # SETTLED 11
        "name of parent": reads(persona, pupil, "FAM") or is_own or on_request,
        "contact of parent": is_own or (is_staff and reads(persona, pupil, "FAM")),                 # T3: never of one parent to the other
        "category": bool(marker.category) and reads(persona, pupil, marker.category),
        "request": is_own or on_request,
        "request at work": on_request,
        "request piece": (on_request and marker.category in ASKED) or reads(persona, pupil, marker.category or "ID"),   # SETTLED 9
        "request or its reader": on_request or reads(persona, pupil, marker.category or "ID"),
        "own": is_own,
        "remark": is_own or keeps(persona, pupil, WHY["remark"]),
        "letter": is_own or (is_staff and reads(persona, pupil, "CT")),                    # whoever prints it reads where it goes
        "order": keeps(persona, pupil, WHY["order"]),                                     # S2-157: who records it, decides, or oversees
        "answers": keeps(persona, pupil, WHY["answers"]),                                 # the column of consents: who writes, and the FG
        "proof": keeps(persona, pupil, WHY["proof"]),                                     # the FG reads no content of a pupil (DESIGN)
        "restriction": keeps(persona, pupil, WHY["restriction"]),
        "protection": keeps(persona, pupil, WHY["protection"]),
        "staff": is_staff and reads(persona, pupil, "ID"),
    }
    return ways[marker.seen_by] if marker.seen_by in ways else reads(persona, pupil, marker.seen_by)


def keeps(persona: str, pupil: str, roles: set[str]) -> bool:
    """Whether one of these roles is held at the pupil's school, or on the board."""
    return any(each.role in roles and each.source in ("school", "board") and pupil in each.pupils for each in PARTS.get(persona, ()))


def is_family_of(persona: str, pupil: str) -> bool:
    """A parent without authority too."""
    return any(pupil in each.pupils for each in PARTS.get(persona, ()) if each.source == "family")
