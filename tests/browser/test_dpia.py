"""One DPIA, all the way, through the browser: from the pre-scan to the signature of the board (Must show 2)."""

from privacyadmin.accounts.demo import PASSWORD
from processors.models import Dpia
from processors.models.register_words import DpiaStatus
from processors.rules.dpia import ANALYSIS
from tests.browser.test_agreement import colleague, send


def take(page, step: str) -> None:
    """Press the button of a step."""
    page.locator(f"form[action$='/steps/{step}/'] button").click()
    page.wait_for_load_state()


def test_a_dpia_from_the_pre_scan_to_the_signature_of_the_board(demo, new_context, live_server):
    """GDPR 35; S2-51, S2-56…59: analysed, weighed, advised on by the FG, then decided."""
    desk = colleague(new_context, live_server, "coordinator")
    desk.goto("/processors/register/dpia/new/")
    send(desk, title="Camera's bij de stalling")
    desk.locator("[name=first][value=public_area]").check()
    send(desk, note="Ingang en stalling")
    take(desk, "start")
    dpia = Dpia.objects.get()
    desk.locator("a[href$='/write/analysis/']").click()
    send(desk, **dict.fromkeys(ANALYSIS, "Vier camera's, tegen diefstal."))
    take(desk, "weigh")
    desk.locator("a[href$='/risks/new/']").click()
    send(
        desk, name="Beelden te lang bewaard", effect="Leerlingen worden gevolgd", likelihood="3", impact="3",
        measure="Na 28 dagen gewist", likelihood_after="1", impact_after="2",
    )
    take(desk, "ask_advice")

    officer = colleague(new_context, live_server, "fg")
    officer.goto("/")
    officer.locator(f"a[href='{dpia.get_absolute_url()}']").first.click()
    officer.locator("a[href$='/advise/']").click()
    officer.locator("[name=advice][value=conditions]").check()
    send(officer, text="Hang borden op.")

    board = colleague(new_context, live_server, "board")
    board.goto("/")
    board.locator(f"a[href='{dpia.get_absolute_url()}']").first.click()
    board.locator("a[href$='/decide/']").click()
    board.locator("[name=verdict][value=go]").check()
    send(board, note="Met borden, zoals de FG vraagt", review_months="24")
    board.locator("[name=password]").fill(PASSWORD)
    board.locator("main form button").first.click()
    assert board.get_by_text("Hang borden op.").first.is_visible()
    board.locator("[name=agreed]").check()
    send(board)
    dpia.refresh_from_db()
    assert (dpia.status, dpia.decided_by.email) == (DpiaStatus.DECIDED, "board@demo.example")
