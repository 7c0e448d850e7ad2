"""Every page, as everybody who can reach it: no violation of axe-core, no sideways scrolling, no console error (Must show 6)."""
import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from privacyadmin.accounts.models import User
from tests.authz import places, world
from tests.authz.urls import table
from tests.browser.crawl import is_page
from tests.factories import NOW
from tests.sizes import FULL, SIZES

# Who is asked first to open a page: the ones whose pages hold most.
ORDER = [
    "handler", "coordinator", "parent", "director", "office", "counsellor", "adviser", "board_member", "ict", "fg", "mentor",
    "group_teacher", "school_coordinator", "care_coordinator", "pupil_16", "parent_no_authority", "no_role", "anonymous",
]
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
PARTS = (0, 1)                      # of the pages: each worker takes one


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


def look(page, number: int) -> list[str]:
    """What is wrong with the page that the browser stands on, at each width; the small run asks axe-core at one of them, in turn."""
    wrong = []
    for which, width in enumerate(SIZES.widths):
        page.set_viewport_size({"width": width, "height": 900})
        if FULL or number % len(SIZES.widths) == which:
            wrong += [f"at {width}: {problem}" for problem in violations(page)]
        if scrolls_sideways(page):
            wrong.append(f"at {width}: scrolls sideways")
    return wrong


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("theme", SIZES.themes)
@pytest.mark.parametrize("language", SIZES.languages)
def test_no_page_has_a_barrier(transactional_db, new_context, live_server, theme, language, part):
    """WCAG 2.2 AA as far as axe-core sees it, and reflow at 320 pixels, which it does not see: every address of the table."""
    wrong = []
    with time_machine.travel(NOW, tick=True):
        everybody = world.build()
        for persona, names in who_opens_what(part).items():
            page = page_of(everybody, persona, new_context, live_server, language, color_scheme=theme)
            heard = complaints_of(page)
            for number, name in enumerate(names):
                path = reverse(name, kwargs=places.addresses(everybody, name, persona)[0])
                response = page.goto(live_server.url + path, wait_until="load")
                assert response.status == 200, f"{persona} {path} answers {response.status}"
                wrong += [f"{persona} {name}: {problem}" for problem in [*look(page, number), *heard]]
                heard.clear()
            page.context.close()
    assert wrong == []


def who_opens_what(part: int | None = None) -> dict[str, list[str]]:
    """Each page once, or each of a part, by somebody who may see it: person → names of addresses."""
    found: dict[str, list[str]] = {}
    names = sorted(html_pages())
    for name in names if part is None else names[part::len(PARTS)]:
        row = table()[name, "GET"]
        persona = next(persona for persona in ORDER if row.get(persona, [""])[0] == "200")
        found.setdefault(persona, []).append(name)
    return found


def page_of(everybody: world.World, persona: str, new_context, live_server, language: str, **wishes):
    """A browser window in which this person is signed in."""
    context = new_context(locale=language, **wishes)
    if persona != "anonymous":
        User.objects.filter(pk=everybody.people[persona].pk).update(language=language)
        cookie = everybody.client(persona).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context.new_page()


def html_pages() -> set[str]:
    """Every address that answers GET with a page to somebody, by the table of authorisation."""
    answered = {name for (name, method), row in table().items() if method == "GET" and any("200" in words for words in row.values())}
    return {name for name in answered if is_page(name)}


@pytest.mark.parametrize("part", PARTS)
def test_every_page_works_without_scripts(transactional_db, new_context, live_server, part):
    """Every page opens with JavaScript off, at the width of a phone, with one heading that says where one is."""
    wrong = []
    with time_machine.travel(NOW, tick=True):
        everybody = world.build()
        for persona, names in who_opens_what(part).items():
            window = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
            page = page_of(everybody, persona, new_context, live_server, "nl", **window)
            for name in names:
                page.goto(live_server.url + reverse(name, kwargs=places.addresses(everybody, name, persona)[0]))
                if page.locator("h1").count() != 1:
                    wrong.append(name)
            page.context.close()
    assert wrong == []
