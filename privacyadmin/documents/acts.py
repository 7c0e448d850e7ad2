"""What can be signed of the floor's own: the board puts a version of the matrix in force (S1-134; DESIGN, question 1)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin.access import versions
from privacyadmin.access.catalogue import MATRIX_CATEGORIES, Category, Register, Role, Verb
from privacyadmin.access.doors import role_label
from privacyadmin.access.forms import CELLS, said
from privacyadmin.access.models import MatrixVersion
from privacyadmin.access.scope import Scope

from .signing import Act, Paper, register

MATRIX = "access.matrix"


def _version(scope: Scope, key: UUID) -> MatrixVersion | None:
    if not any(scope.may(Register.POLICY, verb) for verb in (Verb.READ, Verb.WRITE, Verb.APPROVE)):
        return None
    return MatrixVersion.objects.filter(pk=key, proposed_at__isnull=False).first()


def _paper(scope: Scope, key: UUID) -> Paper | None:
    """Everything that the version changes, and the whole of it."""
    found = _version(scope, key)
    if found is None:
        return None
    title = _("Approval of version %(number)s of the authorisation matrix, %(sector)s") % {
        "number": found.number,
        "sector": found.get_sector_display(),
    }
    day = date_format(max(found.valid_from, scope.on), "j F Y")
    parts = [
        _("The board approves this version. It is in force from %(day)s.") % {"day": day},
        f"{_('Why')}: {found.note}",
        "\n".join([_("What changes:"), *_changes(found)]),
        "\n".join([_("The whole matrix:"), *_rows(found)]),
        "\n".join([_("What the signs mean:"), *_signs()]),
    ]
    return Paper(title, "\n\n".join(parts), capacity=Role.BOARD_MEMBER, url=reverse("access:matrix", args=[found.sector]))


def _changes(version: MatrixVersion) -> Iterator[str]:
    changed = versions.differences(version)
    for role, category, was, becomes in changed:
        yield f"{role_label(role)}, {Category(category).label}: {said(was)} → {said(becomes)}"
    if not changed:
        yield _("nothing")


def _signs() -> Iterator[str]:
    """Whoever signs reads the letters of the matrix in words."""
    yield from (str(words) for cell, words in CELLS if cell != "-")
    yield from (f"{category.value}, {category.label}" for category in MATRIX_CATEGORIES)


def _rows(version: MatrixVersion) -> Iterator[str]:
    cells: dict[str, list[str]] = {}
    for cell in version.cells.order_by("role", "category"):
        cells.setdefault(cell.role, []).append(f"{cell.category} {versions.written(cell.reach, cell.right)}")
    return (f"{role_label(role)}: {', '.join(written)}" for role, written in cells.items())


def _why_not(scope: Scope, key: UUID) -> str:
    found = _version(scope, key)
    return versions.why_not_answer(found, scope) if found else _("There is nothing to sign here.")


def _approve(scope: Scope, key: UUID, at: datetime) -> None:
    versions.approve(MatrixVersion.objects.get(pk=key), by=scope, at=at)


def register_acts() -> None:
    register(Act(MATRIX, paper=_paper, why_not=_why_not, carry_out=_approve))
