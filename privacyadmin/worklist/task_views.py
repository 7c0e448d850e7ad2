"""Tasks that colleagues give each other, as pages."""
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.files.correspondence import CaseFile, case_of
from privacyadmin.workflow import NotAllowed

from . import assignments, forms
from .models import Assignment, Outcome

PAGE_SIZE = 25
VIEWS = ("mine", "asked", "all", "closed")


@needs_staff
@require_safe
def tasks(request: SignedInRequest) -> HttpResponse:
    """Own tasks, those that one gave, those of one's school, and what was closed; the first due first."""
    scope, shown = request.scope, request.GET.get("show", "mine")
    shown = shown if shown in VIEWS else "mine"
    seen = assignments.seen_by(scope)
    rows = seen.exclude(closed_at=None).order_by("-closed_at", "pk") if shown == "closed" else seen.filter(closed_at=None)
    if shown in ("mine", "asked"):
        rows = rows.filter(**{"assignee" if shown == "mine" else "asked_by": request.user})
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tasks": assignments.opened(page.object_list, scope), "shown": shown}
    return render(request, "worklist/tasks.html", context)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, kind: str, key: UUID) -> HttpResponse:
    """Ask a colleague to do something about a case."""
    case, at = _case_or_404(request, kind, key), timezone.now()
    people = assignments.people_for(case, at=at)
    form = forms.AskForm(sent(request), people=people, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        try:
            task = assignments.ask(case, by=request.scope, at=at, **form.cleaned_data)
        except NotAllowed as objection:
            form.add_error("assignee", str(objection))
        else:
            messages.success(request, _("The task is on the list of %(name)s.") % {"name": task.assignee.name})
            return redirect(case.url)
    return render(request, "worklist/ask.html", {"case": case, "form": form}, status=400 if form.errors else 200)


@needs_staff
@require_safe
def task(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """One task, with what can be done about it."""
    found = _task_or_404(request, task_id)
    case = case_of(found.case_kind, found.case, request.scope)
    may_change = found.closed_at is None and assignments.may_change(found, request.scope)
    people = assignments.people_for(case, at=timezone.now()).exclude(pk=found.assignee_id) if case and may_change else None
    context = {
        "task": assignments.opened([found], request.scope)[0],
        "case": case,
        "may_change": may_change,
        "hand_over_form": forms.HandOverForm(people=people) if people is not None else None,
    }
    return render(request, "worklist/task.html", context)


@needs_staff
@require_POST
def close(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Done, or no longer needed."""
    found = _task_or_404(request, task_id)
    outcome = Outcome.WITHDRAWN if request.POST.get("outcome") == Outcome.WITHDRAWN else Outcome.DONE
    assignments.close(found, outcome=outcome, by=request.scope, at=timezone.now())
    messages.success(request, _("The task is closed."))
    return redirect("tasks")


@needs_staff
@require_POST
def hand_over(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """To another colleague."""
    found = _task_or_404(request, task_id)
    case = _case_or_404(request, found.case_kind, found.case)
    form = forms.HandOverForm(request.POST, people=assignments.people_for(case, at=timezone.now()))
    if not form.is_valid():
        raise NotAllowed(_("Choose a colleague who works at this school or for the board."))
    taken = assignments.hand_over(found, assignee=form.cleaned_data["assignee"], by=request.scope, at=timezone.now())
    messages.success(request, _("The task is on the list of %(name)s.") % {"name": taken.assignee.name})
    return redirect("tasks")


def _task_or_404(request: SignedInRequest, task_id: UUID) -> Assignment:
    return get_object_or_404(assignments.seen_by(request.scope), pk=task_id)


def _case_or_404(request: SignedInRequest, kind: str, key: UUID) -> CaseFile:
    case = case_of(kind, key, request.scope)
    if case is None:
        raise Http404
    return case
