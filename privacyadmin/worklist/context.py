"""What the frame of every page needs; read only when a template asks for it, so that parts of pages cost nothing."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from privacyadmin import db
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.appointments import Contact, contacts
from privacyadmin.organisation.models import DEFAULT_COLOUR, Board, House, School
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
    contacts: Sequence[Contact] = ()             # coordinator, FG, advisers: read when the foot of the page is drawn


FamilySchools = Callable[[Scope], list[School]]
_schools_of_family: list[FamilySchools] = []


def schools_of_family(found: FamilySchools) -> None:
    """The app that knows the families says which schools a family deals with: their advisers stand on each of its pages (S1-114)."""
    _schools_of_family[:] = [found]


def contacts_of(schools: Callable[[], list[School]]) -> Any:
    """Whom to ask on this day, read when it is shown."""
    return SimpleLazyObject(lambda: contacts(schools(), local_day(timezone.now())))


def brand_of(house: House, *, has_logo: bool | None = None, schools: Callable[[], list[School]] | None = None) -> Brand:
    """How a board or a school shows itself."""
    own = [house] if isinstance(house, School) else []
    shows_logo = bool(house.logo) if has_logo is None else has_logo
    return Brand(
        name=house.name,
        logo_url=reverse("logo", args=[house.pk]) if shows_logo else "",
        logo_alt=house.logo_alt,
        theme_url="" if house.colour.lower() == DEFAULT_COLOUR else reverse("theme", args=[fingerprint(house.colour)]),
        email=house.email,
        phone=house.phone,
        contacts=contacts_of(schools or (lambda: own)),
    )


OF_BOARD = "select id, name, colour, logo is not null, logo_alt, email, phone from organisation_board"


def board_brand(scope: Scope | None = None) -> Brand:
    """The board's own look; a plain name where no board is set up yet."""
    schools = partial(_schools_of_family[0], scope) if _schools_of_family and scope is not None and scope.is_family else None
    for key, name, colour, has_logo, logo_alt, email, phone in db.project_connection().rows_of_prepared(OF_BOARD, "", []):
        board = Board(pk=key, name=name, colour=colour, logo_alt=logo_alt, email=email, phone=phone)
        return brand_of(board, has_logo=has_logo, schools=schools)
    return Brand(name="Privacyadmin")


SEEN_WITHIN = 60          # the server notes once a minute that somebody is there: counted from the page, the end comes that much earlier


def interface(request: HttpRequest) -> dict:
    """Context processor: brand, menu, today and whether this is the demo."""
    scope = getattr(request, "scope", None)
    return {
        "brand": SimpleLazyObject(lambda: board_brand(scope)),
        "menu": SimpleLazyObject(lambda: menu.entries(scope, request.path) if scope is not None else []),
        "today": local_day(timezone.now()),             # a plain date: a lazy one cannot be subtracted from
        "is_demo": settings.DEMO,
        "idle_seconds": settings.STAFF_IDLE_SECONDS - SEEN_WITHIN if scope is not None and not scope.is_family else 0,
    }
