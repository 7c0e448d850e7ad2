"""One Chromium for all browser tests of a worker; every test gets a fresh profile in it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from privacyadmin.dashboard.demo.build import build
from tests.browser.recorder import Recorder

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def chromium() -> str:
    """The system's own browser; `make setup` installs it."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise RuntimeError("no Chromium on this machine: install the package chromium (make setup does)")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Playwright's loop runs in this thread, which Django would take for asynchronous code."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS, headless=True)
        yield running
        running.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    if before is not None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="session")
def _recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    recorder.start()
    yield recorder
    recorder.stop()


@pytest.fixture(autouse=True)
def recorder(transactional_db, _recorder: Recorder) -> Iterator[Recorder]:
    """After every browser test: nobody of its database is named in a log, in Redis, in a mail or in an address (Must show 5)."""
    _recorder.check()
    yield _recorder
    assert _recorder.check() == []


@pytest.fixture
def demo(transactional_db):
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        yield build(schools=2, count=40, seed=3, at=timezone.now())


@pytest.fixture
def smtp(smtp, recorder: Recorder) -> Iterator:
    """The mail server of all tests, and what it got is searched."""
    yield smtp
    recorder.mails += smtp.messages


@pytest.fixture
def real_worker(real_worker, recorder: Recorder) -> Iterator:
    """The worker of all tests, and its log is searched."""
    yield real_worker
    recorder.worker_logs.append(real_worker.log.read_text(errors="replace"))


@pytest.fixture
def new_context(browser: Browser, live_server, recorder: Recorder) -> Iterator:
    """A profile with what the test asks for: `new_context(java_script_enabled=False, viewport=…, locale="en")`."""
    contexts: list[BrowserContext] = []

    def make(**wishes) -> BrowserContext:
        context = browser.new_context(**({"base_url": live_server.url, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"} | wishes))
        context.set_default_timeout(15_000)
        context.on("request", lambda request: recorder.addresses.append(request.url))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context) -> Iterator[Page]:
    """A page at desk width, in Dutch; an error in its console, or of its scripts, fails the test."""
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def pytest_collection_modifyitems(items) -> None:
    """Everything in this folder drives the browser, on the live server, whose database is emptied afterwards."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
