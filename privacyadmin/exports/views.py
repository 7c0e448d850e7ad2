from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.holders import last_lost
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.files.http import attachment
from privacyadmin.workflow import NotAllowed

from . import services
from .forms import ExportForm
from .models import Export, Format
from .registry import OFFERS, offers_for
from .writing import CSV_TYPE, XLSX_TYPE

PAGE_SIZE = 25
TYPES: dict[str, str] = {Format.XLSX: XLSX_TYPE, Format.CSV: CSV_TYPE}


@needs_staff
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The lists that this person may take out, and the exports that were made: by whom, for what, how many rows."""
    scope, at = request.scope, timezone.now()
    made = Export.objects.visible_to(scope).select_related("by", "school").defer("school__logo")
    page = Paginator(made, PAGE_SIZE).get_page(request.GET.get("page"))
    lost_at = last_lost(scope.user, at=at)
    for export in page:
        export.can_be_taken = not services.why_not(export, scope, at=at, lost_at=lost_at)
    return render(request, "exports/index.html", {"offers": offers_for(scope), "page": page})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what a list is for; the worker makes the file."""
    offer = OFFERS.get(code)
    if offer is None:
        raise Http404
    services.check_may(offer, request.scope)
    form = ExportForm(sent(request), offer=offer, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(offer, language=get_language() or "nl", by=request.scope, at=timezone.now(), **form.values())
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("The file is being made. You find it in this list in a moment."))
            return redirect("exports:index")
    return render(request, "exports/new.html", {"form": form, "offer": offer})


@needs_staff
@require_POST
def download(request: SignedInRequest, export_id: UUID) -> StreamingHttpResponse:
    """The file, for the one who made it."""
    export = get_object_or_404(Export.objects.visible_to(request.scope), pk=export_id)
    content = services.hand_out(export, by=request.scope, at=timezone.now())
    name = f"{export.code.replace('.', '-')}.{export.format}"
    return attachment(content, name=name, media_type=TYPES[export.format], size=export.size)
