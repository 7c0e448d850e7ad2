"""Writes docs/permissions.md from the code: the matrices as they are first put in force, the registers, and the door of every page.

`python -m tests.tools.permissions_doc` writes it; a test holds it current.
"""
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import django

PATH = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who may do what

Made by `python -m tests.tools.permissions_doc` from the code; a test fails when it is not current. Three questions, in three places:

1. **May this role ever?** The matrix: a cell per role and category of data. It is data in versions; a board changes it by a new version,
   drafted by the privacy coordinator and approved by the board (`/access/matrix/`). Below is the first version.
2. **On this very object?** A grant: who holds which role on the board, a school, a class or a case, from when until when, given by whom
   and why (`/access/grants/`). A grant that has ended gives nothing from that instant on.
3. **Now, in this state?** The steps of each workflow, with the reason where one is closed.

## How a cell is read

| sign | means |
|---|---|
| `S` | own school: through a grant on the school, or on the board for a role of the board |
| `C` | own class: through a grant on the class, which ends with the school year |
| `K` | a case: through a grant on a case that holds the pupil and names the category; always with an end |
| `Z` | oneself or one's own child, in the portal |
| `m` | that it exists, and how much; no content |
| `r`, `rw`, `q` | read, read and write, by an access request only |

A restriction (GDPR 18) makes a category read-only inside and closes it to the family; a protection hides it from whom it names.
The notes of the confidential adviser (ADV) stand outside the matrix: the adviser alone reads them, in a case of her own.
An exception is a case: asked for by the director, approved by the privacy coordinator, dated; it reads what it names, and never ADV.
"""


def lines() -> Iterator[str]:
    """The whole document."""
    from privacyadmin.access.catalogue import BOARD_ROLES, CLASS_ROLES, MATRIX_CATEGORIES, SCHOOL_ROLES, Category, Register
    from privacyadmin.access.seed import MATRICES, REGISTERS
    from tests.authz import urls

    yield HEAD
    yield "## Categories\n"
    yield from table(["code", "category"], ([category.value, category.label] for category in Category))
    for sector, rows in MATRICES.items():
        yield f"## Matrix, {sector.label}\n"
        yield from table(["role", *(category.value for category in MATRIX_CATEGORIES)], in_order(rows))
    yield "## Registers, both sectors\n"
    yield from table(["role", *(register.label for register in Register)], in_order(REGISTERS))
    yield "## Where a role is given\n"
    yield from table(["on", "roles", "how"], [
        ["the board", labels(BOARD_ROLES), "proposed by the coordinator of the board, confirmed by the board"],
        ["a school", labels(SCHOOL_ROLES), "proposed by director or coordinator, confirmed by the other or by the board"],
        ["a class", labels(CLASS_ROLES), "follows from an appointment that director or administration confirmed"],
        ["a case", "any role with a `K` cell, and the handler of a request", "by who runs the case; lapses by itself"],
    ])
    yield "Nobody gives, confirms or ends a role of his own. The ICT manager makes accounts and gives no roles.\n"
    yield "## Doors\n"
    yield "`staff` and `family`: that kind of account, else 404; a register with verbs: 403 with the reason for a role without them.\n"
    yield from table(["page", "door"], sorted([name, getattr(pattern.callback, "door", "")] for name, pattern in urls.walk()))


def in_order(rows: dict[str, str]) -> list[list[str]]:
    """A line per role, in the order in which roles are named."""
    from privacyadmin.access.models import ROLE_OR_RELATION

    return [[str(label), *rows[role].split()] for role, label in ROLE_OR_RELATION if role in rows]


def labels(roles: Iterable) -> str:
    return ", ".join(str(role.label) for role in roles)


def table(head: list[str], rows: Iterable[list]) -> Iterator[str]:
    yield f"| {' | '.join(map(str, head))} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', ', ') for cell in row)} |"
    yield ""


def text() -> str:
    from django.utils import translation

    with translation.override("en"):
        return "\n".join(lines()).strip() + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")
    django.setup()
    PATH.write_text(text(), encoding="utf-8")
