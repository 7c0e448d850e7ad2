from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from requests.services.vetting import to_vet

PAGE_SIZE = 25


@needs_staff
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The sealed pieces that wait for this person, whose role may read them (SETTLED 9)."""
    rows = to_vet(request.scope).select_related("privacy_request__school").defer("sealed", "privacy_request__school__logo")
    page = Paginator(rows.order_by("privacy_request__due_on", "category", "-happened_on", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "requests/vetting.html", {"page": page})
