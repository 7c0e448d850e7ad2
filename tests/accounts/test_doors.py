"""Every address under /accounts/, as each kind of person meets it (SETTLED 12, 14)."""
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from privacyadmin.access.catalogue import Role
from privacyadmin.accounts import services
from privacyadmin.accounts.middleware import SECOND_FACTOR
from tests.accounts.second_step import set_up
from tests.factories import staff

ARGS = {
    "account_reset_password_from_key": ["abc", "abc-def"], "staff_account": [uuid4()], "staff_account_deed": [uuid4(), "close"],
    "staff_account_change": [uuid4()], "staff_account_address": [uuid4()], "account_end_session": [uuid4()],
    "account_confirm_address": ["old"], "mfa_edit_webauthn": [1], "mfa_remove_webauthn": [1],
}
TO_SIGN_IN, TO_SET_UP, ON = "to sign in", "to set up", "goes on"
PERSONS = ("visitor", "parent", "without_step", "teacher", "ict")

# For GET: what a visitor, a parent, a teacher without and with second step, and the ICT manager meet.
TABLE = {
    "account_home":                          (TO_SIGN_IN, 200, TO_SET_UP, 200, 200),
    "set_language":                          (405, 405, 405, 405, 405),
    "account_still_here":                    (TO_SIGN_IN, 200, TO_SET_UP, 200, 200),
    "account_sessions":                      (TO_SIGN_IN, 200, TO_SET_UP, 200, 200),
    "account_end_session":                   (TO_SIGN_IN, 405, TO_SET_UP, 405, 405),
    "account_end_sessions":                  (TO_SIGN_IN, 405, TO_SET_UP, 405, 405),
    "account_address":                       (TO_SIGN_IN, 200, TO_SET_UP, ON, ON),
    "account_confirm_address":               (TO_SIGN_IN, 405, TO_SET_UP, 405, 405),
    "account_stop_address":                  (TO_SIGN_IN, 405, TO_SET_UP, 405, 405),
    "account_statement":                     (TO_SIGN_IN, 404, TO_SET_UP, 200, 200),
    "account_statement_new":                 (TO_SIGN_IN, 404, TO_SET_UP, 403, 403),
    "sign_in_log":                           (TO_SIGN_IN, 404, TO_SET_UP, 403, ON),
    "account_login":                         (200, ON, ON, ON, ON),
    "account_request_login_code":            (200, ON, ON, ON, ON),
    "account_confirm_login_code":            (ON, ON, ON, ON, ON),
    "mfa_authenticate":                      (ON, ON, ON, ON, ON),
    "mfa_login_webauthn":                    (ON, ON, ON, ON, ON),
    "account_logout":                        (ON, 200, 200, 200, 200),
    "account_inactive":                      (200, 200, 200, 200, 200),
    "account_reset_password":                (200, 200, 200, 200, 200),
    "account_reset_password_done":           (200, 200, 200, 200, 200),
    "account_reset_password_from_key":       (200, 200, 200, 200, 200),
    "account_reset_password_from_key_done":  (200, 200, 200, 200, 200),
    "account_change_password":               (TO_SIGN_IN, 404, TO_SET_UP, 200, 200),
    "account_set_password":                  (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "account_reauthenticate":                (TO_SIGN_IN, 404, 200, 200, 200),
    "mfa_index":                             (TO_SIGN_IN, 404, TO_SET_UP, 200, 200),
    "mfa_reauthenticate":                    (TO_SIGN_IN, 404, TO_SET_UP, 200, 200),
    "mfa_reauthenticate_webauthn":           (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "mfa_add_webauthn":                      (TO_SIGN_IN, 404, ON, ON, ON),
    "mfa_edit_webauthn":                     (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "mfa_remove_webauthn":                   (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "mfa_activate_totp":                     (TO_SIGN_IN, 404, ON, ON, ON),
    "mfa_deactivate_totp":                   (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "mfa_view_recovery_codes":               (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "mfa_generate_recovery_codes":           (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "mfa_download_recovery_codes":           (TO_SIGN_IN, 404, TO_SET_UP, ON, ON),
    "staff_accounts":                        (TO_SIGN_IN, 404, TO_SET_UP, 403, 200),
    "staff_account_new":                     (TO_SIGN_IN, 404, TO_SET_UP, 403, 200),
    "staff_account":                         (TO_SIGN_IN, 404, TO_SET_UP, 403, 404),
    "staff_account_change":                  (TO_SIGN_IN, 404, TO_SET_UP, 403, 404),
    "staff_account_address":                 (TO_SIGN_IN, 404, TO_SET_UP, 403, 404),
    "staff_account_deed":                    (TO_SIGN_IN, 404, TO_SET_UP, 403, 405),
}


def names_under_accounts() -> set[str]:
    """Every name in the resolver below /accounts/."""
    found = next(part for part in get_resolver().url_patterns if isinstance(part, URLResolver) and str(part.pattern) == "accounts/")
    return {pattern.name for pattern in found.url_patterns}


def test_table_names_every_address_and_no_other():
    assert names_under_accounts() == set(TABLE)


def test_each_view_stands_behind_a_door():
    found = next(part for part in get_resolver().url_patterns if isinstance(part, URLResolver) and str(part.pattern) == "accounts/")
    assert [pattern.name for pattern in found.url_patterns if not hasattr(pattern.callback, "door")] == []


@pytest.fixture
def persons(board, parent, teacher):
    """A client for each kind of person, with a session as it would be."""
    services.statements.seed(at=timezone.now())
    clients = {name: Client() for name in PERSONS}
    clients["parent"].force_login(parent)
    clients["without_step"].force_login(teacher)
    for name, user in (("teacher", staff()), ("ict", staff(Role.ICT, board))):
        user.set_password("x" * 20)
        user.save()
        set_up(user)
        clients[name].force_login(user)
        session = clients[name].session
        session[SECOND_FACTOR] = True
        session.save()
    return clients


@pytest.mark.parametrize("person", PERSONS)
def test_what_each_kind_of_person_meets(persons, person):
    """One walk per person, so that the cast is made once."""
    column = PERSONS.index(person)
    met = {name: meets(persons[person], name) for name in TABLE}
    assert met == {name: row[column] for name, row in TABLE.items()}


def meets(client: Client, name: str):
    answer = client.get(reverse(name, args=ARGS.get(name)))
    if answer.status_code != 302:
        return answer.status_code
    if answer.url.startswith("/accounts/login/?next="):
        return TO_SIGN_IN
    return TO_SET_UP if answer.url == reverse("mfa_activate_totp") and name != "mfa_activate_totp" else ON


@pytest.mark.parametrize("path", [
    "signup/", "email/", "confirm-email/", "confirm-email/abc/", "3rdparty/", "social/login/cancelled/", "phone/verify/", "2fa/webauthn/",
    "2fa/trust/", "2fa/", "login/code/x/",
])
def test_what_allauth_offers_besides_does_not_exist(persons, path):
    """SETTLED 14: sign-up is closed, addresses come from the school."""
    for client in persons.values():
        assert client.get(f"/accounts/{path}").status_code == 404
        assert client.post(f"/accounts/{path}", {"email": "x@y.example", "password1": "abc"}).status_code == 404


def test_no_page_shows_the_stylesheets_or_scripts_of_others(persons):
    """SETTLED 28: our own pages, without inline style or script."""
    for name, row in TABLE.items():
        for person, expected in zip(PERSONS, row, strict=True):
            if expected == 200 and name != "account_still_here":        # which answers a script
                text = persons[person].get(reverse(name, args=ARGS.get(name))).content.decode()
                assert "css/tokens.css" in text, name
                assert " style=" not in text and "<style" not in text and "onclick" not in text, name
