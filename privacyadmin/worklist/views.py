from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from privacyadmin.access.doors import public
from privacyadmin.organisation.models import DEFAULT_COLOUR, Board, School
from privacyadmin.organisation.theme import fingerprint, palette

A_YEAR, AN_HOUR = 365 * 24 * 3600, 3600


@public
@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def theme(request: HttpRequest, name: str) -> HttpResponse:
    """The colour of the board or of one of its schools, as a style sheet; only colours in use are served."""
    in_use = {DEFAULT_COLOUR, *Board.objects.values_list("colour", flat=True), *School.objects.values_list("colour", flat=True)}
    colour = next((colour for colour in in_use if fingerprint(colour) == name), None)
    if colour is None:
        raise Http404
    return HttpResponse(palette(colour).css(), content_type="text/css")


@public
@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def logo(request: HttpRequest, house_id: UUID) -> HttpResponse:
    """The logo of the board or of a school: it stands on pages that anybody may open."""
    house = School.objects.filter(pk=house_id).first() or get_object_or_404(Board, pk=house_id)
    if not house.logo:
        raise Http404
    return HttpResponse(bytes(house.logo), content_type="image/png")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came from elsewhere, or after signing out in another tab: nothing was changed."""
    return render(request, "403_csrf.html", status=403)
