"""The office confirms that a guardian has another address: whoever was signed in is out, and both mailboxes hear of it (T12, T20)."""
import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyadmin import outbox
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import SignedInSession
from privacyadmin.accounts.services import addresses
from privacyadmin.workflow import NotAllowed
from students.services.guardians import confirm_address
from tests.factories import NOW, guardian

OLD, NEW = "anna@thuis.example", "anna.wit@thuis.example"


@pytest.fixture
def mother(noor):
    person = guardian(noor, first_name="Anna", last_name="Wit")
    addresses.User.objects.filter(pk=person.user_id).update(email=OLD, username=f"family:{OLD}")
    person.email = NEW
    person.save()
    person.refresh_from_db()
    return person


def test_sessions_end_and_both_addresses_get_a_notice(client, office, mother, mailoutbox):
    own = Client()
    own.force_login(mother.user)
    assert own.get("/portal/").status_code == 200
    client.force_login(office)
    client.post(reverse("students:address", args=[mother.pk]))
    outbox.work(at=timezone.now())
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([OLD, NEW])
    assert not any(word in mail.body for mail in mailoutbox for word in ("Anna", OLD, NEW))
    assert own.get("/portal/").status_code == 302 and SESSION_KEY not in own.session
    assert not SignedInSession.objects.filter(account=mother.user_id).exists()
    mother.user.refresh_from_db()
    assert mother.user.username == f"family:{NEW}"


def test_an_address_of_somebody_else_changes_nothing_and_mails_nobody(office, mother, noor, mailoutbox):
    other = guardian(noor)
    addresses.User.objects.filter(pk=other.user_id).update(email=NEW, username=f"family:{NEW}")
    with pytest.raises(NotAllowed):
        confirm_address(mother, by=resolve(office, NOW), at=NOW)
    outbox.work(at=timezone.now())
    assert mailoutbox == []
