"""How far it is, in words for a parent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from requests.models import Outcome
from requests.services import deciding, handling
from tests.requests.cast import NOW, collecting, page, ready, received, signed_in, submitted

pytestmark = pytest.mark.usefixtures("clock")


def titles(cast, privacy_request):
    shown = signed_in(cast.mother).get(privacy_request.get_portal_url())
    return [str(line.title) for line in shown.context["lines"] if not line.todo]


def test_the_family_sees_its_steps_and_no_more(cast):
    """SETTLED 21: received, identity, collecting, decided, ready; no handler, no vetting, no submitting."""
    privacy_request = ready(cast)
    entries = privacy_request.timeline.filter(is_for_family=True)
    assert list(entries.values_list("step", flat=True)) == ["received", "identified", "gathered", "decided", "ready"]
    assert len(titles(cast, privacy_request)) == 5


def test_no_name_of_staff_stands_in_it(cast):
    privacy_request = ready(cast)
    shown = page(signed_in(cast.mother).get(privacy_request.get_portal_url()))
    assert all(person.name not in shown for person in (cast.coordinator, cast.board_member, cast.director))


def test_a_question_is_answered_on_the_page(cast):
    privacy_request = collecting(cast)
    handling.ask(privacy_request, kind="scope", text="Welk jaar bedoelt u?", by=cast.scope(cast.coordinator), at=NOW)
    client = signed_in(cast.mother)
    waits = gettext("We asked you something. We go on as soon as you answer.")
    assert waits in page(client.get(reverse("portal:home")))
    assert "Welk jaar bedoelt u?" in page(client.get(privacy_request.get_portal_url()))
    empty = client.post(reverse("portal:answer_question", args=[privacy_request.pk]), {"answer": ""})
    assert empty.status_code == 400
    assert client.post(reverse("portal:answer_question", args=[privacy_request.pk]), {"answer": "Groep 5."}).status_code == 302
    assert client.post(reverse("portal:answer_question", args=[privacy_request.pk]), {"answer": "Nog eens."}).status_code == 403


def test_a_part_that_is_refused_says_why_and_where_to_complain(cast):
    """S2-200, S2-201."""
    privacy_request = submitted(cast)
    deciding.decide(
        privacy_request,
        outcome=Outcome.PARTLY,
        ground="others",
        reason="Een verslag gaat over een ander kind.",
        by=cast.scope(cast.board_member),
        at=NOW,
    )
    shown = page(signed_in(cast.mother).get(privacy_request.get_portal_url()))
    assert "Een verslag gaat over een ander kind." in shown and "Autoriteit Persoonsgegevens" in shown


def test_withdrawing_is_asked_once_more(cast):
    privacy_request = received(cast)
    client = signed_in(cast.mother)
    assert client.get(reverse("portal:withdraw", args=[privacy_request.pk])).status_code == 200
    client.post(reverse("portal:withdraw", args=[privacy_request.pk]))
    privacy_request.refresh_from_db()
    assert privacy_request.outcome == Outcome.WITHDRAWN
    assert client.post(reverse("portal:withdraw", args=[privacy_request.pk])).status_code == 403


@pytest.mark.parametrize("name", ["request", "withdraw"])
def test_another_familys_request_is_not_found(cast, name):
    privacy_request = received(cast)
    for other in (cast.father, cast.stranger, cast.apart):
        assert signed_in(other).get(reverse(f"portal:{name}", args=[privacy_request.pk])).status_code == 404


def test_a_parent_who_lost_authority_keeps_sight_of_her_own_request_only(cast):
    """What she asked stays hers to follow; the answer is decided by the school."""
    privacy_request = received(cast)
    relation = cast.mother.relations.get()
    relation.authority, relation.authority_until = "nee", (NOW - timedelta(days=1)).date()
    relation.save()
    assert signed_in(cast.mother).get(privacy_request.get_portal_url()).status_code == 200
