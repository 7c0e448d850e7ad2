"""The last day of the calendar gets a message, never a page that fails (Bad input: dates in the future)."""

import pytest

from privacyadmin.access.catalogue import Role
from students.models import Case
from tests.factories import staff


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_care_case_without_a_thinkable_end_is_refused(client, director, noor, day):
    """S1-110: a case always has an end."""
    client.force_login(director)
    answer = client.post(f"/students/{noor.pk}/case/", {"categories": ["GUI"], "reason": "x", "until_on": day})
    assert answer.status_code in (200, 403) and not Case.objects.exists()


def test_an_exception_without_a_thinkable_end_is_refused(client, director, noor, vlieger):
    colleague = staff(Role.COUNSELLOR, vlieger)
    client.force_login(director)
    told = {"person": str(colleague.pk), "role": "counsellor", "categories": ["GUI"], "reason": "x", "until_on": "9999-12-31"}
    assert client.post(f"/students/{noor.pk}/exception/", told).status_code in (200, 403)
