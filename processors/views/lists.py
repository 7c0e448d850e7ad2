"""The lists of a school: what is red, what is public, and that somebody looked at it."""
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from privacyadmin.access.http import SignedInRequest
from processors import overview, publishing
from processors.models import Publication, PublicList
from processors.models.activities import visible_schools
from processors.services import lists as services

from .pages import AT_ONCE, reads

A_YEAR = timedelta(days=365)


@reads
@require_safe
def red(request: SignedInRequest) -> HttpResponse:
    """Each party without a valid agreement, school by school, with the figure (S1-42, S1-48, S1-54)."""
    scope = request.scope
    schools = list(visible_schools(scope))
    chosen = [school for school in schools if str(school.pk) == request.GET.get("school")] or schools
    found = overview.lines(schools, on=scope.on)
    keys = {school.pk for school in chosen}
    reds = [line for line in found if line.verdict.red and line.school.pk in keys]
    warned = [line for line in found if line.verdict.warnings and not line.verdict.red and line.school.pk in keys]
    confirmed = services.last_confirmed(schools)
    context = {
        "page": Paginator(reds, AT_ONCE).get_page(request.GET.get("page")),
        "warned": Paginator(warned, AT_ONCE).get_page(request.GET.get("warned")),
        "figures": [_figure(figure, confirmed, scope) for figure in overview.figures(found, schools)],
        "products": overview.products_without_sheet(chosen, on=scope.on)[:AT_ONCE],
        "chosen": chosen[0] if len(chosen) == 1 and len(schools) > 1 else None,
    }
    return render(request, "processors/red.html", context)


def _figure(figure: overview.Figure, confirmed: dict, scope) -> dict:
    last = confirmed.get(figure.school.pk)
    return {
        "school": figure.school, "needed": figure.needed, "reds": figure.reds, "of_hundred": figure.of_hundred, "confirmed": last,
        "is_old": last is None or last.confirmed_on + A_YEAR < scope.on, "may_confirm": services.may_confirm(scope, figure.school.pk),
    }


@reads
@require_POST
def confirm(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Somebody of the school looked at its list and found it complete (S1-53)."""
    school = get_object_or_404(visible_schools(request.scope), pk=key)
    services.confirm(school, by=request.scope, at=timezone.now())
    messages.success(request, _("Kept: this list is complete today."))
    return redirect(f"{reverse('processors:red')}?school={school.pk}")


@reads
@require_safe
def published(request: SignedInRequest) -> HttpResponse:
    """What was public when, school by school."""
    schools = list(visible_schools(request.scope))
    rows = Publication.objects.filter(school__in=schools).select_related("school").defer("rows", "school__logo").order_by("-at", "-number")
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    latest = publishing.latest_of(schools)
    places = [{"school": school, "name": publishing.name_of(school), "row": latest.get(school.pk)} for school in schools]
    return render(request, "processors/published.html", {"page": page, "places": places})


@reads
@require_safe
def publication(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What stood on a public page from one moment to the next, word for word."""
    rows = Publication.objects.filter(school__in=visible_schools(request.scope)).select_related("school").defer("school__logo")
    row = get_object_or_404(rows, pk=key)
    after = Publication.objects.filter(school=row.school, kind=row.kind, number=row.number + 1).values_list("at", flat=True).first()
    context = {"publication": row, "until": after, "is_parties": row.kind == PublicList.PROCESSORS, "language": get_language()}
    return render(request, "processors/publication.html", context)


public = publishing.page(PublicList.PROCESSORS, "processors/public_list.html")

