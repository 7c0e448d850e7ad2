"""A day that is mistyped gets a message, never a page that fails (Bad input: dates)."""

from datetime import date, timedelta

import pytest

from privacyadmin.policy.models import PolicyVersion
from requests.models import PrivacyRequest
from tests.requests.cast import NOW, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def take_in(cast, received_on):
    told = {"asker": str(cast.mother.pk), "right": "access", "channel": "letter", "received_on": received_on, "wish": ""}
    return signed_in(cast.office).post(f"/requests/new/?pupil={cast.noor.pk}", told)


@pytest.mark.parametrize("received_on", ["0001-01-01", "1926-11-01", "2016-11-01", "9999-12-31", "2026-02-30"])
def test_a_mistyped_day_of_receipt_gets_a_message(cast, received_on):
    answer = take_in(cast, received_on)
    assert answer.status_code == 200 and answer.context["form"].errors["received_on"]
    assert not PrivacyRequest.objects.exists()


def test_a_letter_from_before_the_first_rules_of_the_board_is_taken_in_under_those_of_today(cast, board):
    """C-01: on the first day of an installation letters lie waiting."""
    with_rules = PolicyVersion.objects.in_force(on=NOW.date())
    for version in with_rules:
        version.valid_from = NOW.date()
        version.save()
    assert take_in(cast, str(NOW.date() - timedelta(days=5))).status_code == 302
    found = PrivacyRequest.objects.get()
    assert found.received_on == NOW.date() - timedelta(days=5) and found.due_on >= date(2026, 11, 25)


def test_a_sign_that_no_name_has_finds_nobody(cast):
    """Bad input: a zero byte in a name."""
    assert signed_in(cast.office).post("/requests/new/", {"q": "No\0or"}, follow=True).status_code == 200
