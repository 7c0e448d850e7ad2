"""The last day of the calendar is a day too (Bad input: dates in the future)."""

from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import GrantProposal
from tests.factories import open_log, staff


def test_the_register_is_read_up_to_the_last_day_of_the_calendar(board, sign_in):
    client = open_log(sign_in(staff(Role.COORDINATOR, board)))
    assert client.get("/audit/", {"until": "9999-12-31", "since": "0001-01-01"}).status_code == 200


def test_a_role_can_be_proposed_for_good(board, sign_in):
    colleague = staff()
    told = {"email": colleague.email, "place": "board", "role": "fg", "since": "2026-11-22", "until": "9999-12-31", "why": "x"}
    assert sign_in(staff(Role.COORDINATOR, board)).post("/access/grants/new/", told).status_code == 302
    assert GrantProposal.objects.get().until.year == 9999
