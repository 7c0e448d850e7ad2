"""The demo: no second step, passwords for families too, and a list to choose from (CONTRACT, demo board)."""
import pytest
from django.urls import reverse

from privacyadmin.accounts import demo
from privacyadmin.accounts.models import Kind, User
from tests.accounts.conftest import is_signed_in, sign_in


@pytest.fixture
def _demo(settings):
    settings.DEMO, settings.FAMILY_PASSWORDS, settings.SECOND_FACTOR_REQUIRED = True, True, False


@pytest.mark.usefixtures("_demo")
def test_page_lists_the_accounts_of_the_contract_and_leads_to_the_mail(client, board):
    text = client.get(reverse("account_login")).content.decode()
    assert all(address in text for address, _who in demo.ACCOUNTS)
    assert "/demo/mail/" in text


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize(("kind", "landing"), [(Kind.FAMILY, "/portal/"), (Kind.STAFF, "/")])
def test_each_kind_signs_in_with_the_password_and_sees_its_own_page(client, board, kind, landing):
    user = User.objects.create_user(email="somebody@demo.example", kind=kind, name="Iemand", password=demo.PASSWORD)
    assert sign_in(client, user.email, demo.PASSWORD).url == landing
    assert is_signed_in(client)


def test_school_of_its_own_shows_no_demo(client, board):
    text = client.get(reverse("account_login")).content.decode()
    assert demo.PASSWORD not in text
    assert "demo.example" not in text
