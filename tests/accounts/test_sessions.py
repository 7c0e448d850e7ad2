"""How long somebody stays signed in, and how that ends."""
import time

import pytest
import redis
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyadmin.accounts import services
from tests.accounts.conftest import ask_code, is_signed_in, sign_in, type_code

HOUR = 3600


@pytest.fixture
def _no_wall(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.usefixtures("_no_wall")
class TestLimits:
    def test_staff_sign_in_again_after_half_an_hour_of_silence(self, client, teacher):
        """RELIABILITY T20."""
        client.force_login(teacher)
        now = time.time()
        for minutes, signed_in in ((0, True), (25, True), (50, True), (85, False)):
            with time_machine.travel(now + minutes * 60):
                assert (client.get(reverse("account_home")).status_code == 200) is signed_in
        assert "nothing had happened for a while" in client.get(reverse("account_login")).content.decode()

    def test_staff_who_say_that_they_are_still_there_stay_signed_in_and_can_send_the_form_on_their_page(self, client, teacher, parent):
        """WCAG 2.2.1: warned two minutes before, and nothing typed is lost."""
        client.force_login(teacher)
        now = time.time()
        for minutes in (0, 25, 50, 75):
            with time_machine.travel(now + minutes * 60):
                answer = client.get(reverse("account_still_here")).json()
                assert answer["who"] == str(teacher.pk) and answer["token"]
        with time_machine.travel(now + 110 * 60):
            assert client.get(reverse("account_still_here")).status_code == 302
        assert 'id="idle"' not in Client().get(reverse("account_login")).content.decode()

    def test_a_form_that_was_sent_too_late_leads_back_to_its_page(self, client, teacher):
        late = client.post("/students/new/", {"last_name": "Wit"}, headers={"Referer": "http://testserver/students/new/?q=Noor"})
        assert late.status_code == 302 and late["Location"].endswith("?next=/students/new/")
        strange = client.post("/students/new/", headers={"Referer": "https://elsewhere.example/students/new/"})
        assert strange["Location"].endswith("?next=/")

    def test_parent_may_read_for_hours_but_not_for_a_day(self, client, parent):
        client.force_login(parent)
        now = time.time()
        for hours, signed_in in ((0, True), (3, True), (11, True), (13, False)):
            with time_machine.travel(now + hours * HOUR):
                assert (client.get(reverse("account_home")).status_code == 200) is signed_in

    def test_closed_account_is_out_at_the_next_request(self, client, teacher):
        client.force_login(teacher)
        assert client.get(reverse("account_home")).status_code == 200
        services.close(teacher, by=None, at=timezone.now())
        assert client.get(reverse("account_home")).status_code == 302

    def test_account_that_was_closed_and_opened_again_starts_with_a_new_session(self, client, teacher):
        client.force_login(teacher)
        services.close(teacher, by=None, at=timezone.now())
        services.reopen(teacher, by=None, at=timezone.now())
        assert client.get(reverse("account_home")).status_code == 302

    def test_parent_signs_out_everywhere_else(self, client, parent):
        elsewhere = Client()
        for each in (client, elsewhere):
            each.force_login(parent)
        client.post(reverse("account_end_sessions"))
        assert client.get(reverse("account_home")).status_code == 200
        assert elsewhere.get(reverse("account_home")).status_code == 302

    def test_signing_out_takes_a_button_and_ends_the_session(self, client, parent):
        client.force_login(parent)
        assert client.get(reverse("account_logout")).status_code == 200
        assert is_signed_in(client)
        assert client.post(reverse("account_logout")).url == reverse("account_login")
        assert not is_signed_in(client)


class TestDoor:
    def test_page_that_needs_sign_in_sends_there_and_back_without_the_question(self, client, board):
        """SETTLED 12; the words somebody searched for may be a name."""
        assert client.get("/accounts/staff/?q=Bakker").url == "/accounts/login/?next=/accounts/staff/"

    def test_part_of_a_page_without_sign_in_is_401_and_moves_the_whole_page(self, client, board):
        """SETTLED 12."""
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/staff/?q=Bakker"}
        answer = client.post("/accounts/sessions/", headers=headers)
        assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/?next=/accounts/staff/")

    @pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/"])
    def test_every_page_carries_the_headers(self, client, parent, path):
        client.force_login(parent)
        answer = client.get(path)
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert "no-store" in answer["Cache-Control"]
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Referrer-Policy"] == "same-origin"          # with no-referrer browsers post forms with "Origin: null"
        assert "camera=()" in answer["Permissions-Policy"]

    def test_who_is_signed_in_already_goes_on(self, client, parent):
        client.force_login(parent)
        assert client.get(reverse("account_login")).url == "/portal/"

    @pytest.mark.parametrize("send", [
        lambda client, teacher: ask_code(client, teacher.email),
        lambda client, teacher: sign_in(client, teacher.email),
        lambda client, teacher: client.post(reverse("account_reset_password"), {"email": teacher.email}),
    ])
    def test_nobody_comes_in_while_tries_cannot_be_counted(self, client, teacher, monkeypatch, send):
        """RELIABILITY T4: fails closed, in words, and not with an error."""
        def broken(*args, **kwargs):
            raise redis.exceptions.ConnectionError

        for name in ("add", "get", "set", "incr"):
            monkeypatch.setattr(cache, name, broken)
        answer = send(client, teacher)
        assert answer.status_code == 503
        assert "does not work just now" in answer.content.decode()
        assert not is_signed_in(client)


class TestLanguage:
    def test_parent_reads_the_language_of_her_account_after_signing_in(self, client, parent, code_from):
        parent.language = "nl"
        parent.save()
        client.post(reverse("set_language"), {"language": "en", "next": "/accounts/login/"})
        ask_code(client, parent.email)
        answer = type_code(client, code_from())
        assert answer.cookies["django_language"].value == "nl"
        assert '<html lang="nl">' in client.get(reverse("account_home")).content.decode()

    def test_switching_is_kept_with_the_account(self, client, parent):
        client.force_login(parent)
        client.post(reverse("set_language"), {"language": "nl", "next": "/portal/"})
        parent.refresh_from_db()
        assert parent.language == "nl"

    @pytest.mark.parametrize("language", ["xx", "", "../en"])
    def test_unknown_language_changes_nothing(self, client, parent, language):
        client.force_login(parent)
        assert client.post(reverse("set_language"), {"language": language, "next": "https://evil.example/"}).url == "/"
        parent.refresh_from_db()
        assert parent.language == "en"
