from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent, sent_files
from privacyadmin.workflow import NotAllowed

from . import correspondence, held, services
from .correspondence import CaseFile
from .forms import CorrespondenceForm, DropForm, VoidForm, taken
from .http import attachment
from .models import Correspondence, CorrespondenceFile

Found = TypeVar("Found")
PAGE_SIZE = 25


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, kind: str, key: UUID) -> HttpResponse:
    """Add a letter or e-mail to a case."""
    case, at = _case_to_add(request, kind, key), timezone.now()
    form = CorrespondenceForm(**sent_files(request), on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        files = taken(form, "uploads", about=case.key, school=case.school, by=request.scope, at=at)
        if form.is_valid():
            correspondence.add(case, **form.cleaned_data, files=files, by=request.scope, at=at)
            messages.success(request, _("It has been added."))
            return redirect(case.url)
    return render(request, "files/add.html", {"case": case, "form": form})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """Mark a letter as wrong here, with the reason."""
    row = _or_404(Correspondence.objects.prefetch_related("files").filter(pk=letter_id).first())
    case = _case_to_add(request, row.case_kind, row.case)
    form = VoidForm(sent(request))
    if request.method == "POST" and form.is_valid():
        correspondence.void(case, row, why=form.cleaned_data["why"], by=request.scope, at=timezone.now())
        messages.success(request, _("It is marked as wrong; it stays readable with the reason."))
        return redirect(case.url)
    return render(request, "files/void.html", {"case": case, "form": form, "letter": correspondence.opened([row])[0]})


@needs_staff
@require_safe
def file(request: SignedInRequest, file_id: UUID) -> StreamingHttpResponse:
    """A file of a letter, to save."""
    row = _or_404(CorrespondenceFile.objects.select_related("correspondence").filter(pk=file_id).first())
    case = _or_404(correspondence.case_of(row.correspondence.case_kind, row.correspondence.case, request.scope))
    at = timezone.now()
    case.read(at)
    opened = correspondence.open_file(row, by=request.scope, at=at)
    return attachment(opened.content, name=opened.name, media_type=opened.media_type, size=opened.size)


@needs_staff
@require_safe
def held_list(request: SignedInRequest) -> HttpResponse:
    """Files that wait for the scanner or hold a virus, and why others were refused."""
    held.check(request.scope)
    page = Paginator(held.waiting(request.scope), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": held.with_origins(page, request.scope), "refused": held.refused(request.scope)}
    return render(request, "files/held.html", context)


@needs_staff
@require_POST
def held_again(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """Have one of them looked at again."""
    held.check(request.scope)
    services.scan_again(_or_404(held.find(file_id, request.scope)), by=request.scope, at=timezone.now())
    messages.success(request, _("The scanner is asked again."))
    return redirect("files:held")


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def held_drop(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """Do not keep one of them, with the reason."""
    held.check(request.scope)
    row = _or_404(held.find(file_id, request.scope))
    if not held.may_drop(row, request.scope):
        raise Http404
    form = DropForm(sent(request))
    if request.method == "POST" and form.is_valid():
        services.drop(row, reason=form.cleaned_data["reason"], by=request.scope, at=timezone.now())
        messages.success(request, _("The file is not kept; its content was destroyed."))
        return redirect("files:held")
    return render(request, "files/held_drop.html", {"file": row, "form": form})


def _case_to_add(request: SignedInRequest, kind: str, key: UUID) -> CaseFile:
    case = _or_404(correspondence.case_of(kind, key, request.scope))
    if case.why_not_add:
        raise NotAllowed(case.why_not_add)
    return case


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found
