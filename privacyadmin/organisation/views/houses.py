from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.catalogue import Register
from privacyadmin.access.doors import needs, needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.organisation import keeping
from privacyadmin.organisation.forms import ControllerForm, HouseForm
from privacyadmin.organisation.identity import controller
from privacyadmin.organisation.models import Board, Controller, School
from privacyadmin.organisation.services import the_board
from privacyadmin.organisation.theme import BLACK_PAPER, WHITE, Palette, contrast, palette

from .reach import GET_OR_POST, WATCHERS, keeps, keeps_board, schools_seen

A_DAY = 24 * 3600
COPIED = ("name", "authority_number", "kvk_number", "street", "postcode", "town", "phone", "request_address", "request_email")


@needs(Register.POLICY, *WATCHERS)
@require_safe
def houses(request: SignedInRequest) -> HttpResponse:
    """The board as the law knows it, and how the board and its schools show themselves."""
    scope = request.scope
    context = {
        "board": the_board(), "controller": controller(scope.on), "earlier": Controller.objects.select_related("made_by")[:20],
        "schools": [(school, keeps(scope, school.pk)) for school in schools_seen(scope)], "may_change_board": keeps_board(scope),
    }
    return render(request, "organisation/houses.html", context)


@needs(Register.POLICY, *keeping.KEEPERS)
@require_http_methods(GET_OR_POST)
def identify(request: SignedInRequest) -> HttpResponse:
    """Who the board is from a day on."""
    scope = request.scope
    keeping.check_may_keep(scope, None)
    form = ControllerForm(request.POST or None, initial=known(scope.on) | {"valid_from": scope.on})
    if request.method == "POST" and form.is_valid():
        keeping.identify(**form.cleaned_data, by=scope, at=timezone.now())
        messages.success(request, _("Recorded. Letters and answers name the board like this from that day."))
        return redirect("organisation:houses")
    return render(request, "organisation/identify.html", {"form": form})


@needs(Register.POLICY, *keeping.KEEPERS)
@require_http_methods(GET_OR_POST)
def house(request: SignedInRequest, house_id: UUID) -> HttpResponse:
    """Name, colour, logo and contact; the button «show the colour» changes nothing."""
    scope = request.scope
    shown = house_to_keep(scope, house_id)
    form = HouseForm.of(shown, request.POST or None, request.FILES or None)
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and "look" not in request.POST:
        changed = keeping.change_house(shown, values=form.values(), by=scope, at=timezone.now())
        messages.success(request, _("Changed. Pages and letters show it at once.") if changed else _("Nothing changed."))
        return redirect("organisation:houses")
    context = {"form": form, "house": shown, "look": look_of(form.data.get("colour") or shown.colour), "is_board": isinstance(shown, Board)}
    return render(request, "organisation/house.html", context)


@needs_staff
@require_safe
@cache_control(private=True, max_age=A_DAY)
def swatch(request: SignedInRequest, colour: str) -> HttpResponse:
    """A colour on white and on black paper, as pages would show it."""
    try:
        found = palette(f"#{colour}")
    except ValidationError as error:
        raise Http404 from error
    return HttpResponse(drawing(found), content_type="image/svg+xml")


def house_to_keep(scope, house_id: UUID):
    """The board or a school whose settings this person keeps; anything else is not there for him."""
    found = keeping.house_of(house_id)
    if found is None or not keeps(scope, found.pk if isinstance(found, School) else None):
        raise Http404
    return found


def known(on) -> dict:
    """What a new row begins from: the last one, or what the board's page knows."""
    last, board = controller(on), the_board()
    source = last or board
    return {name: getattr(source, name, "") for name in COPIED}


def look_of(colour: str) -> dict | None:
    """How a colour is made readable; None while it is no colour."""
    try:
        found = palette(colour)
    except ValidationError:
        return None
    return {
        "colour": colour.lstrip("#").lower(), "light": found.light, "dark": found.dark, "is_changed": found.light.lower() != colour.lower(),
        "on_white": contrast(found.light, WHITE), "on_black": contrast(found.dark, BLACK_PAPER),
    }


def drawing(found: Palette) -> str:
    """Two papers, each with a line of the colour and a button in it."""
    halves = ((0, WHITE, found.light, found.light_soft, WHITE), (160, BLACK_PAPER, found.dark, found.dark_soft, BLACK_PAPER))
    parts = "".join(
        f'<rect x="{x}" width="160" height="90" fill="{paper}"/><rect x="{x + 16}" y="14" width="128" height="20" rx="4" fill="{soft}"/>'
        f'<rect x="{x + 24}" y="22" width="80" height="4" rx="2" fill="{ink}"/>'
        f'<rect x="{x + 16}" y="46" width="84" height="30" rx="6" fill="{ink}"/>'
        f'<rect x="{x + 30}" y="59" width="56" height="4" rx="2" fill="{on}"/>'
        for x, paper, ink, soft, on in halves
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 90" width="320" height="90">{parts}</svg>'
