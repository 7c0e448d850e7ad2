"""The board's colour and logo, and what somebody reads when a page cannot be shown."""
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views.defaults import page_not_found, permission_denied, server_error

from privacyadmin.organisation.theme import fingerprint, palette
from privacyadmin.worklist.context import board_brand, brand_of
from privacyadmin.worklist.views import csrf_failure

PURPLE = "#7a1f5c"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def page(db):
    request = RequestFactory().get("/")
    request.user, request.scope = None, None
    with translation.override("en"):
        yield request


def test_a_board_with_a_colour_of_its_own_sees_it_on_every_page(client, board):
    board.colour = PURPLE
    board.save()
    url = board_brand().theme_url
    answer = client.get(url)
    assert url == reverse("theme", args=[fingerprint(PURPLE)])
    assert answer.content.decode() == palette(PURPLE).css() and answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]


def test_the_usual_colour_costs_no_extra_request(board):
    assert board_brand().theme_url == ""


@pytest.mark.parametrize("name", [fingerprint(PURPLE), "x", "..%2fbase"])
def test_nobody_can_ask_for_a_style_sheet_that_no_school_uses(client, board, name):
    assert client.get(f"/theme/{name}.css").status_code == 404


def test_a_schools_logo_is_shown_to_anybody_and_says_what_it_shows(client, vlieger):
    vlieger.logo, vlieger.logo_alt = PNG, "A kite"
    vlieger.save()
    brand = brand_of(vlieger)
    assert client.get(brand.logo_url).content == PNG and brand.logo_alt == "A kite"


def test_no_logo_is_no_page(client, vlieger):
    assert client.get(reverse("logo", args=[vlieger.pk])).status_code == client.get(reverse("logo", args=[uuid4()])).status_code == 404


def test_an_empty_installation_still_has_a_name(db):
    assert board_brand().name == "Privacyadmin"


def test_who_may_not_do_something_reads_why(page):
    """SETTLED 12: 403 with the reason."""
    answer = permission_denied(page, PermissionDenied("The board decides, not the school."))
    assert answer.status_code == 403 and "The board decides, not the school." in answer.content.decode()


def test_a_form_from_elsewhere_changes_nothing_and_says_so(page):
    answer = csrf_failure(page, reason="Origin checking failed")
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode() and "Origin checking" not in answer.content.decode()


def test_a_page_that_is_not_there_does_not_say_why(page):
    """SETTLED 12: what is not for this account looks like what does not exist."""
    answer = page_not_found(page, Exception("No Student matches the given query."))
    assert answer.status_code == 404 and "Student" not in answer.content.decode()


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_last_resort_needs_no_database_and_no_context(name):
    assert "<h1>" in render_to_string(name) and server_error(RequestFactory().get("/")).status_code == 500
