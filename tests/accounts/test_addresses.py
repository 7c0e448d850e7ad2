"""Another address to sign in with: confirmed from both mailboxes (RELIABILITY T12)."""
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import AddressChange
from privacyadmin.accounts.services import addresses
from privacyadmin.workflow import NotAllowed
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.factories import FamilyUserFactory, UserFactory, guardian, pupil, staff

NEW = "j.bakker@waaier.example"


@pytest.fixture(autouse=True)
def _no_wall(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def codes(mails):
    """The codes by the address that got them."""

    def read() -> dict[str, str]:
        found = ((mail.to[0], re.search(r"\b\d{4}-\d{4}\b", mail.body)) for mail in mails())
        return {to: match.group() for to, match in found if match}

    return read


def ask(client, teacher, email: str = NEW):
    sign_in(client, teacher.email)
    return client.post(reverse("account_address"), {"email": email})


def confirm(client, side: str, code: str):
    return client.post(reverse("account_confirm_address", args=[side]), {"code": code})


def test_new_address_counts_after_both_codes_and_ends_every_session(client, teacher, codes, mails):
    ask(client, teacher)
    sent = codes()
    assert set(sent) == {teacher.email, NEW}
    assert confirm(client, "old", sent[teacher.email]).url == reverse("account_address")
    teacher.refresh_from_db()
    assert teacher.email != NEW
    assert confirm(client, "new", sent[NEW]).url == reverse("account_login")
    assert client.get(reverse("account_home")).status_code == 302
    teacher.refresh_from_db()
    assert teacher.email == NEW
    sign_in(client, NEW, PASSWORD)
    assert is_signed_in(client)
    assert [event.name for event in audit.trail(teacher.pk)] == ["account.address_asked", "account.address_changed"]


def test_code_of_one_mailbox_is_not_a_code_of_the_other(client, teacher, codes):
    ask(client, teacher)
    sent = codes()
    page = confirm(client, "old", sent[NEW])
    assert "not the code that was sent" in page.content.decode()
    assert AddressChange.objects.get().old_confirmed_at is None


def test_fifth_wrong_code_ends_it(client, teacher, codes):
    ask(client, teacher)
    sent = codes()
    for _number in range(5):
        confirm(client, "new", "00000000")
    assert confirm(client, "new", sent[NEW]).status_code == 404


def test_code_of_yesterday_is_refused(client, teacher, codes):
    ask(client, teacher)
    sent = codes()
    with pytest.raises(NotAllowed):
        addresses.confirm(addresses.open_change(teacher), "old", sent[teacher.email], at=timezone.now() + timedelta(days=1, minutes=1))


def test_address_of_a_colleague_is_answered_alike_and_gets_no_mail(client, teacher, codes):
    """RELIABILITY T13."""
    taken = UserFactory().email
    assert ask(client, teacher, taken).url == reverse("account_address")
    assert set(codes()) == {teacher.email}


def test_owner_stops_a_change_that_a_stranger_asked(client, teacher, codes):
    ask(client, teacher)
    client.post(reverse("account_stop_address"))
    assert confirm(client, "new", codes()[NEW]).status_code == 404
    teacher.refresh_from_db()
    assert teacher.email != NEW


def test_asking_takes_the_password_again_when_signing_in_was_long_ago(client, teacher):
    client.force_login(teacher)
    assert client.get(reverse("account_address")).url.startswith(reverse("account_reauthenticate"))


def test_ict_vouches_where_the_old_mailbox_is_dead(client, board, teacher, codes):
    ict = staff(Role.ICT, board)
    change = addresses.ask(teacher, NEW, by=resolve(ict, timezone.now()), at=timezone.now())
    client.force_login(ict)
    client.post(reverse("staff_account_deed", args=[teacher.pk, "vouch"]))
    change.refresh_from_db()
    assert (change.old_confirmed_by, change.was_done) == (ict, False)
    client.force_login(teacher)
    confirm(client, "new", codes()[NEW])
    teacher.refresh_from_db()
    assert teacher.email == NEW


def test_nobody_vouches_for_himself(board):
    ict = staff(Role.ICT, board)
    change = addresses.ask(ict, NEW, by=ict, at=timezone.now())
    with pytest.raises(NotAllowed):
        addresses.vouch(change, by=resolve(ict, timezone.now()), at=timezone.now())


def test_codes_are_stored_as_keyed_hashes_only(teacher, codes):
    change = addresses.ask(teacher, NEW, by=teacher, at=timezone.now())
    kept = f"{change.old_code} {change.new_code}"
    assert all(code.replace("-", "") not in kept for code in codes().values())


def test_higher_app_follows_the_change_in_the_same_transaction(teacher, codes, monkeypatch):
    followed = []
    monkeypatch.setattr(addresses, "_followers", [lambda user, old, at: followed.append((user.email, old))])
    change = addresses.ask(teacher, NEW, by=teacher, at=timezone.now())
    sent, old = codes(), teacher.email
    addresses.confirm(change, "old", sent[old], at=timezone.now())
    addresses.confirm(change, "new", sent[NEW], at=timezone.now())
    assert followed == [(NEW, old)]


def test_parent_changes_her_address_and_the_school_writes_to_the_new_one(client, vlieger, codes):
    """SETTLED 15: confirmed from both mailboxes; the register of guardians follows, with a version."""
    noor = pupil(vlieger)
    mother = guardian(noor, user=FamilyUserFactory(email="sanne@thuis.example", language="en"))
    client.force_login(mother.user)
    client.post(reverse("account_address"), {"email": "sanne@nieuw.example"})
    sent = codes()
    for side, address in (("old", "sanne@thuis.example"), ("new", "sanne@nieuw.example")):
        confirm(client, side, sent[address])
    mother.refresh_from_db()
    assert (mother.email, mother.user.email) == ("sanne@nieuw.example", "sanne@nieuw.example")
    assert mother.history.first().history_change_reason == "own change"
    assert client.get("/portal/").status_code == 302


def test_nobody_sends_mail_after_mail_to_strangers(client, vlieger, mails):
    """A session, taken or one's own, is no way to have the school's server write to any address as often as one likes (RELIABILITY T12)."""
    client.force_login(guardian(pupil(vlieger)).user)
    for number in range(12):
        client.post(reverse("account_address"), {"email": f"vreemde{number}@elders.example"})
    assert len([mail for mail in mails() if mail.to[0].endswith("@elders.example")]) == addresses.MOST_A_DAY
    assert AddressChange.objects.count() == addresses.MOST_A_DAY
