"""ICT and the coordinator look after the accounts of staff; neither gives roles here."""
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts import services
from privacyadmin.accounts.models import Kind, User
from privacyadmin.workflow import NotAllowed
from tests.accounts.conftest import PASSWORD, sign_in
from tests.accounts.second_step import set_up
from tests.factories import FamilyUserFactory, UserFactory, staff


@pytest.fixture(autouse=True)
def _no_wall(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def ict(board, client):
    user = staff(Role.ICT, board, name="Inge de Boer", language="en")
    client.force_login(user)
    return user


def test_new_colleague_chooses_a_password_by_mail_and_has_no_role(client, ict, mails):
    """2.14: ICT keeps accounts and gives no roles."""
    answer = client.post(reverse("staff_account_new"), {"name": "Karim Haddad", "email": "Karim@Waaier.example"})
    user = User.objects.get(username="staff:karim@waaier.example")
    assert answer.url == reverse("staff_account", args=[user.pk])
    assert not user.has_usable_password()
    assert resolve(user, timezone.now()).held == []
    body = mails()[-1].body
    assert "Karim" not in body
    link = body[body.index("/accounts/"):].split()[0]
    colleague = Client()
    shown = colleague.get(link, follow=True).redirect_chain[-1][0]
    colleague.post(shown, {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(colleague, user.email).url == "/"
    assert [event.name for event in audit.trail(user.pk)][:2] == ["account.created", "account.link_sent"]


def test_second_account_with_the_same_address_is_refused_in_words(client, ict, teacher):
    page = client.post(reverse("staff_account_new"), {"name": "Joris", "email": teacher.email.upper()})
    assert "with this address already" in page.content.decode()
    with pytest.raises(NotAllowed):
        services.create_staff(email=teacher.email, name="Joris", by=ict, at=timezone.now())


def test_address_of_a_parent_may_get_a_staff_account_too(client, ict, parent):
    """SETTLED 15."""
    client.post(reverse("staff_account_new"), {"name": "Sanne Visser", "email": parent.email})
    assert User.objects.filter(email=parent.email).count() == 2


def test_list_is_searched_filtered_and_paged_without_families(client, ict, parent, django_assert_max_num_queries):
    UserFactory.create_batch(30)
    closed = UserFactory(name="Wim Dicht", is_active=False)
    client.get(reverse("staff_accounts"))                        # marks the session as seen
    with django_assert_max_num_queries(10):
        page = client.get(reverse("staff_accounts"))
    assert len(page.context["page"].object_list) == 25
    assert parent.name not in page.content.decode()
    found = client.post(reverse("staff_accounts"), {"q": "dicht", "state": "closed"}, follow=True).context["page"].object_list
    assert list(found) == [closed]
    set_up(ict)
    without = client.get(reverse("staff_accounts"), {"state": "bare"}).context["page"].paginator
    assert ict not in list(without.object_list)


def test_closed_colleague_is_out_at_once_and_can_be_let_in_again(client, ict, teacher):
    at_work = Client()
    at_work.force_login(teacher)
    client.post(reverse("staff_account_deed", args=[teacher.pk, "close"]))
    assert at_work.get(reverse("account_home")).status_code == 302
    assert "do not belong together" in sign_in(Client(), teacher.email).content.decode()
    client.post(reverse("staff_account_deed", args=[teacher.pk, "reopen"]))
    assert sign_in(Client(), teacher.email).status_code == 302
    assert [event.name for event in audit.trail(teacher.pk)][:2] == ["account.closed", "account.opened"]


def test_lost_phone_is_forgotten_and_the_owner_is_told(client, ict, teacher, mails):
    set_up(teacher)
    client.post(reverse("staff_account_deed", args=[teacher.pk, "forget-second-step"]))
    assert not Authenticator.objects.filter(user=teacher).exists()
    assert mails()[-1].to == [teacher.email]


@pytest.mark.parametrize("deed", ["close", "forget-second-step", "reopen"])
def test_nobody_administers_his_own_account(client, ict, deed):
    assert client.post(reverse("staff_account_deed", args=[ict.pk, deed])).status_code == 403
    ict.refresh_from_db()
    assert ict.is_active


def test_link_is_sent_again_when_it_was_lost(client, ict, teacher, mails):
    client.post(reverse("staff_account_deed", args=[teacher.pk, "link"]))
    assert mails()[-1].to == [teacher.email]


@pytest.mark.parametrize(("deed", "person"), [("promote", "teacher"), ("close", "parent")])
def test_there_is_no_other_deed_and_no_family_account_here(client, ict, teacher, parent, deed, person):
    user = {"teacher": teacher, "parent": parent}[person]
    assert client.post(reverse("staff_account_deed", args=[user.pk, deed])).status_code == 404


def test_coordinator_does_this_too_and_a_director_or_teacher_is_told_whom_to_ask(board, vlieger):
    """2.14: accounts are the board's; SETTLED 12: 403 with the reason."""
    met = {}
    for role, on in ((Role.COORDINATOR, board), (Role.ICT, board), (Role.DIRECTOR, vlieger), (Role.OFFICE, vlieger), (Role.FG, board)):
        client = Client()
        client.force_login(staff(role, on))
        answer = client.get(reverse("staff_accounts"))
        met[role] = answer.status_code
        if answer.status_code == 403:
            assert "ICT" in answer.content.decode()
    assert met == {Role.COORDINATOR: 200, Role.ICT: 200, Role.DIRECTOR: 403, Role.OFFICE: 403, Role.FG: 403}


def test_family_account_is_made_once_per_address(board):
    """SETTLED 15."""
    at = timezone.now()
    first = services.ensure_family(email="Sanne@Thuis.example", name="Sanne Visser", language="en", at=at)
    again = services.ensure_family(email="sanne@thuis.example", name="S. Visser", at=at)
    assert first == again
    assert (again.kind, again.name, again.has_usable_password()) == (Kind.FAMILY, "Sanne Visser", False)


def test_family_account_is_never_the_staff_account_with_that_address(teacher):
    assert services.ensure_family(email=teacher.email, name="Joris", at=timezone.now()) != teacher


def test_own_account_page_differs_for_family_and_staff(client, ict):
    assert "Change your password" in client.get(reverse("account_home")).content.decode()
    family = Client()
    family.force_login(FamilyUserFactory(language="en"))
    text = family.get(reverse("account_home")).content.decode()
    assert "Change your password" not in text
    assert "Where you are signed in" in text
