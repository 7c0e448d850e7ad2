"""Who the board is for the law, and how it and its schools show themselves (S2-19; DOMAIN 1.4, 9)."""
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from privacyadmin.access.catalogue import Role
from privacyadmin.organisation import identity, keeping
from privacyadmin.organisation.models import Controller
from tests.factories import NOW, TODAY, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
IDENTITY = {
    "name": "Stichting De Waaier, onderwijs", "authority_number": "41234", "kvk_number": "12345678", "street": "Vijverhof 1",
    "postcode": "5701 AA", "town": "Helmond", "request_address": "Postbus 99\n5700 AA Helmond", "request_email": "privacy@waaier.example",
    "note": "eerste vastlegging",
}
LOOK = {"name": "De Vlieger", "colour": "#27408b", "logo_alt": "Een vlieger", "email": "info@vlieger.example", "phone": "0492 1"}


def picture(kind: str = "PNG", size=(1200, 400)) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", size, "#aa3300").save(content, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", content.getvalue())


def test_the_controller_of_a_day_is_the_latest_row_of_that_day(board):
    assert identity.controller_name(board, TODAY) == board.name
    for name, day in (("Oud", TODAY - 9 * DAY), ("Nieuw", TODAY), ("Nieuwer", TODAY), ("Later", TODAY + DAY)):
        keeping.identify(**IDENTITY | {"name": name}, valid_from=day, by=None, at=NOW + timedelta(seconds=len(name)))
    assert identity.controller_name(board, TODAY - DAY) == "Oud"
    assert identity.controller_name(board, TODAY) == "Nieuwer"
    with pytest.raises(TypeError):
        Controller.objects.all().delete()


def test_the_coordinator_records_who_the_board_is(sign_in, coordinator):
    browser = sign_in(coordinator)
    assert browser.get(reverse("organisation:identify")).status_code == 200
    wrong = browser.post(reverse("organisation:identify"), IDENTITY | {"valid_from": TODAY, "kvk_number": "12", "request_address": ""})
    assert set(wrong.context["form"].errors) == {"kvk_number", "request_address"}
    assert browser.post(reverse("organisation:identify"), IDENTITY | {"valid_from": TODAY}).status_code == 302
    assert "12345678" in browser.get(reverse("organisation:houses")).content.decode()


def test_a_logo_is_drawn_again_small_and_without_what_was_hidden_in_it(sign_in, coordinator, vlieger):
    browser, url = sign_in(coordinator), reverse("organisation:house", args=[vlieger.pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, LOOK | {"logo": picture("JPEG")}).status_code == 302
    vlieger.refresh_from_db()
    kept = Image.open(BytesIO(bytes(vlieger.logo)))
    assert (kept.format, max(kept.size), vlieger.logo_alt, vlieger.colour) == ("PNG", 640, "Een vlieger", "#27408b")
    assert browser.post(url, LOOK).status_code == 302
    vlieger.refresh_from_db()
    assert vlieger.logo
    assert browser.post(url, LOOK | {"without_logo": "on"}).status_code == 302
    vlieger.refresh_from_db()
    assert (vlieger.logo, vlieger.logo_alt) == (None, "")


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_image_is_refused_in_words(sign_in, coordinator, vlieger, content):
    url = reverse("organisation:house", args=[vlieger.pk])
    page = sign_in(coordinator).post(url, LOOK | {"logo": SimpleUploadedFile("logo.png", content)})
    assert page.status_code == 200 and set(page.context["form"].errors) == {"logo"}
    vlieger.refresh_from_db()
    assert vlieger.logo is None


def test_looking_at_a_colour_changes_nothing(sign_in, coordinator, vlieger):
    """WCAG 2.2, 1.4.3: shown with its contrast before it is kept."""
    browser, url = sign_in(coordinator), reverse("organisation:house", args=[vlieger.pk])
    page = browser.post(url, LOOK | {"colour": "#ffee00", "look": "1"})
    assert page.status_code == 200 and page.context["look"]["is_changed"] and page.context["look"]["on_white"] >= 4.5
    vlieger.refresh_from_db()
    assert vlieger.colour != "#ffee00"
    drawn = browser.get(reverse("organisation:swatch", args=["ffee00"]))
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    for wrong in ("nothing", "ffee0", "ffee00%22%3E"):
        assert browser.get(f"/organisation/swatch/{wrong}.svg").status_code == 404


def test_the_coordinator_of_a_school_changes_that_school_alone(sign_in, board, kompas, vlieger):
    browser = sign_in(staff(Role.COORDINATOR, kompas))
    assert browser.get(reverse("organisation:house", args=[kompas.pk])).status_code == 200
    for elsewhere in (vlieger, board):
        assert browser.get(reverse("organisation:house", args=[elsewhere.pk])).status_code == 404
    assert browser.get(reverse("organisation:identify")).status_code == 403
