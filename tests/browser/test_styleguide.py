"""Every component in every frame: readable, within the screen, usable without scripts; and what scripts add."""
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.tools.styleguide import FRAMES, render

SIZES = [(320, "light"), (390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
LARGE_TEXT = "const large = new CSSStyleSheet(); large.replaceSync('html { font-size: 200% }'); document.adoptedStyleSheets = [large]"


@pytest.fixture
def styleguide(new_context):
    """Opens the components in one frame, with the static files and the policy of the real site."""

    def opened(frame: str, **wishes):
        page = new_context(**wishes).new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"
        page.route("**/styleguide/", lambda route: route.fulfill(
            body=render(frame), content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy},
        ))
        page.goto("/styleguide/")
        return page

    return opened


def too_wide(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_everybody_can_read_and_reach_every_component(styleguide, frame, width, scheme):
    """WCAG 2.2 AA, measured with axe; 1.4.10 reflow, measured here."""
    page = styleguide(frame, viewport={"width": width, "height": 900}, color_scheme=scheme)
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == []
    assert too_wide(page) == 0
    assert page.complaints == []


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("width", [320, 1280])
def test_text_twice_as_large_still_fits_the_screen(styleguide, frame, width):
    """WCAG 2.2, 1.4.4, with the longest Dutch word we could think of."""
    page = styleguide(frame, viewport={"width": width, "height": 900})
    page.evaluate(LARGE_TEXT)
    assert too_wide(page) == 0


def test_a_teacher_opens_the_menu_on_a_phone_without_scripts(styleguide):
    page = styleguide("staff", viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page.get_by_role("button", name="Menu", exact=True).click()
    assert page.get_by_role("link", name="Leerlingen").is_visible()


def test_a_coordinator_reaches_the_search_field_from_the_keyboard(styleguide):
    page = styleguide("staff")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search"


def test_a_dialog_opens_above_the_page_and_escape_closes_it(styleguide):
    page = styleguide("staff")
    page.get_by_role("link", name="Termijn verlengen").click()
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_selected_text_becomes_the_characters_that_the_server_counts(new_context, live_server):
    """S2-169: what is blacked out is exactly what was selected, also after an emoji and over a line's end."""
    text = "Noor 🙂 en Finn\npraatten met Yara."
    page = new_context().new_page()
    page.route("**/passage/", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=f"""
        <!doctype html><p class="redact" data-redact="#start #end #passage #shown" data-passage="7">{text}</p>
        <input id="start"><input id="end"><input id="passage"><output id="shown"></output><script src="/static/js/app.js"></script>"""))
    page.goto("/passage/")
    page.evaluate("""() => {
        const node = document.querySelector("[data-redact]").firstChild, at = node.data.indexOf("Finn");
        document.getSelection().setBaseAndExtent(node, at, node, at + "Finn\\npraatten".length);
    }""")
    page.wait_for_function("document.querySelector('#end').value !== ''")
    start, end = int(page.input_value("#start")), int(page.input_value("#end"))
    assert text[start:end] == "Finn\npraatten"
    assert page.input_value("#passage") == "7" and page.text_content("#shown") == "Finn\npraatten"
