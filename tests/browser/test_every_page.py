"""Every page, as everybody who can reach it: no violation of axe-core, no sideways scrolling, no console error (Must show 6)."""
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from django.utils import timezone

from privacyadmin.accounts.models import User
from privacyadmin.dashboard.demo.build import build
from tests.browser.crawl import sign_in, walk
from tests.sizes import SIZES

PEOPLE = [
    "coordinator", "fg", "board", "ict", "director.vlieger", "office.kompas", "teacher.vlieger", "counsellor.vlieger", "adviser.kompas",
    "parent.one", "parent.apart", "pupil.sixteen",
]
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture
def demo(transactional_db):
    """The demo board, as a school sees it that looks around."""
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        yield build(schools=2, count=60, seed=1, at=timezone.now())


def complaints_of(page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def violations(page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def scrolls_sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("width", SIZES.widths)
@pytest.mark.parametrize("theme", SIZES.themes)
@pytest.mark.parametrize("language", SIZES.languages)
def test_nobody_meets_a_page_with_a_barrier(demo, new_context, live_server, width, theme, language):
    """WCAG 2.2 AA as far as axe-core sees it, and reflow at 320 pixels, which it does not see."""
    wrong, names = [], set()
    for person in PEOPLE:
        context = new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        user = User.objects.get(email=f"{person}@demo.example")
        user.language = language
        user.save(update_fields=["language"])
        sign_in(context, live_server, user)
        page = context.new_page()
        heard = complaints_of(page)
        for visit in walk(page, live_server.url):
            names.add(visit.name)
            wrong += [f"{person} {visit.path}: {problem}" for problem in [*violations(page), *heard]]
            if scrolls_sideways(page):
                wrong.append(f"{person} {visit.path}: scrolls sideways at {width}")
            heard.clear()
        context.close()
    assert wrong == []
    assert len(names) > 25


def test_everybody_reaches_the_same_pages_without_scripts(demo, new_context, live_server):
    """Every page works with JavaScript off: it opens, with a heading and something to do."""
    for person in ("coordinator", "teacher.vlieger", "parent.one"):
        context = new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        sign_in(context, live_server, User.objects.get(email=f"{person}@demo.example"))
        page = context.new_page()
        for visit in walk(page, live_server.url):
            assert page.locator("h1").count() == 1, visit.path
        context.close()
