"""An answer on paper, for somebody without an account."""
import pytest
from django.urls import reverse

from privacyadmin import audit
from requests.models import Status
from requests.services import vetting
from tests.requests.cast import NOW, page, ready, signed_in

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def on_paper(cast):
    """The mother's account is closed: she has none any more."""
    privacy_request = ready(cast)
    privacy_request.requester = None
    privacy_request.save()
    return privacy_request


def url(name, privacy_request):
    return reverse(f"requests:{name}", args=[privacy_request.pk])


def test_the_handler_who_may_not_read_everything_does_not_print_it(cast, on_paper):
    """SETTLED 9."""
    shown = signed_in(cast.coordinator).get(url("hand_over", on_paper))
    assert shown.status_code == 200 and url("print", on_paper) not in page(shown)
    assert signed_in(cast.coordinator).post(url("print", on_paper)).status_code == 403


def test_a_director_who_was_given_the_sealed_categories_prints_it_and_that_is_recorded(cast, on_paper):
    """2.14: CAR and MED K:r for the director."""
    for category in ("CAR", "MED"):
        vetting.ask_to_vet(on_paper, category=category, person=cast.director, by=cast.scope(cast.coordinator), at=NOW)
    response = signed_in(cast.director).post(url("print", on_paper))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert {row.category for row in audit.readings_of([cast.noor.pk])} == {"CAR", "MED", "GUI"}
    signed_in(cast.director).post(url("hand_over", on_paper))
    on_paper.refresh_from_db()
    assert on_paper.status == Status.CLOSED


def test_who_has_an_account_collects_it_in_the_portal(cast):
    assert signed_in(cast.coordinator).get(url("hand_over", ready(cast))).status_code == 403
