"""Takes a picture of every page; run by tests/tools/screenshots.py, not part of the tests."""
import os

import pytest
from django.core.management import call_command
from django.test import override_settings

from privacyadmin.accounts.models import User
from tests.browser.crawl import sign_in, walk
from tests.tools.screenshots import TARGET

PEOPLE = {
    "coordinator": 2, "director.vlieger": 1, "office.kompas": 1, "teacher.vlieger": 1, "counsellor.vlieger": 1, "fg": 1, "parent.one": 2,
    "parent.apart": 1, "pupil.sixteen": 1,
}
# The six pictures of the README: who, which page, at which width.
README = {
    ("coordinator", "home", 1280): "readme-today", ("coordinator", "requests:detail", 1280): "readme-request",
    ("coordinator", "students:detail", 1280): "readme-pupil", ("coordinator", "access:matrix", 1280): "readme-matrix",
    ("parent.one", "portal:home", 390): "readme-portal", ("parent.one", "portal:request", 390): "readme-progress",
}
WIDTHS = [int(width) for width in os.environ.get("WIDTHS", "390,1280").split(",")]
LANGUAGES = os.environ.get("LANGUAGES", "nl,en").split(",")
THEMES = os.environ.get("THEMES", "light,dark").split(",")


@pytest.fixture
def demo(transactional_db):
    """The demo board, as a school sees it that looks around."""
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        call_command("demo_data", pupils=120, verbosity=0)
        yield


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_pictures(demo, new_context, live_server, width, language, theme):
    for person in PEOPLE:
        context = new_context(viewport={"width": width, "height": 844 if width < 800 else 900}, color_scheme=theme)
        user = User.objects.get(email=f"{person}@demo.example")
        user.language = language
        user.save(update_fields=["language"])
        sign_in(context, live_server, user)
        page = context.new_page()
        for number, visit in enumerate(walk(page, live_server.url), start=1):
            name = visit.name.replace(":", "-")
            page.screenshot(path=TARGET / f"{person}-{number:02d}-{name}-{width}-{language}-{theme}.png", full_page=True)
            picture = README.get((person, visit.name, width)) if (language, theme) == ("nl", "light") else None
            if picture:
                page.screenshot(path=TARGET / f"{picture}.png")
        context.close()
