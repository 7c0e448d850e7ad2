"""What the frame of every page needs; read only when a template asks for it, so that parts of pages cost nothing."""
from dataclasses import dataclass

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from privacyadmin.organisation.models import DEFAULT_COLOUR, Board, House
from privacyadmin.organisation.theme import fingerprint
from privacyadmin.times import local_day

from . import menu


@dataclass(frozen=True)
class Brand:
    """The name, colour and logo at the top of a page, and whom to write to at its foot."""

    name: str
    logo_url: str = ""
    logo_alt: str = ""
    theme_url: str = ""
    email: str = ""
    phone: str = ""


def brand_of(house: House, *, has_logo: bool | None = None) -> Brand:
    """How a board or a school shows itself."""
    shows_logo = bool(house.logo) if has_logo is None else has_logo
    return Brand(
        name=house.name,
        logo_url=reverse("logo", args=[house.pk]) if shows_logo else "",
        logo_alt=house.logo_alt,
        theme_url="" if house.colour.lower() == DEFAULT_COLOUR else reverse("theme", args=[fingerprint(house.colour)]),
        email=house.email,
        phone=house.phone,
    )


def board_brand() -> Brand:
    """The board's own look; a plain name where no board is set up yet."""
    has_logo = ExpressionWrapper(Q(logo__isnull=False), output_field=BooleanField())
    board = Board.objects.defer("logo").annotate(has_logo=has_logo).first()
    return brand_of(board, has_logo=board.has_logo) if board else Brand(name="Privacyadmin")


def interface(request: HttpRequest) -> dict:
    """Context processor: brand, menu, today and whether this is the demo."""
    scope = getattr(request, "scope", None)
    return {
        "brand": SimpleLazyObject(board_brand),
        "menu": SimpleLazyObject(lambda: menu.entries(scope, request.path) if scope is not None else []),
        "today": local_day(timezone.now()),             # a plain date: a lazy one cannot be subtracted from
        "is_demo": settings.DEMO,
    }
