from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage

from privacyadmin import outbox
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import Board, School
from privacyadmin.outbox.models import DemoMail, Item
from tests.processes import free_port

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def parent(db):
    return User.objects.create_user(email="parent@demo.example", kind="family", name="Sanne de Vries", language="en")


@pytest.fixture
def colleague(db):
    return User.objects.create_user(email="office@demo.example", kind="staff", name="Kees Bakker", language="nl")


@pytest.fixture
def school(db):
    return School.objects.create(board=Board.objects.create(name="Stichting Voorbeeld"), name="De Vlieger", brin="99ZA", sector="po")


def send(to, **options):
    assert outbox.mail("night_missed", to=to, key=options.pop("key", "k"), at=NOW, extra={"since": "2026-11-20"}, **options)


def test_a_mail_says_that_there_is_news_and_where_and_for_which_school(parent, school, mailoutbox):
    """T12."""
    send(parent, school=school, path="/portal/requests/", about=uuid4())
    assert outbox.work(at=NOW).done == 1
    [mail] = mailoutbox
    assert mail.to == ["parent@demo.example"]
    assert mail.cc == mail.bcc == []
    assert mail.subject == "The nightly work did not run"
    assert "http://127.0.0.1:8000/portal/requests/" in mail.body
    assert "De Vlieger" in mail.body
    assert "Sanne" not in mail.subject + mail.body
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_without_a_path_the_link_leads_to_the_persons_own_first_page(parent, colleague, mailoutbox):
    send(parent)
    send(colleague)
    outbox.work(at=NOW)
    links = {mail.to[0]: mail.body for mail in mailoutbox}
    assert "http://127.0.0.1:8000/portal/\n" in links["parent@demo.example"]
    assert "http://127.0.0.1:8000/\n" in links["office@demo.example"]


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "portal", "/a b", "/x?name=Noor", "/x\ny"])
def test_a_mail_never_leads_elsewhere_nor_carries_a_question(parent, path):
    with pytest.raises(ValueError):
        send(parent, path=path)


def test_a_closed_account_gets_no_mail(parent, mailoutbox):
    send(parent)
    User.objects.filter(pk=parent.pk).update(is_active=False)
    assert outbox.work(at=NOW).done == 1
    assert mailoutbox == []


def test_the_same_mail_is_written_down_once_per_person(parent, colleague):
    send(parent)
    assert not outbox.mail("night_missed", to=parent, key="k", at=NOW)
    send(colleague)
    assert Item.objects.count() == 2
    assert "demo.example" not in "".join(f"{item.key}{item.about}" for item in Item.objects.all())


def test_a_mail_sent_twice_can_be_recognised(parent, mailoutbox, monkeypatch):
    """Killed between sending and marking: the second has the same Message-ID."""
    send(parent)
    really_send = EmailMessage.send

    def send_and_die(self, **options):
        really_send(self, **options)
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(EmailMessage, "send", send_and_die)
        outbox.work(at=NOW)
    assert outbox.work(at=NOW).total == 0
    assert outbox.work(at=NOW + timedelta(minutes=11)).done == 1
    first, second = mailoutbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body


def test_while_the_mail_server_is_down_mails_wait_and_then_go_once(parent, colleague, smtp, settings):
    """RELIABILITY 5: SMTP down."""
    send(parent)
    send(colleague)
    settings.EMAIL_PORT = free_port()
    assert outbox.work(at=NOW).later == 2
    settings.EMAIL_PORT = smtp.port
    smtp.refuse = "451 try again later"
    assert outbox.work(at=NOW + timedelta(minutes=1)).later == 2
    smtp.refuse = ""
    assert outbox.work(at=NOW + timedelta(minutes=6)).done == 2
    assert outbox.work(at=NOW + timedelta(days=1)).total == 0
    assert sorted(mail["To"] for mail in smtp.messages) == ["office@demo.example", "parent@demo.example"]
    assert len({mail["Message-ID"] for mail in smtp.messages}) == 2


def test_in_the_demo_every_mail_can_be_read_on_a_page(parent, client, settings):
    """CONTRACT: /demo/mail/."""
    settings.EMAIL_BACKEND = "privacyadmin.outbox.demo.Backend"
    send(parent)
    outbox.work(at=NOW)
    mail = DemoMail.objects.get()
    for url in ("/demo/mail/", f"/demo/mail/{mail.pk}/"):
        assert client.get(url).status_code == 404
    settings.DEMO = True
    assert "The nightly work did not run" in client.get("/demo/mail/").content.decode()
    assert "2026-11-20" in client.get(f"/demo/mail/{mail.pk}/").content.decode()
    assert "parent@demo.example" not in client.get("/demo/mail/?to=nobody").content.decode()
