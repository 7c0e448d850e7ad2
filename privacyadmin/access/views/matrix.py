from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access import versions
from privacyadmin.access.catalogue import MATRIX_CATEGORIES, Category, Reach, Register, RegisterReach, Relation, Right, Role, Verb
from privacyadmin.access.doors import needs, needs_staff, role_label
from privacyadmin.access.forms import MatrixProposalForm, MatrixRowForm, said
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.models import ROLE_OR_RELATION, MatrixVersion
from privacyadmin.organisation.models import Sector
from privacyadmin.workflow import NotAllowed

from .grants import GET_OR_POST

SHOWN_EMPTY = {Role.ICT, Relation.GUARDIAN_18, Relation.GUARDIAN_NO_AUTHORITY, Relation.PUPIL_16}
ORDER = {role: place for place, (role, _label) in enumerate(ROLE_OR_RELATION)}


@dataclass(frozen=True)
class Row:
    """One role's line of the printed matrix."""

    role: str
    label: str
    cells: list[str]


@needs_staff
@require_safe
def matrix(request: SignedInRequest, sector: str) -> HttpResponse:
    """The authorisation matrix of a sector as it is in force, to read and to print (S1-134); `?version=` shows another."""
    scope = request.scope
    in_force = MatrixVersion.objects.in_force(on=scope.on).filter(sector=known(sector)).first()
    number = request.GET.get("version", "")
    if number:
        shown = get_object_or_404(MatrixVersion, sector=sector, number=number if number.isdecimal() and len(number) < 6 else 0)
    else:
        shown = in_force
    if shown is None:
        raise Http404
    draft = versions.draft_of(sector)
    context = {
        "version": shown, "in_force": in_force, "draft": draft, "sector": Sector(sector), "categories": MATRIX_CATEGORIES,
        "rows": category_rows(shown), "registers": list(Register), "register_rows": register_rows(shown),
        "reaches": Reach.choices, "register_reaches": RegisterReach.choices, "verbs": Verb.choices,
        "rights": [("r", Right.READ.label), ("rw", Right.WRITE.label), ("q", Right.QUERY.label), ("m", Right.METADATA.label)],
        "versions": MatrixVersion.objects.filter(sector=sector).select_related("approved_by"),
        "may_draft": not versions.why_not_draft(scope), "may_answer": draft is not None and not versions.why_not_answer(draft, scope),
    }
    return render(request, "access/matrix.html", context)


@needs(Register.POLICY, Verb.WRITE)
@require_POST
def begin(request: SignedInRequest, sector: str) -> HttpResponse:
    """Begin a new version as a copy of the one in force."""
    versions.begin(known(sector), by=request.scope, at=timezone.now())
    return redirect("access:draft", sector)


@needs(Register.POLICY, Verb.WRITE, Verb.APPROVE)
@require_http_methods(GET_OR_POST)
def draft(request: SignedInRequest, sector: str) -> HttpResponse:
    """The draft with everything that it changes: to go on with, to lay before the board, or to approve."""
    scope, shown = request.scope, draft_or_404(sector)
    form = MatrixProposalForm(request.POST or None, initial={"valid_from": scope.on, "note": shown.note})
    if request.method == "POST" and form.is_valid():
        versions.propose(shown, **form.cleaned_data, by=scope, at=timezone.now())
        messages.success(request, _("The new version lies before the board."))
        return redirect("access:draft", sector)
    context = {
        "draft": shown, "sector": Sector(sector), "form": form, "may_draft": not versions.why_not_draft(scope),
        "why_not": versions.why_not_answer(shown, scope),
        "changes": [
            (role_label(role), Category(category).label, said(old), said(new)) for role, category, old, new in versions.differences(shown)
        ],
        "roles": [(role, label) for role, label in ROLE_OR_RELATION],
    }
    return render(request, "access/draft.html", context)


@needs(Register.POLICY, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def draft_row(request: SignedInRequest, sector: str, role: str) -> HttpResponse:
    """Change what one role may do, in the draft."""
    shown = draft_or_404(sector)
    if reason := versions.why_not_draft(request.scope):
        raise NotAllowed(reason)
    if role not in ORDER:
        raise Http404
    now = {cell.category: versions.written(cell.reach, cell.right) for cell in shown.cells.filter(role=role)}
    initial = {category: now.get(category, "-") for category in MATRIX_CATEGORIES}
    form = MatrixRowForm(request.POST or None, is_family=role in Relation.values, initial=initial)
    if request.method == "POST" and form.is_valid():
        if versions.change_row(shown, role, form.cells(), by=request.scope, at=timezone.now()):
            messages.success(request, _("The row is changed in the draft."))
        else:
            messages.info(request, _("Nothing was changed: the row is as it was."))
        return redirect("access:draft", sector)
    return render(request, "access/draft_row.html", {"draft": shown, "sector": Sector(sector), "form": form, "role": role_label(role)})


@needs(Register.POLICY, Verb.APPROVE)
@require_POST
def send_back(request: SignedInRequest, sector: str) -> HttpResponse:
    """The board gives the proposed version back to the coordinator."""
    versions.send_back(draft_or_404(sector), by=request.scope, at=timezone.now())
    messages.success(request, _("The version went back to the privacy coordinator."))
    return redirect("access:matrix", sector)


def known(sector: str) -> str:
    if sector not in Sector.values:
        raise Http404
    return sector


def draft_or_404(sector: str) -> MatrixVersion:
    found = versions.draft_of(known(sector))
    if found is None:
        raise Http404
    return found


def category_rows(version: MatrixVersion) -> list[Row]:
    """A line per role that has a cell, and for those of whom a reader must see that they have none."""
    cells = {(cell.role, cell.category): versions.written(cell.reach, cell.right) for cell in version.cells.all()}
    roles = sorted({role for role, _category in cells} | SHOWN_EMPTY, key=ORDER.__getitem__)
    return [Row(role, role_label(role), [cells.get((role, category), "–") for category in MATRIX_CATEGORIES]) for role in roles]


def register_rows(version: MatrixVersion) -> list[Row]:
    cells = {(cell.role, cell.register): (cell.reach, cell.verbs) for cell in version.register_cells.all()}
    roles = sorted({role for role, _register in cells}, key=ORDER.__getitem__)
    return [Row(role, role_label(role), [in_words(cells.get((role, register))) for register in Register]) for role in roles]


def in_words(cell: tuple[str, list[str]] | None) -> str:
    """«S:rw», «O:r, advise»"""
    if cell is None:
        return "–"
    reach, verbs = cell
    letters = "rw" if Verb.WRITE in verbs else "r" if Verb.READ in verbs else ""
    others = [str(Verb(verb).label) for verb in verbs if verb not in (Verb.READ, Verb.WRITE)]
    return f"{reach}:{', '.join([letters, *others] if letters else others)}"
