"""A passkey in a real browser, with an authenticator that the browser pretends to have (ASVS 6.3.3; RELIABILITY T20)."""
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import override_settings

from privacyadmin.accounts.models import SignIn
from tests.accounts.second_step import code_of, set_up
from tests.factories import BoardFactory, UserFactory

PASSWORD = "drie paarse olifanten"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def teacher(transactional_db):
    BoardFactory()
    user = UserFactory(email="joris@waaier.example", name="Joris Bakker", language="en")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def desk(new_context, live_server):
    """A browser at a name, since a passkey belongs to a name and not to a number."""
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        context = new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="en-GB")
        page = context.new_page()
        page.session = context.new_cdp_session(page)
        page.session.send("WebAuthn.enable")
        page.key = page.session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
        yield page


def sign_in(page, user) -> None:
    page.goto("/accounts/login/")
    page.locator("#staff_login").fill(user.email)
    page.locator("#staff_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in with a password").click()


def sign_out(page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")


def add_passkey(page, name: str) -> None:
    page.goto("/accounts/second-step/passkeys/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(re.compile("recovery-codes|second-step/$"))


def test_teacher_makes_a_passkey_instead_of_a_code_and_signs_in_with_it_alone(desk, teacher):
    sign_in(desk, teacher)
    desk.get_by_role("link", name="Use a passkey instead").click()
    add_passkey(desk, "my laptop")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "my laptop"
    sign_out(desk)
    desk.get_by_role("button", name="Sign in with a passkey").click()
    desk.wait_for_url(re.compile(r"//[^/]+/$"))
    assert SignIn.objects.first().how == "passkey"
    assert desk.goto("/accounts/").status == 200


def test_passkey_is_the_second_step_after_a_password_too(desk, teacher):
    sign_in(desk, teacher)
    desk.wait_for_url("**/set-up/")
    add_passkey(desk, "my laptop")
    sign_out(desk)
    sign_in(desk, teacher)
    desk.get_by_role("button", name="Use your passkey").click()
    desk.wait_for_url(re.compile(r"//[^/]+/$"))
    assert SignIn.objects.first().how == "second_step"


def test_owner_names_and_removes_it_and_it_opens_nothing_any_more(desk, teacher):
    secret = set_up(teacher)
    sign_in(desk, teacher)
    desk.get_by_label("Code").fill(code_of(secret))
    desk.locator("main").get_by_role("button", name="Sign in").click()
    desk.wait_for_url(re.compile(r"//[^/]+/$"))
    add_passkey(desk, "my laptop")
    desk.goto("/accounts/second-step/")
    desk.get_by_role("link", name="Rename").click()
    desk.get_by_label("Name").fill("blue key")
    desk.get_by_role("button", name="Save").click()
    assert desk.get_by_role("cell", name="blue key").first.is_visible()
    desk.get_by_role("link", name="Remove blue key").click()
    desk.get_by_role("button", name="Remove this passkey").click()
    desk.get_by_text("You have none yet").wait_for()
    sign_out(desk)
    desk.get_by_role("button", name="Sign in with a passkey").click()
    desk.get_by_text("This is not right").wait_for()
    assert desk.goto("/accounts/").url.endswith("/accounts/login/?next=/accounts/")
    assert SignIn.objects.first().result == "wrong"


def test_key_that_did_not_ask_for_a_finger_or_pin_is_refused(desk, teacher):
    sign_in(desk, teacher)
    desk.session.send("WebAuthn.setUserVerified", {"authenticatorId": desk.key, "isUserVerified": False})
    desk.goto("/accounts/second-step/passkeys/new/")
    desk.get_by_label("Name").fill("my laptop")
    desk.get_by_role("button", name="Make the passkey").click()
    desk.get_by_text("That did not work").wait_for()
    assert not Authenticator.objects.exists()
