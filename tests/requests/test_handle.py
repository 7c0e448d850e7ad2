"""Handlers, questions, more time and withdrawing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from privacyadmin.access.catalogue import Category
from requests.models import Outcome, Status
from requests.services import handling
from students.models import Student
from tests.requests.cast import NOW, collecting, identified, page, received, signed_in, work

pytestmark = pytest.mark.usefixtures("clock")


def url(step, privacy_request):
    return reverse(f"requests:{step}", args=[privacy_request.pk])


def test_more_time_is_taken_with_a_reason_that_is_told_at_once(cast):
    """GDPR 12(3); S2-198; B4."""
    privacy_request = received(cast)
    signed_in(cast.coordinator).post(url("extend", privacy_request), {"reason": "Het dossier is groot."})
    privacy_request.refresh_from_db()
    assert privacy_request.due_on == date(2026, 12, 28)
    assert privacy_request.extensions.get().told_on == date(2026, 11, 2)
    work()
    assert any(cast.mother.user.email in sent.to for sent in mail.outbox)
    assert all("groot" not in sent.body for sent in mail.outbox)
    assert "Het dossier is groot." in page(signed_in(cast.mother).get(privacy_request.get_portal_url()))


def test_no_reason_no_extension(cast):
    privacy_request = received(cast)
    assert signed_in(cast.coordinator).post(url("extend", privacy_request), {"reason": "  "}).context["form"].errors["reason"]


def test_after_a_month_a_first_extension_is_refused_with_the_reason(cast, clock):
    """C-02; 2.1: told within one month of receipt."""
    privacy_request = received(cast)
    clock.move_to(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    response = signed_in(cast.coordinator).get(url("extend", privacy_request))
    assert response.status_code == 403


def test_the_ceiling_of_the_house_holds(cast):
    """S2-198: 84 days in all."""
    privacy_request = received(cast)
    client = signed_in(cast.coordinator)
    for _number in range(2):
        client.post(url("extend", privacy_request), {"reason": "Meer tijd."})
    privacy_request.refresh_from_db()
    assert privacy_request.due_on == privacy_request.max_on == date(2027, 1, 25)
    assert client.post(url("extend", privacy_request), {"reason": "Nog meer."}).status_code == 403


def test_a_question_stops_the_clock_until_the_answer_is_in(cast, clock):
    """DOMAIN 1.6, the worked example: received 5 March, asked 9 March, answered 16 March."""
    start = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    clock.move_to(start)
    privacy_request = received(cast, at=start)
    clock.move_to(start + timedelta(days=4))
    signed_in(cast.coordinator).post(url("ask", privacy_request), {"kind": "scope", "text": "Welk jaar bedoelt u?"})
    privacy_request.refresh_from_db()
    assert privacy_request.next_reminder_on is None
    clock.move_to(start + timedelta(days=11))
    signed_in(cast.mother).post(reverse("portal:answer_question", args=[privacy_request.pk]), {"answer": "Groep 5."})
    privacy_request.refresh_from_db()
    assert privacy_request.due_on == date(2026, 4, 9)
    assert (privacy_request.legal_on, privacy_request.legal_paused_on) == (date(2026, 4, 7), date(2026, 4, 13))
    assert privacy_request.next_reminder_on == date(2026, 3, 26)


def test_a_second_question_waits_for_the_first(cast):
    privacy_request = received(cast)
    client = signed_in(cast.coordinator)
    client.post(url("ask", privacy_request), {"kind": "scope", "text": "Welk jaar?"})
    assert client.post(url("ask", privacy_request), {"kind": "scope", "text": "En welk vak?"}).status_code == 403


def test_the_answer_can_be_noted_when_it_came_on_paper(cast):
    privacy_request = received(cast)
    client = signed_in(cast.coordinator)
    client.post(url("ask", privacy_request), {"kind": "identity", "text": "Wie bent u?"})
    client.post(url("answer_question", privacy_request), {"answer": "Gebeld: zij is het."})
    assert privacy_request.questions.get().answered_by == cast.coordinator


def test_another_handler_takes_over_the_right_to_read(cast):
    """SETTLED 9."""
    privacy_request = collecting(cast)
    signed_in(cast.coordinator).post(url("assign", privacy_request), {"person": str(cast.director.pk)})
    noor = Student.objects.with_places(on=date(2026, 11, 2)).get(pk=cast.noor.pk)
    assert not cast.scope(cast.coordinator).can(noor, Category.GUI)
    privacy_request.refresh_from_db()
    assert privacy_request.handler == cast.director


def test_only_somebody_who_handles_requests_can_be_named(cast):
    response = signed_in(cast.coordinator).post(url("assign", identified(cast)), {"person": str(cast.teacher.pk)})
    assert response.context["form"].errors["person"]


def test_the_one_who_asked_withdraws(cast):
    privacy_request = collecting(cast)
    handling.withdraw(privacy_request, by=cast.scope(cast.mother), at=NOW)
    privacy_request.refresh_from_db()
    assert (privacy_request.status, privacy_request.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    assert received(cast).pk != privacy_request.pk  # she can ask again


def test_the_other_parent_neither_sees_nor_withdraws_it(cast):
    """SETTLED 12."""
    privacy_request = received(cast)
    father = signed_in(cast.father)
    assert father.get(privacy_request.get_portal_url()).status_code == 404
    assert father.post(reverse("portal:withdraw", args=[privacy_request.pk])).status_code == 404
