"""One agreement, all the way, through the browser: from the supplier that is added to the proof that the data is gone (Must show 2)."""

from privacyadmin.accounts.demo import PASSWORD
from privacyadmin.accounts.models import User
from processors.models import Agreement
from tests.browser.crawl import sign_in


def colleague(new_context, live_server, name: str):
    context = new_context(viewport={"width": 1280, "height": 900})
    sign_in(context, live_server, User.objects.get(email=f"{name}@demo.example"))
    return context.new_page()


def send(page, **fields) -> None:
    """Fill in what is asked, and press the button."""
    for name, value in fields.items():
        asked = page.locator(f"main form [name={name}]")
        if value is True:
            asked.first.check()
        elif asked.first.evaluate("input => input.tagName") == "SELECT":
            asked.select_option(value)
        else:
            asked.fill(value)
    page.locator("main form button.first").first.click()
    page.wait_for_load_state()


def test_an_agreement_from_the_first_question_to_the_proof_of_destruction(demo, new_context, live_server):
    """S1-48…50, S2-112…115; GDPR 28: asked, ticked, signed by the board after reading it, ended, and proved."""
    desk = colleague(new_context, live_server, "coordinator")
    desk.goto("/processors/parties/new/")
    send(desk, name="Leeswijs B.V.", kvk="27200001")
    desk.locator("[name=categories][value=RES]").check()
    send(desk, service="lezen oefenen", purpose="oefenen op niveau", since="2026-01-01")
    desk.locator(".page-head a.first").click()
    desk.locator("[name=categories][value=ID]").check()
    send(
        desk, subject="Lezen oefenen", retention="een jaar", is_minimised=True, no_commercial_use=True, start_on="2026-01-01",
        breach_hours="24", processor_name="Petra Pen", processor_role="directeur", processor_signed_on="2026-01-02",
    )
    for letter in "abcdefgh":
        desk.locator(f"[name=is_{letter}]").check()
        desk.locator(f"[name=number_{letter}]").fill("art. 3")
    send(desk)
    agreement = Agreement.objects.get()
    desk.goto(f"{agreement.get_absolute_url()}steps/ask/")
    send(desk)

    board = colleague(new_context, live_server, "board")
    board.goto("/")
    board.locator(f"a[href='/sign/processors.agreement/{agreement.pk}/']").first.click()
    board.locator("[name=password]").fill(PASSWORD)
    board.locator("main form button").first.click()
    assert board.get_by_text("Leeswijs B.V.").first.is_visible()
    send(board, agreed=True)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.controller_user.email) == ("signed", "board@demo.example")

    desk.goto(f"{agreement.get_absolute_url()}steps/terminate/")
    desk.locator("[name=uses][value=end]").check()
    send(desk, why="Overgestapt.")
    desk.goto(f"{agreement.get_absolute_url()}steps/prove/")
    desk.locator("[name=uploads]").set_input_files(
        {"name": "verklaring.txt", "mimeType": "text/plain", "buffer": b"Alle gegevens zijn vernietigd."}
    )
    send(desk)
    agreement.refresh_from_db()
    assert agreement.proof_received_on is not None and not agreement.awaits_proof
    with desk.expect_download() as paper:
        desk.locator("a[href*='/processors/files/']").click()
    assert paper.value.path().read_bytes() == b"Alle gegevens zijn vernietigd."
