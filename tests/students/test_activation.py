"""A guardian of whom no e-mail address is known gets a letter with a code, gives his own address and confirms it (SETTLED 15)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import crypto, outbox
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from privacyadmin.letters.models import Letter
from privacyadmin.letters.services import writing
from privacyadmin.outbox.models import Item
from privacyadmin.outbox.services import extra_of
from privacyadmin.workflow import NotAllowed
from students.models import ActivationCode, Authority, Guardian, GuardianRelation
from students.services import activation
from tests.factories import NOW, guardian

DAY = timedelta(days=1)
ADDRESS = "papa@thuis.example"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def relation(noor) -> GuardianRelation:
    person = Guardian.objects.create(first_name="Jan", last_name="Wit")
    return noor.guardian_relations.create(guardian=person, authority=Authority.YES)


def on_paper(relation, office, at=NOW) -> str:
    """The code as the letter says it."""
    code = activation.issue(relation, by=resolve(office, at), at=at)
    letter = Letter.objects.get(key=f"activation:{code.pk}")
    content = writing.content_of(letter, crypto.Keyring.for_subjects([letter.subject]))
    assert content is not None and "/portal/code" in content.words.body
    return next(word for word in content.words.body.split() if len(word.strip(".")) == 9 and word[4] == "-").strip(".")


def mailed() -> list[dict]:
    return [extra_of(item) for item in Item.objects.filter(kind=activation.MAIL).order_by("created_at", "pk")]


def test_from_the_letter_to_the_portal(client, office, relation, noor, mailoutbox):
    client.force_login(office)
    address = reverse("students:activate", args=[relation.pk])
    assert address in client.get(noor.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200
    words = on_paper(relation, office)
    client.logout()
    sent = client.post(reverse("portal:code"), {"code": words.lower().replace("-", " "), "email": ADDRESS})
    assert sent["Location"] == reverse("portal:code_confirm") and not User.objects.filter(email=ADDRESS).exists()
    [extra] = mailed()
    outbox.work(at=NOW)
    assert [mail.to for mail in mailoutbox] == [[ADDRESS]] and extra["code"] in mailoutbox[0].body
    assert client.post(reverse("portal:code_confirm"), {"code": "999999x"}).status_code == 200
    done = client.post(reverse("portal:code_confirm"), {"code": extra["code"]})
    assert done["Location"] == reverse("account_login")
    relation.guardian.refresh_from_db()
    assert relation.guardian.user.email == ADDRESS == relation.guardian.email and relation.guardian.user.is_family
    assert "_auth_user_id" not in client.session, "who confirmed signs in like everybody"


def test_the_page_posts_the_letter(client, office, relation):
    client.force_login(office)
    client.post(reverse("students:activate", args=[relation.pk]))
    letter = Letter.objects.get()
    assert letter.addressee == relation.guardian_id and letter.channel in ("post", "hand")


def test_a_wrong_code_looks_the_same_and_mails_nothing(client, office, relation):
    """RELIABILITY T13: no way to learn which codes or addresses exist."""
    words = on_paper(relation, office)
    User.objects.create_user(email="al@thuis.example", kind="family", name="A")
    answers = set()
    for code, email in ((words, ADDRESS), ("AAAA-AAAA", ADDRESS), (words, "al@thuis.example")):
        sent = client.post(reverse("portal:code"), {"code": code, "email": email})
        shown = client.get(sent["Location"]).content.decode()
        answers.add((sent.status_code, sent["Location"], "Look in your mail" in shown or "Kijk in uw mail" in shown))
    assert answers == {(302, reverse("portal:code_confirm"), True)} and len(mailed()) == 1
    assert Item.objects.filter(kind="accounts.nobody").count() == 2


def test_it_works_once_for_thirty_days_and_five_tries(office, relation):
    words = on_paper(relation, office)
    assert activation.ask(words, ADDRESS, language="nl", at=NOW + 31 * DAY) is None
    code = activation.ask(words, ADDRESS, language="nl", at=NOW)
    assert code is not None
    for _number in range(5):
        assert activation.confirm(code.pk, "nonsense", at=NOW) is None
    assert activation.confirm(code.pk, mailed()[0]["code"], at=NOW) is None
    words = on_paper(relation, office)
    code = activation.ask(words, ADDRESS, language="nl", at=NOW)
    assert activation.confirm(code.pk, mailed()[1]["code"], at=NOW + timedelta(minutes=16)) is None
    assert activation.confirm(code.pk, mailed()[1]["code"], at=NOW) is not None
    assert activation.ask(words, "ander@thuis.example", language="nl", at=NOW) is None


def test_a_new_letter_makes_the_old_code_worthless(office, relation):
    old = on_paper(relation, office)
    assert on_paper(relation, office, at=NOW + DAY) != old
    assert activation.ask(old, ADDRESS, language="nl", at=NOW + DAY) is None


def test_what_changed_since_kills_the_code(office, relation):
    """U9: a contact block acts at once."""
    words = on_paper(relation, office)
    code = activation.ask(words, ADDRESS, language="nl", at=NOW)
    relation.has_contact_block = True
    relation.save()
    assert activation.confirm(code.pk, mailed()[0]["code"], at=NOW) is None
    with pytest.raises(NotAllowed):
        activation.issue(relation, by=resolve(office, NOW), at=NOW)


def test_only_the_office_of_the_school_writes_it(director, office, relation, noor, kompas):
    with pytest.raises(NotAllowed):
        activation.issue(relation, by=resolve(director, NOW), at=NOW)
    with pytest.raises(NotAllowed):
        activation.issue(guardian(noor).relations.get(), by=resolve(office, NOW), at=NOW)
    assert not ActivationCode.objects.exists()


def test_the_code_itself_is_kept_nowhere(office, relation):
    """The letter forgets it too, once it is posted; until then it is sealed."""
    words = on_paper(relation, office)
    row = ActivationCode.objects.values().get()
    assert words.replace("-", "") not in str(row) and words not in str(row)
