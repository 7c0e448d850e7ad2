"""What everybody may read of a school, and what stood there when (S1-82, C-08; SETTLED 28)."""
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import outbox
from privacyadmin.policy.services import use_preset
from processors import publishing
from processors.models import Publication
from processors.services import parties
from tests.factories import NOW
from tests.processors import making


@pytest.fixture
def published(board, coordinator, scope_of, kompas):
    """Het Kompas publishes its list (preset of S1), De Vlieger does not."""
    writer = scope_of(coordinator)
    party = making.party(writer, note="Niet voor buiten.", website="https://volgwijs.example")
    parties.keep_contact(party, None, values={"kind": "general", "name": "Petra Pen", "email": "petra@volgwijs.example",
                                              "phone": "", "since": date(2026, 1, 1), "until": None}, by=writer, at=NOW)
    use = making.use(party, writer, school=kompas)
    making.signed(party, writer, school=kompas)
    publishing.refresh(at=NOW)
    return use


def page(school="99zb", **headers):
    return Client().get(reverse("public:processors", args=[school]), headers=headers)


def test_everybody_reads_who_gets_data_of_pupils(published):
    words = page().content.decode()
    assert "Volgwijs B.V." in words and "leerlingvolgsysteem" in words
    assert "Petra" not in words and "Niet voor buiten" not in words and "Mirjam" not in words


def test_the_page_is_without_a_session_kept_by_caches_and_shown_in_a_frame(published):
    """Must show 3."""
    answer = page()
    assert not answer.cookies and "Cookie" not in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert "X-Frame-Options" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src 'none'" in policy and "form-action 'none'" in policy
    again = page(**{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_no_other_page_can_be_framed(published):
    answer = Client().get(reverse("account_login"))
    assert answer.headers["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_who_is_signed_in_is_nobody_there(published, sign_in, coordinator):
    browser = sign_in(coordinator)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(reverse("public:processors", args=["99zb"]))
    assert answer.status_code == 200 and not any("session" in each["sql"] for each in asked)


def test_a_thousand_visitors_cost_one_small_question_each(published):
    """Bad input: asked often. Drawn once, then one query."""
    page()
    with CaptureQueriesContext(connection) as asked:
        page()
    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) == 1


@pytest.mark.parametrize("school", ["99za", "01xx", "99zb07"])
def test_a_school_that_does_not_publish_or_does_not_exist_is_not_found(published, vlieger, school):
    """C-08: De Vlieger follows S2, which publishes no list."""
    assert page(school).status_code == 404


def test_an_address_that_names_no_school_is_not_found_without_a_question(db):
    with CaptureQueriesContext(connection) as asked:
        assert Client().get("/public/processors/hallo/").status_code == 404
    assert not any("publication" in each["sql"] for each in asked)


def test_the_log_says_what_was_public_when_word_for_word(published, scope_of, coordinator, kompas, sign_in):
    """S1-82: a change makes a new row, the same makes none, and a policy that ends it makes a row that says so."""
    assert publishing.refresh(at=NOW) == 0
    parties.change_use(published, values={"service": "cijfers"}, by=scope_of(coordinator), at=NOW)
    later = NOW + timedelta(minutes=1)
    assert publishing.refresh(at=later) == 1
    assert "cijfers" in page().content.decode()
    use_preset(school=kompas, preset="po", valid_from=date(2026, 11, 1), by=None, at=NOW)
    publishing.refresh(at=later + timedelta(minutes=1))
    rows = list(Publication.objects.filter(kind="processors").order_by("number"))
    assert [(row.number, row.is_public, [each["service"] for each in row.rows]) for row in rows] == [
        (1, True, ["leerlingvolgsysteem"]), (2, True, ["cijfers"]), (3, False, []),
    ]
    assert page().status_code == 404
    old = sign_in(coordinator).get(reverse("processors:publication", args=[rows[0].pk])).content.decode()
    assert "leerlingvolgsysteem" in old


def test_a_change_is_public_when_the_worker_has_looked(published, scope_of, coordinator):
    parties.change_use(published, values={"service": "cijfers"}, by=scope_of(coordinator), at=NOW + timedelta(hours=1))
    outbox.work(at=NOW + timedelta(hours=1))
    assert "cijfers" in page().content.decode()


def test_english_is_for_a_browser_that_asks_for_it(published):
    assert page(**{"Accept-Language": "en"}).content.decode().startswith('<!doctype html>\n<html lang="en">')
    assert page(**{"Accept-Language": "fr,de"}).headers["Content-Language"] == "nl"


class Tags(HTMLParser):
    """Whether every element is closed in its turn."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"{tag} twice the same attribute")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_page_is_whole_html_without_anything_that_runs(published):
    """Must show 3: valid, with a language, a title and one heading; no script, no form."""
    words = page().content.decode()
    tags = Tags()
    tags.feed(words)
    assert (tags.wrong, tags.open) == ([], [])
    assert words.startswith('<!doctype html>\n<html lang="nl">') and words.count("<h1>") == words.count("<title>") == 1
    assert "<script" not in words and "<form" not in words
