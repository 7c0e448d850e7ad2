"""A request on paper, by mail, by telephone or at the desk."""

from datetime import date

import pytest
from django.urls import reverse

from requests.models import PrivacyRequest
from tests.factories import SchoolFactory, pupil, staff
from tests.requests.cast import page, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def url(student):
    return f"{reverse('requests:new')}?pupil={student.pk}"


def letter(cast, **changes):
    return {"asker": str(cast.mother.pk), "right": "access", "channel": "letter", "received_on": "2026-10-30", "wish": ""} | changes


def test_the_administration_notes_a_letter_with_the_day_on_which_it_came(cast):
    """S2-195; the term counts from receipt, not from registration (S2-164)."""
    response = signed_in(cast.office).post(url(cast.noor), letter(cast))
    privacy_request = PrivacyRequest.objects.get()
    assert response.url == privacy_request.get_absolute_url()
    assert (privacy_request.received_on, privacy_request.due_on) == (date(2026, 10, 30), date(2026, 11, 27))
    assert privacy_request.requester == cast.mother.user


def test_a_day_in_the_future_is_refused_beside_its_field(cast):
    """Bad input: dates in the future."""
    response = signed_in(cast.office).post(url(cast.noor), letter(cast, received_on="2026-11-03"))
    assert response.context["form"].errors["received_on"]
    assert not PrivacyRequest.objects.exists()


def test_a_parent_without_authority_is_shown_with_the_reason_and_cannot_be_chosen(cast):
    shown = page(signed_in(cast.office).get(url(cast.finn)))
    assert "Koen Boer" in shown and "377c" not in shown
    response = signed_in(cast.office).post(url(cast.finn), letter(cast, asker=str(cast.apart.pk)))
    assert response.context["form"].errors["asker"]


def test_the_same_letter_twice_shows_the_request_that_is_open(cast):
    client = signed_in(cast.office)
    client.post(url(cast.noor), letter(cast))
    assert client.post(url(cast.noor), letter(cast, channel="mail")).url == PrivacyRequest.objects.get().get_absolute_url()


def test_a_pupil_of_another_school_is_not_found(cast, board):
    other = SchoolFactory(board=board)
    assert signed_in(cast.office).get(url(pupil(other))).status_code == 404
    assert signed_in(staff("office", other)).get(url(cast.noor)).status_code == 404


@pytest.mark.parametrize("who", ["fg", "teacher", "counsellor", "adviser", "ict", "board_member"])
def test_other_roles_take_nothing_in(cast, who):
    """2.14, object matrix."""
    assert signed_in(getattr(cast, who)).get(reverse("requests:new")).status_code == 403


def test_pupils_are_looked_up_by_name_within_reach(cast):
    found = signed_in(cast.office).post(reverse("requests:new"), {"q": "noor"}, follow=True)
    assert "Noor de Wit" in page(found)
    assert f"pupil={cast.noor.pk}" in page(found)
