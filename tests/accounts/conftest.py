"""The door as it is in a school: second step required, tries counted, nobody of the demo."""
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from privacyadmin import outbox
from privacyadmin.accounts.models import Kind
from tests.factories import FamilyUserFactory, UserFactory

PASSWORD = "drie paarse olifanten"
REAL_LIMITS = {
    "login_failed": "1000/m/ip,5/5m/key", "request_login_code": "1000/m/ip,3/10m/key", "reset_password": "1000/m/ip,3/10m/key",
    "login": "1000/m/ip",
}


@pytest.fixture(autouse=True)
def _as_in_a_school(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.FAMILY_PASSWORDS = False
    settings.DEMO = False
    settings.ACCOUNT_RATE_LIMITS = REAL_LIMITS
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def parent(board):
    return FamilyUserFactory(email="sanne@thuis.example", name="Sanne Visser", language="en")


@pytest.fixture
def teacher(board):
    """A colleague who has chosen a password, and has no second step yet."""
    user = UserFactory(email="joris@waaier.example", name="Joris Bakker", language="en")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def teacher_at_home(teacher):
    """The same person as a parent: another account, the same address."""
    return FamilyUserFactory(email=teacher.email, name=teacher.name, kind=Kind.FAMILY, language="en")


@pytest.fixture
def mails(mailoutbox):
    """What the worker has sent after doing what is due."""

    def sent() -> list:
        outbox.work(at=timezone.now())
        return mail.outbox

    return sent


@pytest.fixture
def code_from(mails):
    """The code of the last mail."""

    def read() -> str:
        return re.search(r"\b\d{4}-\d{4}\b", mails()[-1].body).group()

    return read


def ask_code(client, email: str, **extra):
    return client.post(reverse("account_request_login_code"), {"email": email}, **extra)


def type_code(client, code: str, **extra):
    return client.post(reverse("account_confirm_login_code"), {"code": code}, **extra)


def sign_in(client, email: str, password: str = PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session
