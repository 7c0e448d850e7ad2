"""Who only takes requests in does not learn from them which parts a file has (2.14 PO: administratie GUI, CAR, MED are -)."""

import pytest
from django.urls import reverse

from requests.services import vetting
from tests.requests.cast import NOW, collecting, page, protect, signed_in

pytestmark = pytest.mark.usefixtures("clock")
HIDDEN = ("Zorgteam", "Medisch", "Begeleiding", "zorgteam", "medisch")


def test_the_administration_sees_the_request_but_not_its_pieces(cast):
    privacy_request = collecting(cast)
    protect(cast, "GUI")
    vetting.ask_to_vet(privacy_request, category="CAR", person=cast.counsellor, by=cast.scope(cast.coordinator), at=NOW)
    client = signed_in(cast.office)
    answer = client.get(privacy_request.get_absolute_url())
    assert answer.status_code == 200 and privacy_request.number in page(answer)
    assert answer.context["parts"] == [] and answer.context["protected"] == set()
    assert not any(word in page(answer) for word in HIDDEN)
    assert client.get(reverse("requests:items", args=[privacy_request.pk])).status_code == 403


def test_who_decides_and_who_watches_over_it_see_how_far_each_part_is(cast):
    """S2-196; 2.14: FG m."""
    privacy_request = collecting(cast)
    for person in (cast.board_member, cast.fg, cast.coordinator):
        assert signed_in(person).get(privacy_request.get_absolute_url()).context["parts"]
