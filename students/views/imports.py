from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent_files
from privacyadmin.files import pending
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students import forms, rules
from students.imports import apply, edexml, guardian_apply, guardian_plan, guardians
from students.imports.difference import Difference, GuardianDifference, Stale
from students.imports.messages import Refused
from students.models import ImportUpload, UploadKind

from .loading import PAGE_SIZE, schools_or_403

REFUSED = 422


def _schools(request: SignedInRequest) -> set[UUID]:
    """The schools whose pupils this person may import."""
    reason = _("Pupils and guardians are imported by the administration, the director or the privacy coordinator.")
    return {school.pk for school in schools_or_403(request.scope, rules.IMPORT, reason)}


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def pupils(request: SignedInRequest) -> HttpResponse:
    """Choose an EDEXML file; what it would change is shown before anything is written (DOMAIN 2.12 d)."""
    allowed, at = _schools(request), timezone.now()
    form = forms.EdexmlForm(**sent_files(request))
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        found = _edexml_difference(content, allowed, at)
        if found.is_refused:
            return _refused(request, "students/import.html", form, found)
        assert found.school_id is not None                   # else it was refused
        school = School.objects.get(pk=found.school_id)
        upload = ImportUpload(kind=UploadKind.EDEXML, school=school, shown=found.digest())
        return redirect("students:import_difference", upload_id=pending.keep(upload, content, by=request.user, at=at).pk)
    return render(request, "students/import.html", {"form": form}, status=400 if form.errors else 200)


def _edexml_difference(content: bytes, allowed: set[UUID], at) -> Difference:
    try:
        return apply.difference(edexml.read(content, on=local_day(at)), at=at, allowed=allowed)
    except Refused as refused:
        return Difference(errors=[refused.as_message()])


def _refused(request: SignedInRequest, template: str, form, found: Difference | GuardianDifference) -> HttpResponse:
    return render(request, template, {"form": form, "found": found}, status=REFUSED)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def pupils_difference(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    """What the file would change, computed again each time; «apply» writes exactly what was shown, or asks to look again."""
    allowed, at = _schools(request), timezone.now()
    upload = get_object_or_404(ImportUpload.objects.usable(by=request.user, at=at), pk=upload_id, kind=UploadKind.EDEXML)
    content = pending.content_of(upload)
    if request.method == "POST":
        try:
            found = apply.apply(edexml.read(content, on=local_day(at)), by=request.scope, at=at, shown=upload.shown, allowed=allowed)
        except Stale as stale:
            return _look_again(request, upload, str(stale))
        if not found.is_refused:
            return _applied(request, upload, _("The import is done: %(new)s new, %(changed)s changed.") % _counts(found))
    else:
        found = _edexml_difference(content, allowed, at)
        pending.remember(upload, shown=found.digest())
    context = {
        "upload": upload,
        "found": found,
        "new_page": _page(request, found.new, "new"),
        "changed_page": _page(request, found.changed, "changed"),
        "departures_page": _page(request, found.departures, "departures"),
        "fields": _field_counts(found),
    }
    return render(request, "students/import_difference.html", context, status=REFUSED if found.is_refused else 200)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_list(request: SignedInRequest) -> HttpResponse:
    """Choose a list of guardians; what it would change is shown before anything is written."""
    allowed, at = _schools(request), timezone.now()
    form = forms.GuardianFileForm(**sent_files(request))
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        found = _guardian_difference(content, allowed)
        if found.is_refused:
            return _refused(request, "students/import_guardians.html", form, found)
        upload = ImportUpload(kind=UploadKind.GUARDIANS, shown=found.digest())
        return redirect("students:import_guardians_difference", upload_id=pending.keep(upload, content, by=request.user, at=at).pk)
    return render(request, "students/import_guardians.html", {"form": form}, status=400 if form.errors else 200)


def _guardian_difference(content: bytes, allowed: set[UUID]) -> GuardianDifference:
    try:
        return guardian_plan.plan(guardians.read(content), allowed=allowed)
    except Refused as refused:
        return GuardianDifference(errors=[refused.as_message()])


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_difference(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    """What the list would change; the same habits as the import of pupils."""
    allowed, at = _schools(request), timezone.now()
    upload = get_object_or_404(ImportUpload.objects.usable(by=request.user, at=at), pk=upload_id, kind=UploadKind.GUARDIANS)
    content = pending.content_of(upload)
    if request.method == "POST":
        try:
            found = guardian_apply.apply(guardians.read(content), by=request.scope, at=at, shown=upload.shown, allowed=allowed)
        except Stale as stale:
            return _look_again(request, upload, str(stale))
        if not found.is_refused:
            return _applied(request, upload, _("The import is done: %(new)s new, %(changed)s changed.") % _counts(found))
    else:
        found = _guardian_difference(content, allowed)
        pending.remember(upload, shown=found.digest())
    context = {
        "upload": upload,
        "found": found,
        "new_page": _page(request, found.new, "new"),
        "changed_page": _page(request, found.changed, "changed"),
    }
    return render(request, "students/import_guardians_difference.html", context, status=REFUSED if found.is_refused else 200)


def _look_again(request: SignedInRequest, upload: ImportUpload, words: str) -> HttpResponse:
    messages.warning(request, words)
    return redirect(request.path)


def _applied(request: SignedInRequest, upload: ImportUpload, words: str) -> HttpResponse:
    pending.forget([upload])
    messages.success(request, words)
    return redirect("students:list")


def _counts(found: Difference | GuardianDifference) -> dict[str, int]:
    return {"new": len(found.new), "changed": len(found.changed)}


def _page(request: SignedInRequest, rows: list, name: str):
    """Each part of the difference turns its own pages."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get(name))


def _field_counts(found: Difference) -> list[tuple[str, int]]:
    """How many pupils change in which field: a column that shifted is seen at once."""
    return sorted(Counter(change.label for pupil in found.changed for change in pupil.changes).items(), key=lambda each: -each[1])
