"""Answers that come in from a list of another system: the file, its columns, the difference, and writing what was shown."""
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consent.forms.taking_over import ColumnsForm, ListForm
from consent.models import AnswerUpload
from consent.taking_over.comparing import Difference, State, choices_of, compare, guess
from consent.taking_over.reading import MAX_BYTES, headings, rows_of
from consent.taking_over.writing import apply
from privacyadmin.access.catalogue import Verb
from privacyadmin.access.http import SignedInRequest, sent_files
from privacyadmin.files import pending
from privacyadmin.workflow import NotAllowed
from students.imports.messages import Refused

from .pages import GET_OR_POST, schools, writes

REFUSED, AT_ONCE, MOST_LEFT_OUT = 422, 25, 200


@writes
@require_http_methods(GET_OR_POST)
def take_over(request: SignedInRequest) -> HttpResponse:
    """Choose a list; what it would change is shown before anything is written."""
    mine = schools(request.scope, Verb.WRITE).order_by("name")
    if not mine:
        raise NotAllowed(_("Answers are taken over by who keeps the consents of the school."))
    form, at = ListForm(**sent_files(request), schools=mine, on=request.scope.on), timezone.now()
    if request.method != "POST" or not form.is_valid():
        return render(request, "consent/take_over.html", {"form": form}, status=400 if form.errors else 200)
    told = dict(form.cleaned_data)
    content = told.pop("file").read(MAX_BYTES + 1)
    try:
        columns = guess(headings(content), choices_of(told["school"], on=request.scope.on))
    except Refused as refused:
        return render(request, "consent/take_over.html", {"form": form, "refused": str(refused)}, status=REFUSED)
    kept = pending.keep(AnswerUpload(columns=columns, **told), content, by=request.user, at=at)
    return redirect("consent:take_over_difference", kept.pk)


@writes
@require_http_methods(GET_OR_POST)
def difference(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Which column is which purpose, and what the list would change; «write this» writes what was shown."""
    scope, at = request.scope, timezone.now()
    kept = _upload_or_404(request, key, at)
    content, texts = pending.content_of(kept), choices_of(kept.school, on=scope.on)
    form = ColumnsForm(
        request.POST if request.POST.get("step") == "columns" else None, headings=headings(content), texts=texts, chosen=kept.columns
    )
    if form.is_bound and form.is_valid():
        pending.remember(kept, shown="", columns=form.columns())
        return redirect("consent:take_over_difference", kept.pk)
    columns = {heading: UUID(purpose) for heading, purpose in kept.columns.items() if UUID(purpose) in texts}
    if request.POST.get("step") == "write":
        done = apply(kept, content, columns=columns, texts=texts, by=scope, at=at)
        if done is not None:
            pending.forget([kept])
            count = len(done.to_write)
            told = ngettext("%(count)s answer was taken over.", "%(count)s answers were taken over.", count)
            messages.success(request, told % {"count": count})
            return redirect("consent:index")
        messages.warning(request, _("The register changed meanwhile. Look at the difference again."))
    return _shown(request, kept, content, columns, texts, form, at)


def _shown(request: SignedInRequest, kept: AnswerUpload, content: bytes, columns, texts, form: ColumnsForm, at: datetime) -> HttpResponse:
    found, refused = Difference(), ""
    try:
        rows = rows_of(content, columns) if columns else []
        found = compare(rows, school=kept.school, texts=texts, answered_on=kept.answered_on, scope=request.scope, at=at)
    except Refused as failure:
        refused = str(failure)
    pending.remember(kept, shown=found.digest())
    context = {
        "upload": kept, "form": form, "found": found, "refused": refused, "has_columns": bool(columns), "same": len(found.of(State.SAME)),
        "new": found.of(State.NEW), "changed": found.of(State.CHANGED), "later": found.of(State.LATER),
        "left_out": found.left_out[:MOST_LEFT_OUT], "left_out_more": max(len(found.left_out) - MOST_LEFT_OUT, 0),
        "new_page": _page(request, found.of(State.NEW), "new"), "changed_page": _page(request, found.of(State.CHANGED), "changed"),
    }
    return render(request, "consent/take_over_difference.html", context, status=REFUSED if refused else 200)


def _upload_or_404(request: SignedInRequest, key: UUID, at: datetime) -> AnswerUpload:
    """One's own upload, within the hour, of a school whose consents one still writes."""
    found = AnswerUpload.objects.usable(by=request.user, at=at).select_related("school").defer("school__logo").filter(pk=key).first()
    if found is None or not schools(request.scope, Verb.WRITE).filter(pk=found.school_id).exists():
        raise Http404
    return found


def _page(request: SignedInRequest, rows: list, name: str) -> Any:
    return Paginator(rows, AT_ONCE).get_page(request.GET.get(name))
