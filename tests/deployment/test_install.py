"""An empty database becomes a board with the two people who do the rest (issue 3, "A real installation")."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.models import BoardGrant, MatrixVersion
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from privacyadmin.audit.models import Event
from privacyadmin.organisation.models import Board
from privacyadmin.policy.models import CategoryNotice, PolicyVersion
from tests.factories import BoardFactory, UserFactory

WHO = {
    "board": "Stichting De Waaier",
    "coordinator_name": "Noortje Kramer",
    "coordinator_email": "n.kramer@waaier.example",
    "ict_name": "Ilse Beheer",
    "ict_email": "i.beheer@waaier.example",
}
pytestmark = pytest.mark.django_db


def install(**changes) -> str:
    said = io.StringIO()
    call_command("install", **{**WHO, **changes}, stdout=said)
    return said.getvalue()


def test_an_empty_database_becomes_a_board_with_its_rules_and_two_people():
    install()
    assert Board.objects.get().name == "Stichting De Waaier" and not Board.objects.get().is_demo
    assert MatrixVersion.objects.count() == 2 and PolicyVersion.objects.count() == 1 and CategoryNotice.objects.exists()
    held = {grant.user.email: grant.role for grant in BoardGrant.objects.select_related("user", "permission")}
    assert held == {"n.kramer@waaier.example": Role.COORDINATOR, "i.beheer@waaier.example": Role.ICT}
    assert not any(user.has_usable_password() for user in User.objects.all())
    audit.flush()
    assert Event.objects.filter(name="grant.given").count() == 2


def test_the_coordinator_may_begin_and_the_ict_manager_sees_no_request():
    """DOMAIN 2.14: segregation from the first day."""
    install()
    coordinator, ict = (resolve(User.objects.get(email=WHO[f"{part}_email"]), at=timezone.now()) for part in ("coordinator", "ict"))
    assert coordinator.may(Register.REQUESTS, Verb.WRITE)
    assert not ict.may(Register.REQUESTS, Verb.READ)
    assert ict.may(Register.USERS, Verb.TECHNICAL)


def test_each_chooses_a_password_by_the_link_in_the_mail(mailoutbox):
    install()
    outbox.work(at=timezone.now())
    assert {mail.to[0] for mail in mailoutbox} == {WHO["coordinator_email"], WHO["ict_email"]}
    choose_a_password(re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1])


def test_where_no_mail_arrives_yet_the_printed_link_does_the_same():
    said = install(print_links=True)
    paths = re.findall(r"https?://[^/]+(/\S+)", said)
    assert len(paths) == 2
    choose_a_password(paths[0])
    assert User.objects.get(email=WHO["coordinator_email"]).check_password("een lang en geheim woord")
    assert "/accounts/" not in install_again_is_refused()


def choose_a_password(path: str) -> None:
    client = Client()
    page = client.get(path, follow=True)
    assert page.status_code == 200
    answer = client.post(page.redirect_chain[-1][0], {"password1": "een lang en geheim woord", "password2": "een lang en geheim woord"})
    assert answer.status_code == 302


def install_again_is_refused() -> str:
    with pytest.raises(CommandError) as refusal:
        install(board="Andere stichting")
    assert Board.objects.get().name == "Stichting De Waaier"
    return str(refusal.value)


def test_a_database_that_holds_anything_is_refused():
    UserFactory()
    with pytest.raises(CommandError):
        install()
    assert not Board.objects.exists()


def test_a_board_that_is_there_is_never_gone_over():
    BoardFactory()
    with pytest.raises(CommandError):
        install(board="Andere stichting")
    assert Board.objects.get().name == "Stichting De Waaier"


@pytest.mark.parametrize(
    "changes",
    [
        {"ict_email": "N.Kramer@waaier.example"},
        {"coordinator_email": "n.kramer"},
        {"board": "x" * 121},
        {"ict_name": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(changes):
    """Two people, two addresses; nothing is asked where nobody can answer."""
    with pytest.raises(CommandError) as refusal:
        install(**changes)
    assert len(str(refusal.value)) > 10
    assert not Board.objects.exists() and not User.objects.exists()


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_the_first_sign_in_asks_for_a_second_step():
    """SETTLED 14."""
    path = re.findall(r"https?://[^/]+(/\S+)", install(print_links=True))[0]
    choose_a_password(path)
    client = Client()
    client.force_login(User.objects.get(email=WHO["coordinator_email"]))
    assert client.get("/")["Location"].startswith(reverse("mfa_activate_totp"))
