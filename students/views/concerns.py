"""«This is not right», as colleagues tell it and as it is answered (S2-06, S2-85)."""
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.catalogue import Category
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students.concern_forms import ConcernAnswerForm, ConcernForm
from students.models import Piece
from students.models.concerns import CATEGORY_OF
from students.services import concerns

from .loading import PAGE_SIZE, student_or_404


@needs_staff
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """What was told about files of one's own schools, or by oneself; the first due first."""
    is_past = request.GET.get("state") == "answered"
    seen = concerns.seen_by(request.scope)
    rows = seen.exclude(answered_at=None).order_by("-answered_at", "pk") if is_past else seen.filter(answered_at=None)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "students/concerns.html", {"page": page, "is_past": is_past, "on": request.scope.on})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def concern_new(request: SignedInRequest, student_id: UUID, name: str) -> HttpResponse:
    """Tell the coordinator that something is wrong: a piece of the file, or one entry."""
    student, scope = student_or_404(request, student_id), request.scope
    item = _item_or_404(student, scope, name)
    schools = School.objects.defer("logo").filter(pk__in=[item.entry.school_id] if item.entry else student.school_ids)
    pieces = () if item.entry else tuple(piece for piece, category in CATEGORY_OF.items() if scope.can(student, category))
    form = ConcernForm(sent(request), schools=schools, pieces=pieces)
    if pieces:
        form.fields["piece"].initial = item.piece
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        chosen = values.pop("piece", None)
        if chosen:
            item = _item_or_404(student, scope, chosen)
        concern, is_new = concerns.tell(student, item, by=scope, at=timezone.now(), **values)
        if is_new:
            messages.success(request, _("The privacy coordinator finds it on the work-list, and answers you."))
        else:
            messages.warning(request, _("You told this before. It waits for an answer."))
        return redirect(concern)
    return render(request, "students/concern_new.html", {"student": student, "item": item, "form": form})


def _item_or_404(student, scope, name: str) -> concerns.Item:
    item = concerns.item_of(student, scope, name)
    if item is None:
        raise Http404
    return item


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: SignedInRequest, concern_id: UUID) -> HttpResponse:
    """What was told, by whom, and the answer; who answers for the file gives it here."""
    found = get_object_or_404(concerns.seen_by(request.scope), pk=concern_id)
    student = student_or_404(request, found.student_id)
    why_not = concerns.why_not_answer(found, request.scope)
    if request.method == "POST" and why_not:
        raise NotAllowed(why_not)
    form = ConcernAnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        if concerns.hears(concerns.answer(found, by=request.scope, at=at, **form.cleaned_data), at=at):
            messages.success(request, _("The answer has been sent."))
        else:
            messages.warning(request, _("The answer is kept. The program no longer writes to who told this: see yourself how it is told."))
        return redirect(found)
    context = {
        "concern": concerns.opened([found])[0], "student": student, "form": form, "why_not": why_not,
        "item": concerns.Item(Piece(found.piece), Category(found.category), found.entry),
        "sees_entry": found.entry is not None and concerns.item_of(student, request.scope, str(found.entry_id)) is not None,
    }
    return render(request, "students/concern.html", context)
