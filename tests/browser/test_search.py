"""A name that is searched for stands in no address; pages, filters and the back button work, with and without scripts."""
import re

import pytest
from django.test import override_settings
from django.utils import timezone

from privacyadmin.accounts.models import User
from privacyadmin.dashboard.demo.build import build
from tests.browser.crawl import sign_in


@pytest.fixture
def office(transactional_db, live_server, new_context):
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        build(schools=1, count=60, seed=3, at=timezone.now())
        user = User.objects.get(email="office.vlieger@demo.example")
        user.language = "en"
        user.save(update_fields=["language"])

        def page(**wishes):
            context = new_context(locale="en-GB", viewport={"width": 1280, "height": 900}, **wishes)
            sign_in(context, live_server, user)
            return context.new_page()

        yield page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_by_name_in_the_browser(office, scripts):
    page = office(java_script_enabled=scripts)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto("/students/")
    rows = page.locator("#rows tbody tr")
    everybody = rows.count()
    for words in ("noor", "finn"):                              # twice, soon after each other
        page.get_by_label("Name").fill(words)
        page.get_by_role("button", name="Filter").click()
        page.wait_for_url(re.compile(r"\?s="))
        rows.filter(has_text=re.compile(words, re.I)).first.wait_for()
        assert 0 < rows.count() < everybody and page.get_by_label("Name").input_value() == words
    page.reload()
    assert rows.filter(has_text=re.compile("finn", re.I)).count() == rows.count()
    page.go_back()
    rows.filter(has_text=re.compile("noor", re.I)).first.wait_for()
    page.get_by_label("Search for a pupil").fill("finn")
    page.get_by_label("Search for a pupil").press("Enter")
    rows.filter(has_text=re.compile("finn", re.I)).first.wait_for()
    assert not [address for address in addresses if re.search("noor|finn", address, re.I)]
