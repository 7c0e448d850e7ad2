"""Deciding, sending back and refusing."""

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from requests.models import Outcome, Status
from requests.services import deciding
from tests.factories import staff
from tests.requests.cast import NOW, Cast, make_cast, page, received, signed_in, submitted, work

pytestmark = pytest.mark.usefixtures("clock")
GRANT = {"outcome": "granted", "ground": "", "reason": ""}


def url(privacy_request, step="decide"):
    return reverse(f"requests:{step}", args=[privacy_request.pk])


def test_the_board_decides_in_primary_education(cast):
    """C-29; S2-196: preset po."""
    privacy_request = submitted(cast)
    assert signed_in(cast.board_member).post(url(privacy_request), GRANT).status_code == 302
    privacy_request.refresh_from_db()
    assert (privacy_request.status, privacy_request.outcome, privacy_request.decided_by) == (
        Status.DECIDED,
        Outcome.GRANTED,
        cast.board_member,
    )


@pytest.mark.parametrize("who", ["director", "coordinator", "office", "fg"])
def test_nobody_else_decides_there(cast, who):
    assert signed_in(getattr(cast, who)).post(url(submitted(cast)), GRANT).status_code == 403


def test_the_director_decides_in_secondary_education(board, kompas, class4h1):
    """C-29; S1-62: preset vo."""
    cast: Cast = make_cast(board, kompas, class4h1)
    privacy_request = submitted(cast)
    assert signed_in(cast.board_member).post(url(privacy_request), GRANT).status_code == 403
    assert signed_in(cast.director).post(url(privacy_request), GRANT).status_code == 302


def test_a_director_who_handles_does_not_decide(board, kompas, class4h1):
    """B13: four eyes; the database refuses it too."""
    cast = make_cast(board, kompas, class4h1)
    privacy_request = submitted(cast)
    with connection.cursor() as cursor:
        cursor.execute("update requests_privacyrequest set handler_id = %s", [cast.director.pk])
    assert signed_in(cast.director).post(url(privacy_request), GRANT).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update requests_privacyrequest set decided_by_id = handler_id, decided_at = now()")
    other = staff(Role.DIRECTOR, kompas)
    assert signed_in(other).post(url(privacy_request), GRANT).status_code == 302


@pytest.mark.parametrize("outcome", ["partly", "refused"])
def test_no_and_partly_need_a_ground_and_a_reason(cast, outcome):
    """S2-199; GDPR 12(4)."""
    privacy_request = submitted(cast)
    response = signed_in(cast.board_member).post(url(privacy_request), {"outcome": outcome, "ground": "", "reason": ""})
    assert set(response.context["form"].errors) == {"ground", "reason"}


def test_a_refusal_closes_and_its_reason_is_read_in_the_portal_never_in_the_mail(cast):
    """S2-199, S2-200, S2-201; GDPR 12(4)."""
    privacy_request = submitted(cast)
    signed_in(cast.board_member).post(url(privacy_request), {"outcome": "refused", "ground": "safety", "reason": "Dat schaadt Noor."})
    work()
    assert all("Noor" not in sent.body + sent.subject for sent in mail.outbox)
    shown = page(signed_in(cast.mother).get(privacy_request.get_portal_url()))
    assert "Dat schaadt Noor." in shown and "Autoriteit Persoonsgegevens" in shown
    privacy_request.refresh_from_db()
    assert (privacy_request.status, privacy_request.answered_at) == (Status.CLOSED, NOW)


def test_the_handler_gets_it_back_with_the_reason(cast):
    privacy_request = submitted(cast)
    signed_in(cast.board_member).post(url(privacy_request, "send_back"), {"reason": "Kijk nog eens naar maart."})
    assert "Kijk nog eens naar maart." in page(signed_in(cast.coordinator).get(privacy_request.get_absolute_url()))


def test_a_request_can_be_refused_before_anything_is_gathered(cast):
    privacy_request = received(cast)
    deciding.refuse(privacy_request, ground="unfounded", reason="Vijfde keer.", by=cast.scope(cast.board_member), at=NOW)
    privacy_request.refresh_from_db()
    assert privacy_request.outcome == Outcome.REFUSED


def test_the_one_who_decides_sees_how_much_is_left_out_and_why(cast):
    shown = signed_in(cast.board_member).get(url(submitted(cast)))
    assert shown.context["summary"]["counts"]["cleared"] == 8


@pytest.mark.parametrize("outcome", ["partly", "refused"])
def test_a_decision_without_ground_and_reason_says_at_which_question(cast, outcome):
    """S2-199, S2-200; GDPR 12(4)."""
    client, place = signed_in(cast.board_member), url(submitted(cast))
    assert "(optional)" not in page(client.get(place))
    shown = page(client.post(place, {"outcome": outcome, "ground": "", "reason": " "}))
    assert 'id="id_ground_error"' in shown and 'id="id_reason_error"' in shown
