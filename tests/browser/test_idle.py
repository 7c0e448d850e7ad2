"""A member of staff who is silent is warned in time, and loses nothing that was typed (WCAG 2.2.1)."""
import pytest
from django.test import override_settings
from django.utils import timezone

from privacyadmin.accounts.models import User
from privacyadmin.dashboard.demo.build import build
from tests.browser.crawl import sign_in

URL = "/students/new/"


@pytest.fixture
def office(transactional_db, live_server, new_context):
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        build(schools=1, count=10, seed=3, at=timezone.now())
        user = User.objects.get(email="office.vlieger@demo.example")
        user.language = "en"
        user.save(update_fields=["language"])
        context = new_context(locale="en-GB")
        sign_in(context, live_server, user)
        yield context


def silent(page, *, seconds: int, warning: int) -> None:
    """The page with a shorter patience."""
    def shortened(route) -> None:
        answer = route.fetch()
        body = answer.text().replace('data-seconds="1740" data-warning="120"', f'data-seconds="{seconds}" data-warning="{warning}"')
        route.fulfill(response=answer, body=body)

    page.route("**" + URL, shortened)


def test_who_says_that_he_is_still_there_goes_on(office):
    page = office.new_page()
    silent(page, seconds=121, warning=120)
    page.goto(URL)
    page.get_by_text("In 2 minutes you are signed out").wait_for()
    page.get_by_role("button", name="Stay signed in").click()
    page.locator("#idle").wait_for(state="hidden")


def test_what_was_typed_is_still_there_after_signing_in_again(office, live_server):
    page = office.new_page()
    silent(page, seconds=4, warning=1)
    page.goto(URL)
    page.evaluate("document.getElementById('id_last_name').value = 'Wit'")
    page.get_by_text("You have been signed out").wait_for()
    assert not page.locator("main").is_visible()
    office.clear_cookies()
    page.get_by_role("button", name="I have signed in").click()
    page.get_by_text("Not signed in yet").wait_for()
    old = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    sign_in(office, live_server, User.objects.get(email="office.vlieger@demo.example"))
    page.get_by_role("button", name="I have signed in").click()
    page.locator("#idle").wait_for(state="hidden")
    assert page.locator("#id_last_name").input_value() == "Wit"
    assert page.locator("main [name=csrfmiddlewaretoken]").first.input_value() != old
