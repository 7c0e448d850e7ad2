"""The register of events and the sign-in log open for a stated purpose only (S2-128)."""
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import LogOpening
from privacyadmin.accounts import devices, services
from tests.factories import UserFactory, staff

WHY = {"purpose": "irregularity", "words": "Melding van 12 november."}


@pytest.fixture
def fg(board, client):
    user = staff(Role.FG, board, language="en")
    client.force_login(user)
    return user


@pytest.mark.parametrize("log", [("events", "audit:events"), ("sign_ins", "sign_in_log")])
def test_fg_says_why_before_the_log_opens_and_it_is_recorded(client, fg, log):
    code, page = log
    ask = reverse("audit:purpose", args=[code])
    assert client.get(reverse(page)).url == ask
    assert client.post(ask, {"purpose": "irregularity", "words": ""}).status_code == 200
    assert client.get(reverse(page)).url == ask
    assert client.post(ask, WHY).url == reverse(page)
    assert WHY["words"] in client.get(reverse(page)).content.decode()
    opening = LogOpening.objects.get()
    event = audit.trail(opening.pk)[-1]
    assert (event.name, event.details) == ("log.opened", {"log": code, "purpose": "irregularity"})


def test_purpose_holds_for_half_an_hour_in_this_session_and_for_this_log(client, fg):
    client.post(reverse("audit:purpose", args=["events"]), WHY)
    assert client.get(reverse("sign_in_log")).status_code == 302
    elsewhere = Client()
    elsewhere.force_login(fg)
    assert elsewhere.get(reverse("audit:events")).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert client.get(reverse("audit:events")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        client.force_login(fg)
        assert client.get(reverse("audit:events")).status_code == 302


def test_part_of_the_log_is_asked_for_a_purpose_too(client, fg):
    answer = client.get(reverse("audit:events"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, reverse("audit:purpose", args=["events"]))


def test_who_asks_next_sees_who_opened_it_and_why(client, fg, board):
    client.post(reverse("audit:purpose", args=["events"]), WHY)
    client.force_login(staff(Role.COORDINATOR, board))
    text = client.get(reverse("audit:purpose", args=["events"])).content.decode()
    assert WHY["words"] in text
    assert fg.name in text


def test_sign_in_log_is_for_ict_coordinator_and_fg_of_the_board(client, board, vlieger):
    met = {}
    for role, on in ((Role.ICT, board), (Role.COORDINATOR, board), (Role.FG, board), (Role.DIRECTOR, vlieger), (Role.COORDINATOR, vlieger)):
        client.force_login(staff(role, on))
        met[role, on] = client.get(reverse("sign_in_log")).status_code
    assert list(met.values()) == [302, 302, 302, 403, 403]


def test_log_is_filtered_and_costs_the_same_however_long(client, fg):
    client.post(reverse("audit:purpose", args=["sign_ins"]), WHY)
    client.get(reverse("sign_in_log"))
    costs = []
    for number in (3, 40):
        for _each in range(number):
            services.note_failure(UserFactory(), how="password", seen=devices.Seen(), at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("sign_in_log"))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12
    services.note_sign_in(fg, how="passkey", seen=devices.Seen(), at=timezone.now())
    assert [line.user for line in client.get(reverse("sign_in_log"), {"result": "in"}).context["page"]] == [fg]
    assert [line.user for line in client.get(reverse("sign_in_log"), {"user": fg.pk}).context["page"]] == [fg]


def test_there_is_no_other_log(client, fg):
    assert client.get("/audit/purpose/pupils/").status_code == 404
