"""«What the school keeps» of a long file: newest first, page by page, and it says how much there is (S2-06, S2-85)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin.portal.holdings import PAGE_SIZE
from tests.factories import TODAY, entry
from tests.requests.cast import page, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def test_everything_can_be_reached_and_a_category_is_never_called_empty_that_is_not(cast, vlieger):
    address, client = reverse("portal:holdings", args=[cast.noor.pk]), signed_in(cast.mother)
    entry(cast.noor, vlieger, "ABS", "de oudste van alle", title="Oudste", happened_on=TODAY - timedelta(days=900))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert "de oudste van alle" in page(client.get(address))
    for number in range(PAGE_SIZE):
        entry(cast.noor, vlieger, "RES", f"cijfer {number}", title="Toets", happened_on=TODAY - timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        first = page(client.get(address))
    assert len(many) <= len(few) and "de oudste van alle" not in first
    assert "id=\"ID\"" in first and "?page=2" in first
    empty = first[first.find("</section>", first.rfind("id=\"")):]
    assert "Verzuim" not in empty and "Absence" not in empty
    second = page(client.get(address, {"page": 2}))
    assert "de oudste van alle" in second and "cijfer 0" not in second
