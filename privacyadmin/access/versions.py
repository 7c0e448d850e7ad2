"""A new version of the matrix: the coordinator drafts it row by row, the board approves it (S1-134; DESIGN, question 1)."""
from collections.abc import Mapping
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

from . import events
from .catalogue import Category, Reach, Register, Right, Role, Verb
from .models import MatrixCell, MatrixVersion, RegisterCell
from .proposals import is_board_coordinator
from .scope import Scope

Cells = Mapping[Category, tuple[Reach, Right] | None]
NEVER: dict[str, tuple[Category, ...]] = {                                     # SETTLED 9, 11
    Role.ICT: tuple(Category), Role.REQUEST_HANDLER: (Category.CAR, Category.MED, Category.BSN),
}


def draft_of(sector: str) -> MatrixVersion | None:
    """The version that is being drafted, or lies before the board."""
    return MatrixVersion.objects.filter(sector=sector, approved_at=None).first()


def why_not_draft(scope: Scope) -> str:
    """The matrix holds for the whole board: who coordinates one school alone does not change it."""
    return "" if is_board_coordinator(scope) else _("The privacy coordinator of the board drafts the matrix.")


@transaction.atomic
def begin(sector: str, *, by: Scope, at: datetime) -> MatrixVersion:
    """A draft that begins as a copy of the latest version; where there is a draft already, that one."""
    _check(why_not_draft(by))
    latest = list(MatrixVersion.objects.select_for_update().filter(sector=sector).order_by("-number")[:1])
    if not latest:
        raise NotAllowed(_("There is no matrix to begin from."))
    if latest[0].approved_at is None:
        return latest[0]
    draft = MatrixVersion(sector=sector, number=latest[0].number + 1, valid_from=local_day(at), note="", drafted_by=by.user)
    draft.save(force_insert=True)
    cells = MatrixCell.objects.filter(version=latest[0]).values("role", "category", "reach", "right")
    MatrixCell.objects.bulk_create(MatrixCell(version=draft, **cell) for cell in cells)
    rows = RegisterCell.objects.filter(version=latest[0]).values("role", "register", "reach", "verbs")
    RegisterCell.objects.bulk_create(RegisterCell(version=draft, **row) for row in rows)
    audit.record(events.MATRIX_DRAFTED, about=draft, school=None, by=by, at=at, number=draft.number, sector=sector)
    return draft


@transaction.atomic
def change_row(draft: MatrixVersion, role: str, cells: Cells, *, by: Scope, at: datetime) -> bool:
    """Write what one role may do in each category; the draft gives nothing yet. False where nothing differs from what it says."""
    _check(why_not_draft(by))
    draft = _locked(draft, proposed=False)
    if any(cells.get(category) for category in NEVER.get(role, ())):
        raise NotAllowed(_("The policy keeps these categories closed to this role."))
    written_now = {cell.category: (cell.reach, cell.right) for cell in MatrixCell.objects.filter(version=draft, role=role)}
    wanted = {str(category): cell for category, cell in cells.items() if cell and category != Category.ADV}
    if wanted == written_now:
        return False
    MatrixCell.objects.filter(version=draft, role=role).delete()
    MatrixCell.objects.bulk_create(
        MatrixCell(version=draft, role=role, category=category, reach=cell[0], right=cell[1]) for category, cell in wanted.items()
    )
    models.QuerySet(MatrixVersion).filter(pk=draft.pk).update(drafted_by=by.user)
    audit.record(events.MATRIX_CHANGED, about=draft, school=None, by=by, at=at, number=draft.number, sector=draft.sector, role=role)
    return True


@transaction.atomic
def propose(draft: MatrixVersion, *, valid_from: date, note: str, by: Scope, at: datetime) -> None:
    """Lay the draft before the board; it cannot be changed until the board answers."""
    _check(why_not_draft(by))
    draft = _locked(draft, proposed=False)
    latest = MatrixVersion.objects.filter(sector=draft.sector, approved_at__isnull=False).aggregate(day=models.Max("valid_from"))["day"]
    if valid_from < max(local_day(at), latest or date.min):
        raise NotAllowed(_("A matrix cannot begin in the past, or before the one that is in force."))
    draft.valid_from, draft.note, draft.proposed_at, draft.drafted_by = valid_from, note, at, by.user
    draft.save(update_fields=["valid_from", "note", "proposed_at", "drafted_by"])
    audit.record(events.MATRIX_PROPOSED, about=draft, school=None, by=by, at=at, number=draft.number, sector=draft.sector)


@transaction.atomic
def approve(draft: MatrixVersion, *, by: Scope, at: datetime) -> None:
    """Put the proposed version in force, from its day on but never earlier than the approval."""
    draft = _before_the_board(draft, by)
    draft.valid_from = max(draft.valid_from, local_day(at))
    draft.approved_by, draft.approved_at = by.user, at
    draft.save(update_fields=["valid_from", "approved_by", "approved_at"])
    audit.record(events.MATRIX_APPROVED, about=draft, school=None, by=by, at=at, number=draft.number, sector=draft.sector)


@transaction.atomic
def send_back(draft: MatrixVersion, *, by: Scope, at: datetime) -> None:
    """Give the proposed version back to the coordinator, who may change it and propose it again."""
    draft = _before_the_board(draft, by)
    draft.proposed_at = None
    draft.save(update_fields=["proposed_at"])
    audit.record(events.MATRIX_RETURNED, about=draft, school=None, by=by, at=at, number=draft.number, sector=draft.sector)


def differences(draft: MatrixVersion) -> list[tuple[str, str, str, str]]:
    """Role, category, what was and what will be: every cell in which a version differs from the one before it."""
    before = MatrixVersion.objects.filter(sector=draft.sector, number__lt=draft.number).order_by("-number").first()
    old, new = _written(before), _written(draft)
    return [(*key, old.get(key, "-"), new.get(key, "-")) for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]


def written(reach: str, right: int) -> str:
    """A cell in the notation of the policy text: «S:rw», «m»."""
    letters = {Right.METADATA: "m", Right.READ: "r", Right.WRITE: "rw", Right.QUERY: "q"}[Right(right)]
    return letters if reach == Reach.ALL else f"{reach}:{letters}"


def why_not_answer(draft: MatrixVersion, scope: Scope) -> str:
    """Why this person cannot approve the version or send it back; empty when he can."""
    if not scope.may(Register.POLICY, Verb.APPROVE):
        return _("The board approves the matrix.")
    if draft.proposed_at is None or draft.approved_at is not None:
        return _("This version does not lie before the board.")
    if draft.drafted_by_id == scope.user.pk:
        return _("Nobody approves his own draft.")
    return ""


def _written(version: MatrixVersion | None) -> dict[tuple[str, str], str]:
    if version is None:
        return {}
    return {(cell.role, cell.category): written(cell.reach, cell.right) for cell in version.cells.all()}


def _before_the_board(draft: MatrixVersion, by: Scope) -> MatrixVersion:
    draft = MatrixVersion.objects.select_for_update().get(pk=draft.pk)
    _check(why_not_answer(draft, by))
    return draft


def _locked(draft: MatrixVersion, *, proposed: bool) -> MatrixVersion:
    draft = MatrixVersion.objects.select_for_update().get(pk=draft.pk)
    if draft.approved_at is not None:
        raise NotAllowed(_("An approved version never changes: begin a new one."))
    if (draft.proposed_at is not None) != proposed:
        raise NotAllowed(_("This version lies before the board: wait for its answer."))
    return draft


def _check(reason: str) -> None:
    if reason:
        raise NotAllowed(reason)
