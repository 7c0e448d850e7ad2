"""The confidentiality statement at the first sign-in, and again when it changed (S2-117)."""
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts import services
from privacyadmin.accounts.models import Statement, StatementAgreed
from privacyadmin.workflow import NotAllowed
from tests.accounts.conftest import PASSWORD, ask_code, sign_in, type_code
from tests.factories import staff


@pytest.fixture(autouse=True)
def _asked(settings, board):
    settings.SECOND_FACTOR_REQUIRED = False
    services.statements.seed(at=timezone.now())


@pytest.fixture
def coordinator(board):
    user = staff(Role.COORDINATOR, board, language="en")
    user.set_password(PASSWORD)
    user.save()
    return user


def agree(client, page=None):
    page = page or client.get(reverse("account_statement"))
    return client.post(reverse("account_statement"), {"shown": page.context["shown"]})


def test_teacher_reads_it_before_anything_else_and_is_not_asked_twice(client, teacher):
    sign_in(client, teacher.email)
    for path in ("/", "/accounts/", "/students/"):
        assert client.get(path).url == reverse("account_statement")
    page = client.get(reverse("account_statement"))
    assert "I keep confidential what I see here" in page.content.decode()
    assert agree(client, page).url == "/"
    assert client.get("/accounts/").status_code == 200
    again = Client()
    sign_in(again, teacher.email)
    assert again.get("/accounts/").status_code == 200
    kept = StatementAgreed.objects.get()
    assert (kept.user, kept.statement.number, kept.language) == (teacher, 1, "en")
    assert kept.text_hash == services.statements.fingerprint(kept.statement.text_en)
    assert audit.trail(kept.pk)[-1].name == "account.statement_agreed"


def test_part_of_a_page_sends_the_whole_page_there(client, teacher):
    sign_in(client, teacher.email)
    answer = client.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, reverse("account_statement"))


def test_teacher_who_does_not_agree_can_only_leave(client, teacher):
    sign_in(client, teacher.email)
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert not StatementAgreed.objects.exists()


def test_family_is_asked_nothing(client, parent, code_from):
    ask_code(client, parent.email)
    type_code(client, code_from())
    assert client.get(reverse("account_home")).status_code == 200
    assert client.get(reverse("account_statement")).status_code == 404


def test_new_text_is_asked_again_and_the_old_agreement_stays(client, coordinator):
    sign_in(client, coordinator.email)
    agree(client)
    first = Statement.objects.get()
    client.post(reverse("account_statement_new"), {"text_nl": "Nieuw.", "text_en": "New.", "after": 1})
    assert Statement.objects.first().number == 2
    again = Client()
    sign_in(again, coordinator.email)
    assert again.get("/").url == reverse("account_statement")
    assert "New." in again.get(reverse("account_statement")).content.decode()
    assert StatementAgreed.objects.get().statement == first


def test_second_of_two_writers_hears_that_there_is_a_newer_text(client, coordinator):
    client.force_login(coordinator)
    services.statements.publish(text_nl="A", text_en="A", after=1, by=resolve(coordinator, timezone.now()), at=timezone.now())
    page = client.post(reverse("account_statement_new"), {"text_nl": "B", "text_en": "B", "after": 1})
    assert "A colleague has just published another text" in page.content.decode()
    assert Statement.objects.count() == 2


def test_nobody_agrees_to_a_text_that_he_did_not_see(teacher):
    with pytest.raises(NotAllowed):
        services.statements.agree(teacher, shown="0" * 64, language="nl", at=timezone.now())


def test_coordinator_sees_who_has_not_agreed_yet(client, coordinator, teacher):
    client.force_login(coordinator)
    agree(client)
    found = client.get(reverse("staff_accounts"), {"state": "unsigned"}).context["page"].object_list
    assert teacher in found
    assert coordinator not in found


def test_only_the_coordinator_words_it(client, board, vlieger):
    for role, on, status in ((Role.ICT, board, 403), (Role.DIRECTOR, vlieger, 403), (Role.COORDINATOR, board, 200)):
        client.force_login(staff(role, on))
        assert client.get(reverse("account_statement_new")).status_code == status, role
