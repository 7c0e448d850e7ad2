"""Staff sign in with a password and a second step."""
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.accounts import services
from privacyadmin.accounts.models import SignIn
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.accounts.second_step import code_of, secret_of, set_up


def second_step(client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_teacher_signs_in_with_password_and_app(client, teacher):
    """SETTLED 14."""
    secret = set_up(teacher)
    assert sign_in(client, teacher.email).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert second_step(client, code_of(secret)).url == "/"
    assert is_signed_in(client)
    assert client.get(reverse("account_home")).status_code == 200


def test_password_alone_opens_nothing_where_the_second_step_is_set_up(client, teacher):
    set_up(teacher)
    sign_in(client, teacher.email)
    second_step(client, "000000")
    assert not is_signed_in(client)
    assert client.get("/").status_code == 302


def test_code_of_the_app_works_once(client, teacher):
    secret = set_up(teacher)
    with time_machine.travel(timezone.now(), tick=False):
        code = code_of(secret)
        sign_in(client, teacher.email)
        second_step(client, code)
        thief = Client()
        sign_in(thief, teacher.email)
        second_step(thief, code)
    assert is_signed_in(client)
    assert not is_signed_in(thief)


def test_recovery_code_works_once_instead_of_the_app(teacher):
    set_up(teacher)
    code = Authenticator.objects.get(user=teacher, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (True, False):
        client = Client()
        sign_in(client, teacher.email)
        second_step(client, code)
        assert is_signed_in(client) is expected


@pytest.mark.parametrize("address", ["joris@waaier.example", "niemand@waaier.example"])
def test_wrong_password_and_unknown_address_get_the_same_answer(teacher, address):
    """RELIABILITY T13."""
    page = sign_in(Client(), address, "iets anders helemaal")
    assert page.status_code == 200
    assert "do not belong together" in page.content.decode()
    assert not page.wsgi_request.user.is_authenticated


def test_fifth_wrong_password_closes_the_door_also_for_the_right_one(client, teacher):
    for _number in range(5):
        sign_in(client, teacher.email, "iets anders helemaal")
    page = sign_in(client, teacher.email)
    assert "tried too often" in page.content.decode()
    assert not is_signed_in(client)


def test_closed_account_is_told_no_more_than_a_wrong_password(client, teacher):
    teacher.is_active = False
    teacher.save()
    assert "do not belong together" in sign_in(client, teacher.email).content.decode()


def test_session_gets_a_new_key_at_sign_in(client, teacher):
    """RELIABILITY T20: a key that was fixed beforehand is worth nothing."""
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["session"] = session.session_key
    sign_in(client, teacher.email)
    assert is_signed_in(client)
    assert client.session.session_key != session.session_key
    assert not type(session)().exists(session.session_key)


def test_log_tells_of_a_failed_attempt_without_the_address(client, teacher):
    """S2-125."""
    sign_in(client, teacher.email, "iets anders helemaal")
    line = SignIn.objects.get()
    assert (line.user, line.how, line.result) == (teacher, "password", "wrong")


class TestWall:
    """Between password and second step (SETTLED 14)."""

    @pytest.mark.parametrize("path", ["/", "/accounts/", "/accounts/staff/", "/accounts/password/change/", "/accounts/second-step/"])
    def test_teacher_without_second_step_is_sent_to_set_it_up(self, client, teacher, path):
        sign_in(client, teacher.email)
        assert client.get(path).url == reverse("mfa_activate_totp")

    def test_part_of_a_page_sends_the_whole_page_there(self, client, teacher):
        sign_in(client, teacher.email)
        answer = client.get("/", headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (401, reverse("mfa_activate_totp"))

    def test_family_meets_no_wall(self, client, parent):
        client.force_login(parent)
        assert client.get(reverse("account_home")).status_code == 200

    def test_demo_has_no_wall(self, client, teacher, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        sign_in(client, teacher.email)
        assert client.get(reverse("account_home")).status_code == 200

    def test_session_from_before_the_second_step_was_set_up_signs_in_again(self, client, teacher):
        client.force_login(teacher)
        set_up(teacher)
        assert client.get("/").url == reverse("account_login")
        assert not is_signed_in(client)


class TestSettingUp:
    def test_teacher_scans_types_the_code_and_keeps_recovery_codes(self, client, teacher):
        sign_in(client, teacher.email)
        page = client.get(reverse("mfa_activate_totp"))
        text = page.content.decode()
        secret = page.context["form"].secret
        assert "data:image/svg+xml" in text
        assert secret[:4] in text
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert answer.url == reverse("mfa_view_recovery_codes")
        shown = client.get(answer.url)
        assert len(shown.context["unused_codes"]) == 10
        assert "attachment" in client.get(reverse("mfa_download_recovery_codes"))["Content-Disposition"]
        assert client.get(reverse("account_home")).status_code == 200

    def test_secret_is_stored_sealed(self, client, teacher):
        """SETTLED 17: secrets of the system."""
        secret = set_up(teacher)
        assert secret not in str(Authenticator.objects.get(user=teacher, type="totp").data)
        assert secret_of(teacher) == secret

    def test_wrong_code_sets_up_nothing(self, client, teacher):
        sign_in(client, teacher.email)
        client.get(reverse("mfa_activate_totp"))
        assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
        assert not Authenticator.objects.exists()

    def test_setting_up_ends_sessions_elsewhere_and_tells_the_owner(self, client, teacher, mails):
        """RELIABILITY T20."""
        elsewhere = Client()
        sign_in(elsewhere, teacher.email)
        sign_in(client, teacher.email)
        old_key = client.session.session_key
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert client.session.session_key != old_key
        assert client.get(reverse("account_home")).status_code == 200
        assert elsewhere.get(reverse("account_home")).url.startswith(reverse("account_login"))
        assert mails()[-1].subject == "Your way of signing in was changed"
        assert audit.trail(teacher.pk)[-1].name == "account.second_factor_set"

    def test_owner_takes_another_phone(self, client, teacher):
        secret = set_up(teacher)
        sign_in(client, teacher.email)
        second_step(client, code_of(secret))
        assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
        client.post(reverse("mfa_deactivate_totp"))
        assert client.get("/").url == reverse("mfa_activate_totp")
        assert client.get(reverse("mfa_activate_totp")).status_code == 200

    def test_after_five_minutes_the_password_is_asked_again(self, client, teacher):
        secret = set_up(teacher)
        sign_in(client, teacher.email)
        second_step(client, code_of(secret))
        with time_machine.travel(time.time() + 400):
            answer = client.get(reverse("mfa_deactivate_totp"))
            assert answer.url.startswith(reverse("account_reauthenticate"))
            assert client.get(answer.url).status_code == 200
            assert client.post(answer.url, {"password": "fout"}).status_code == 200
            assert client.post(answer.url, {"password": PASSWORD}).url == reverse("mfa_deactivate_totp")
            assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


class TestPassword:
    def enter(self, client, teacher):
        secret = set_up(teacher)
        sign_in(client, teacher.email)
        second_step(client, code_of(secret))

    def test_new_password_ends_sessions_elsewhere(self, client, teacher, mails):
        """RELIABILITY T20."""
        self.enter(client, teacher)
        elsewhere = Client()
        elsewhere.force_login(teacher)
        new = {"oldpassword": PASSWORD, "password1": "vier groene giraffen", "password2": "vier groene giraffen"}
        assert client.post(reverse("account_change_password"), new).url == reverse("account_home")
        assert client.get(reverse("account_home")).status_code == 200
        assert not elsewhere.get(reverse("account_login")).wsgi_request.user.is_authenticated
        assert mails()[-1].subject == "Your way of signing in was changed"
        assert audit.trail(teacher.pk)[-1].name == "account.password_changed"

    def test_short_password_is_refused_with_a_reason(self, client, teacher):
        self.enter(client, teacher)
        page = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"})
        assert "12 characters" in page.content.decode()

    def test_forgotten_password_is_chosen_anew_by_a_link_that_works_once(self, client, teacher, mails):
        client.post(reverse("account_reset_password"), {"email": teacher.email})
        link = _link(mails()[-1].body)
        shown = client.get(link, follow=True)
        assert "set-password" in shown.redirect_chain[-1][0]
        new = {"password1": "vier groene giraffen", "password2": "vier groene giraffen"}
        assert client.post(shown.redirect_chain[-1][0], new).url == reverse("account_reset_password_from_key_done")
        assert "does not work any more" in Client().get(link).content.decode()
        assert sign_in(client, teacher.email, "vier groene giraffen").status_code == 302

    def test_unknown_family_and_closed_addresses_get_the_same_answer_and_no_mail(self, parent, teacher, mails):
        """RELIABILITY T13."""
        services.close(teacher, by=None, at=timezone.now())
        for address in (teacher.email, parent.email, "niemand@waaier.example"):
            assert Client().post(reverse("account_reset_password"), {"email": address}).url == reverse("account_reset_password_done")
        assert mails() == []

    def test_link_of_a_closed_account_opens_nothing(self, client, teacher, mails):
        client.post(reverse("account_reset_password"), {"email": teacher.email})
        link = _link(mails()[-1].body)
        services.close(teacher, by=None, at=timezone.now())
        assert "does not work any more" in client.get(link).content.decode()

    @pytest.mark.parametrize("uid", ["zzz", "00000000000000000000000000000000"])
    def test_made_up_link_is_answered_in_words(self, client, board, uid):
        page = client.get(reverse("account_reset_password_from_key", args=[uid, "abc-123"]))
        assert "does not work any more" in page.content.decode()


def _link(body: str) -> str:
    line = next(line for line in body.splitlines() if "/password/reset/key/" in line)
    return line[line.index("/accounts/"):].strip()


def test_links_are_not_mailed_one_after_the_other_to_who_never_asked(teacher, mails):
    """Whoever knows an address can ask for a link to it; nobody fills a mailbox that way, or hides a notice in it (RELIABILITY T12)."""
    for _number in range(6):
        Client().post(reverse("account_reset_password"), {"email": teacher.email})
    assert len(mails()) == 3
