"""Where somebody is signed in, who tried, and what is mailed about it (S2-125, S2-127; RELIABILITY T2, T20)."""
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts import devices, services
from privacyadmin.accounts.forms import PasskeyForm
from privacyadmin.accounts.models import SignedInSession, SignIn
from tests.accounts.conftest import PASSWORD, ask_code, is_signed_in, sign_in, type_code
from tests.accounts.second_step import set_up
from tests.factories import staff

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.4 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
pytestmark = pytest.mark.usefixtures("_no_wall")


@pytest.fixture
def _no_wall(settings):
    settings.SECOND_FACTOR_REQUIRED = False


def browser(agent: str = FIREFOX, address: str = "192.0.2.17") -> Client:
    return Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)


@pytest.mark.parametrize(("agent", "words"), [
    (FIREFOX, "Firefox, Linux"), (IPHONE, "Safari, iPhone"), (EDGE, "Edge, Windows"), ("curl/8", ""), ("", ""), ("x" * 5000, ""),
])
def test_device_is_told_in_rough_words(agent, words):
    assert devices.words_for(agent) == words


@pytest.mark.parametrize(("address", "network"), [
    ("192.0.2.17", "192.0.2.0/24"), ("2001:db8:1:2::9", "2001:db8:1::/48"), ("", ""), ("unix:", ""),
])
def test_network_is_kept_without_its_end(address, network):
    assert devices.network_of(address) == network


def test_teacher_sees_where_she_is_signed_in_and_ends_one(teacher):
    at_school, at_home = browser(EDGE), browser(IPHONE, "198.51.100.4")
    for each in (at_school, at_home):
        sign_in(each, teacher.email)
    page = at_school.get(reverse("account_sessions"))
    assert [line.device for line in page.context["sessions"]] == ["Safari, iPhone", "Edge, Windows"]
    assert [line.is_this for line in page.context["sessions"]] == [False, True]
    at_school.post(reverse("account_end_session", args=[page.context["sessions"][0].pk]))
    assert at_school.get(reverse("account_home")).status_code == 200
    assert at_home.get(reverse("account_home")).status_code == 302


def test_nobody_ends_the_session_of_somebody_else(teacher, parent):
    teachers, parents = browser(), browser()
    sign_in(teachers, teacher.email)
    parents.force_login(parent)
    parents.post(reverse("account_end_session", args=[SignIn.objects.get().pk]))
    assert teachers.get(reverse("account_home")).status_code == 200


def test_page_costs_the_same_for_one_and_for_many_devices(teacher):
    here, costs = browser(), []
    for number in (1, 6):
        while SignIn.objects.count() < number:
            sign_in(here if number == 1 else browser(address=f"203.0.113.{SignIn.objects.count()}"), teacher.email)
        here.get(reverse("account_sessions"))
        with CaptureQueriesContext(connection) as asked:
            assert len(here.get(reverse("account_sessions")).context["sessions"]) == number
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12


def test_sign_in_on_a_new_device_is_mailed_once_and_known_ones_are_not(teacher, mails):
    """ASVS 6.3.7: not at the very first sign-in, nor again in the same browser or network."""
    known = browser()
    for _time in range(2):
        sign_in(known, teacher.email)
        known.post(reverse("account_logout"))
    assert mails() == []
    sign_in(browser(IPHONE, "198.51.100.4"), teacher.email)
    assert [mail.subject for mail in mails()] == ["A sign-in on a new device"]
    assert teacher.name not in mails()[0].body
    sign_in(browser(IPHONE, "198.51.100.77"), teacher.email)           # the same telephone, the same network
    known.defaults["REMOTE_ADDR"] = "203.0.113.9"                      # the same browser, elsewhere
    sign_in(known, teacher.email)
    assert len(mails()) == 1


def test_forged_mark_of_a_known_browser_is_worth_nothing(teacher, mails):
    sign_in(browser(), teacher.email)
    forged = browser(IPHONE, "198.51.100.4")
    forged.cookies[devices.COOKIE] = str(teacher.pk)
    sign_in(forged, teacher.email)
    assert len(mails()) == 1


def test_family_gets_no_second_mail_about_its_own_code(parent, code_from, mails):
    for agent in (FIREFOX, IPHONE):
        client = browser(agent)
        ask_code(client, parent.email)
        type_code(client, code_from())
    assert len({mail.subject for mail in mails()}) == 1


def test_unknown_address_is_a_line_without_a_person_and_without_the_address(board):
    sign_in(browser(), "niemand@waaier.example", "iets anders")
    line = SignIn.objects.get()
    assert (line.user, line.result, line.network) == (None, "wrong", "192.0.2.0/24")


def test_too_many_tries_are_told_apart(teacher):
    for _number in range(6):
        sign_in(browser(), teacher.email, "iets anders helemaal")
    assert set(SignIn.objects.values_list("result", flat=True)) == {"wrong", "too_often"}


def test_session_that_is_carried_to_another_kind_of_browser_ends(teacher):
    """RELIABILITY T20."""
    here, thief = browser(EDGE), browser(FIREFOX)
    sign_in(here, teacher.email)
    thief.cookies = here.cookies
    assert thief.get(reverse("account_home")).status_code == 302
    assert here.get(reverse("account_home")).status_code == 302


def test_page_of_signing_in_says_that_it_is_written_down(client, board):
    """S2-127."""
    assert "Signing in is written down" in client.get(reverse("account_login")).content.decode()


def test_night_forgets_what_is_older_than_the_term(teacher):
    """S2-125: a retention of its own."""
    now = timezone.now()
    for days in (10, 200):
        services.note_sign_in(teacher, how="password", seen=devices.Seen(), at=now - timedelta(days=days))
    services.log.forget(before=now - timedelta(days=180), at=now)
    assert SignIn.objects.get().at == now - timedelta(days=10)


class TestExColleague:
    """RELIABILITY T2: everything ends in one transaction."""

    def test_who_is_closed_has_no_session_no_second_step_and_no_role_left(self, board, vlieger, group6a):
        person = staff(Role.GROUP_TEACHER, group6a)
        staff_role = staff(Role.ICT, board)
        set_up(person)
        at_work = browser()
        at_work.force_login(person)
        services.close(person, by=resolve(staff_role, timezone.now()), at=timezone.now())
        assert at_work.get(reverse("account_home")).status_code == 302
        assert not SignedInSession.objects.filter(account=person.pk).exists()
        assert not Authenticator.objects.filter(user=person).exists()
        assert resolve(person, timezone.now()).held == []
        services.reopen(person, by=None, at=timezone.now())
        assert resolve(person, timezone.now()).held == []

    def test_twenty_tabs_get_nothing_after_it(self, board, teacher):
        tabs = [browser() for _tab in range(20)]
        for tab in tabs:
            tab.force_login(teacher)
        services.close(teacher, by=None, at=timezone.now())
        assert [tab.get(reverse("account_home")).status_code for tab in tabs] == [302] * 20
        assert not any(is_signed_in(tab) and tab.get("/").status_code == 200 for tab in tabs)


class TestPasskeysAreForStaff:
    """SETTLED 14; what a browser does with them: tests/browser/test_passkeys.py."""

    @pytest.mark.parametrize(("kind", "may"), [("staff", True), ("closed", False), ("family", False)])
    def test_passkey_of_family_or_of_a_closed_account_opens_nothing(self, monkeypatch, parent, teacher, kind, may):
        owner = parent if kind == "family" else teacher
        owner.is_active = kind != "closed"
        passkey = Authenticator(user=owner, type="webauthn", data={})
        monkeypatch.setattr(AuthenticateWebAuthnForm, "clean_credential", lambda form: passkey)
        assert PasskeyForm(data={"credential": '{"id": "x"}'}).is_valid() is may

    @pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": 1}', '{"response": {"userHandle": "!!"}}', "x" * 5000])
    def test_nonsense_instead_of_a_passkey_is_refused_and_written_down(self, client, board, credential):
        assert client.post(reverse("mfa_login_webauthn"), {"credential": credential}).url == reverse("account_login")
        assert SignIn.objects.get().result == "wrong"

    @pytest.mark.parametrize("credential", ["{}", "[1]", '{"id": 1}', '{"rawId": "x", "response": {"attestationObject": "AAAA"}}'])
    def test_nonsense_is_refused_on_every_page_that_takes_a_passkey(self, client, teacher, credential):
        set_up(teacher)
        sign_in(client, teacher.email)
        assert client.post(reverse("mfa_authenticate"), {"credential": credential}).status_code == 200
        client.force_login(teacher)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential}).status_code == 200
        assert not Authenticator.objects.filter(user=teacher, type="webauthn").exists()
