from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyadmin.access.http import SignedInRequest, sent_files
from privacyadmin.files import pending
from processors import importing
from processors.forms.parties import ListFileForm
from processors.models import SupplierUpload
from processors.services.parties import check, keeps
from students.imports.messages import Refused

from .pages import AT_ONCE, GET_OR_POST, writes

REFUSED = 422


@writes
@require_http_methods(GET_OR_POST)
def upload(request: SignedInRequest) -> HttpResponse:
    """Choose a list of suppliers; what it would change is shown before anything is written."""
    check(keeps(request.scope, None))
    form, at = ListFileForm(**sent_files(request)), timezone.now()
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(importing.MAX_BYTES + 1)
        try:
            found = importing.compare(importing.read(content))
        except Refused as refused:
            return render(request, "processors/import.html", {"form": form, "refused": str(refused)}, status=REFUSED)
        kept = pending.keep(SupplierUpload(shown=found.digest()), content, by=request.user, at=at)
        return redirect("processors:import_difference", kept.pk)
    return render(request, "processors/import.html", {"form": form}, status=400 if form.errors else 200)


@writes
@require_http_methods(GET_OR_POST)
def difference(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What the list would change; «apply» writes what was shown, with the answers on names that look the same."""
    at = timezone.now()
    kept = get_object_or_404(SupplierUpload.objects.usable(by=request.user, at=at), pk=key)
    content = pending.content_of(kept)
    if request.method == "POST":
        found = importing.apply(content, shown=kept.shown, answers=_answers(request.POST), by=request.scope, at=at)
        if found is not None:
            pending.forget([kept])
            messages.success(request, _("The import is done: %(new)s new, %(changed)s changed.") % _counts(found))
            return redirect("processors:list")
        messages.warning(request, _("The register changed meanwhile, or the list has mistakes. Look at the difference again."))
    found = importing.compare(importing.read(content))
    pending.remember(kept, shown=found.digest())
    context = {
        "found": found, "new_page": _page(request, found.new, "new"), "changed_page": _page(request, found.changed, "changed"),
        "uses": len(found.uses), "errors": found.errors[:200], "upload": kept,
    }
    return render(request, "processors/import_difference.html", context, status=REFUSED if found.errors else 200)


def _answers(posted: Any) -> dict[int, str]:
    """Row → same, other or leave."""
    given = {name.removeprefix("row_"): value for name, value in posted.items() if name.startswith("row_")}
    return {int(row): value for row, value in given.items() if row.isdigit() and len(row) < 7}


def _counts(found: importing.Difference) -> dict[str, int]:
    return {"new": len([row for row in found.rows if row.is_new]), "changed": len(found.changed)}


def _page(request: SignedInRequest, rows: list, name: str) -> Any:
    return Paginator(rows, AT_ONCE).get_page(request.GET.get(name))
