"""Every step × state × role, from one table in the words of the rules."""

import pytest
from django.db import connection

from requests.models import PrivacyRequest, Status
from requests.workflow import ACCESS_STEPS
from tests.requests.cast import received

PO = {
    "identify": {"coordinator", "director", "office"},
    "gather": {"coordinator", "director"},
    "gather_again": {"coordinator", "director"},
    "submit": {"coordinator", "director"},
    "decide": {"board_member"},
    "send_back": {"board_member"},
    "refuse": {"board_member"},
    "make_again": {"coordinator", "director"},
    "hand_over": {"coordinator", "director"},
    "assign": {"coordinator", "director"},
    "ask": {"coordinator", "director"},
    "answer_question": {"coordinator", "director", "mother"},
    "extend": {"coordinator", "director"},
    "withdraw": {"coordinator", "director", "mother"},
    "deliver": {"mother"},
    "make_ready": set(),
    "lapse": set(),
}
PEOPLE = [
    "coordinator",
    "director",
    "office",
    "board_member",
    "fg",
    "teacher",
    "counsellor",
    "adviser",
    "ict",
    "mother",
    "father",
    "stranger",
]


def test_the_table_knows_every_step():
    assert set(PO) == set(ACCESS_STEPS.steps)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_take_which_step(cast, who):
    """C-29; 2.14; SETTLED 9, 11."""
    privacy_request, scope = received(cast), cast.scope(getattr(cast, who))
    may = {step.name for step in ACCESS_STEPS if not step.lacks_right(privacy_request, scope)}
    assert may == {step for step, people in PO.items() if who in people}


@pytest.mark.parametrize("status", Status.values)
def test_no_step_is_taken_from_a_state_that_it_does_not_leave(cast, status):
    privacy_request = received(cast)
    with connection.cursor() as cursor:
        cursor.execute(
            "update requests_privacyrequest set status = %s, identified_at = now(),"
            " outcome = case when %s = 'closed' then 'withdrawn' else '' end, closed_at = case when %s = 'closed' then now() end",
            [status, status, status],
        )
    privacy_request = PrivacyRequest.objects.get()
    for step in ACCESS_STEPS:
        for who in ("coordinator", "board_member", "mother"):
            if status not in step.sources:
                assert ACCESS_STEPS.why_not(step.name, privacy_request, cast.scope(getattr(cast, who)))


def test_a_closed_request_offers_nothing(cast):
    closed = [step.name for step in ACCESS_STEPS if Status.CLOSED in step.sources]
    assert closed == []
