"""One request, all the way, through the browser: from the parent's sign-in code to the opened PDF (Must show 4)."""
import io
import json
import re

import pytest
from django.test import override_settings
from django.utils import timezone
from pypdf import PdfReader

from privacyadmin.accounts.models import User
from privacyadmin.dashboard.demo.build import build
from requests.models import PrivacyRequest
from tests.browser.crawl import sign_in
from tests.processes import wait_until

ENGLISH = {"locale": "en-GB", "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def demo(transactional_db):
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        made = build(schools=2, count=40, seed=3, at=timezone.now())
        for user in made.accounts.values():
            user.language = "en"
            user.save(update_fields=["language"])
        yield made


def mails_to(smtp, address: str) -> list:
    return [message for message in smtp.messages if address in message["To"]]


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content() if hasattr(message, "get_body") else message.get_payload(decode=True).decode()


def sign_in_by_code(page, smtp, address: str) -> None:
    """As a parent does: the address that the school knows, and the code from the mail."""
    before = len(mails_to(smtp, address))
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").first.fill(address)
    page.get_by_role("button", name=re.compile("code", re.I)).click()
    wait_until(lambda: len(mails_to(smtp, address)) > before, what="the mail with the code")
    code = re.search(r"\d{4}-\d{4}", text_of(mails_to(smtp, address)[-1])).group()
    page.get_by_label(re.compile("code", re.I)).fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/portal/")


def colleague(new_context, live_server, name: str):
    context = new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    sign_in(context, live_server, User.objects.get(email=f"{name}@demo.example"))
    return context.new_page()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def ask_in_the_portal(page, school_day_first_name: str) -> None:
    page.get_by_role("link", name="Ask for a copy of what the school keeps").click()
    page.get_by_label(school_day_first_name).check()
    press(page, "Next")
    press(page, "Next")
    press(page, "Send the request")


def test_a_parent_gets_the_file_that_she_asked_for(demo, new_context, live_server, real_worker, smtp):
    """S2-163…169, S2-196; GDPR 15. A classmate's name is blacked out and is nowhere in what she downloads."""
    parent = new_context(**ENGLISH).new_page()
    sign_in_by_code(parent, smtp, "parent.one@demo.example")
    ask_in_the_portal(parent, "Noor")
    assert parent.get_by_text("You get an answer by").is_visible()
    asked = PrivacyRequest.objects.get()

    desk = colleague(new_context, live_server, "coordinator")
    establish_identity(desk, asked)
    gather(desk, asked)
    vet_what_is_sealed(desk, new_context, live_server, asked)
    read_every_piece(desk, asked)
    desk.goto(asked.get_absolute_url())
    desk.get_by_role("link", name="Submit for decision").first.click()
    press(desk, "Submit for decision")

    board = colleague(new_context, live_server, "board")
    board.goto(f"{asked.get_absolute_url()}decide/")
    board.get_by_label("grant", exact=False).first.check()
    press(board, "Decide")

    wait_until(lambda: PrivacyRequest.objects.get().status == "ready", what="the answer made by the worker")
    parent.goto(asked.get_portal_url())
    with parent.expect_download() as pdf:
        press(parent, "PDF")
    with parent.expect_download() as data:
        press(parent, "JSON")
    opened = PdfReader(io.BytesIO(pdf.value.path().read_bytes()))
    text = " ".join(page.extract_text() for page in opened.pages)
    assert "Noor" in text
    assert "Finn Visser" not in text
    assert opened.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Finn Visser" not in json.dumps(json.loads(data.value.path().read_text()))
    assert all("Noor" not in text_of(message) for message in smtp.messages)


def establish_identity(page, asked) -> None:
    page.goto(f"{asked.get_absolute_url()}identity/")
    page.get_by_label("How", exact=False).first.select_option("signed_in")
    page.locator("[name=attribute_one]").select_option("sign_in_address")
    page.locator("[name=attribute_two]").select_option("child_birth")
    page.locator("main form button.first").first.click()


def gather(page, asked) -> None:
    page.goto(f"{asked.get_absolute_url()}gather/")
    page.locator("main form button.first").first.click()


def vet_what_is_sealed(desk, new_context, live_server, asked) -> None:
    """The internal counsellor reads what the coordinator may not: care team and medical reports (SETTLED 9)."""
    counsellor = User.objects.get(email="counsellor.vlieger@demo.example")
    for category in ("CAR", "MED"):
        desk.goto(f"{asked.get_absolute_url()}vet/{category}/")
        desk.locator("select[name=person], [name=person]").first.select_option(str(counsellor.pk))
        desk.locator("main form button.first").first.click()
    page = colleague(new_context, live_server, "counsellor.vlieger")
    clear_pieces(page, asked, "vetting")


def read_every_piece(desk, asked) -> None:
    item = next(item for item in asked.items.filter(category="GUI") if "Finn" in desk_text(desk, item))
    desk.goto(item.get_absolute_url())
    press(desk, "Black out what is ticked")
    assert desk.locator("mark.blacked").count() >= 1
    clear_pieces(desk, asked, "open")


def desk_text(page, item) -> str:
    page.goto(item.get_absolute_url())
    return page.locator(".redact").inner_text()


def clear_pieces(page, asked, state: str) -> None:
    for item in asked.items.filter(state=state):
        page.goto(item.get_absolute_url())
        press(page, "Read: give it like this")
