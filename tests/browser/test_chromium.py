"""The browser of the browser tests reaches the program and nothing else."""

import pytest
from playwright.sync_api import Error


def test_the_browser_reaches_the_program(page):
    assert page.goto("/healthz").status == 200


def test_the_browser_reaches_nobody_else(new_context):
    page = new_context().new_page()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
