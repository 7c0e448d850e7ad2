from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access import data_categories
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent, sent_files
from privacyadmin.files.forms import taken
from privacyadmin.files.http import attachment
from privacyadmin.workflow import NotAllowed
from students import consents, forms
from students.models import DossierEntry, DossierFile, Student
from students.readers import readers_of
from students.services import dossier

from .loading import category_or_404, schools_where, student_or_404


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: SignedInRequest, student_id: UUID, code: str) -> HttpResponse:
    """Add an entry; the page says who will be able to read it before it is saved (S1-99)."""
    student, category, scope = student_or_404(request, student_id), category_or_404(code), request.scope
    if category == Category.BSN or not scope.can(student, category):
        raise Http404
    if reason := scope.why_not(student, category, Right.WRITE):
        raise NotAllowed(reason)
    now = timezone.now()
    schools = schools_where(scope, category, Right.WRITE).filter(pk__in=student.school_ids)
    kept = data_categories.kept_in(schools, category, on=scope.on)
    if not kept:
        raise NotAllowed(_("Your school keeps no data of this kind. The privacy coordinator can propose to keep it."))
    form = forms.EntryForm(**sent_files(request), schools=schools, category=category, kept=kept, on=scope.on)
    if request.method == "POST" and form.is_valid():
        files = taken(form, "uploads", about=student, school=form.cleaned_data["school"], by=scope, at=now)
        if form.is_valid():
            entry = dossier.add_entry(student, category=category, by=scope, at=now, files=files, **form.cleaned_data)
            if consents.closed(DossierEntry.objects.filter(pk=entry.pk), on=scope.on):
                messages.success(request, _("The entry has been added. It is closed until the family says yes: ask them now."))
            else:
                messages.success(request, _("The entry has been added."))
            return redirect("students:category", student_id=student.pk, code=category)
    context = {"student": student, "category": category, "form": form, "readers": readers_of(student, scope, categories=[category], at=now)}
    return render(request, "students/entry_new.html", context)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def entry_void(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    """Mark an entry as wrong, with the reason."""
    entry, student = _entry_or_404(request, entry_id, Right.WRITE)
    form = forms.WhyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        dossier.void_entry(entry, why=form.cleaned_data["why"], by=request.scope, at=timezone.now())
        messages.success(request, _("The entry is marked as wrong; it stays readable with the reason."))
        return redirect("students:category", student_id=student.pk, code=entry.category)
    return render(request, "students/entry_void.html", {"student": student, "entry": entry, "form": form})


def _entry_or_404(request: SignedInRequest, entry_id: UUID, right: Right) -> tuple[DossierEntry, Student]:
    entry = DossierEntry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise Http404
    student = student_or_404(request, entry.student_id)
    seen = DossierEntry.objects.of_pupil(student, request.scope, categories=[Category(entry.category)], right=right)
    if not seen.filter(pk=entry.pk).exists():
        raise Http404
    return entry, student


@needs_staff
@require_safe
def file(request: SignedInRequest, file_id: UUID) -> StreamingHttpResponse:
    """A file of an entry, always saved and never shown in the browser."""
    row = DossierFile.objects.filter(pk=file_id).select_related("entry").first()
    if row is None:
        raise Http404
    _entry, student = _entry_or_404(request, row.entry_id, Right.READ)
    opened = dossier.open_file(row, student=student, by=request.scope, at=timezone.now())
    return attachment(opened.content, name=opened.name, media_type=opened.media_type, size=opened.size)
