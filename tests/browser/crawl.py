"""Walks the program as each person of the demo does: from the landing page along every link, once per kind of page."""
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page

from privacyadmin.accounts.models import User

NOT_PAGES = {                   # no HTML, or no page of its own
    "logo", "theme", "organisation:swatch", "outbox:robots", "outbox:healthz", "outbox:readyz", "set_language", "account_still_here",
}
DOWNLOAD_HINTS = ("download", "file", "scan")
PER_KIND = 2                    # two of a kind: a first and another, for pages that differ by their state


@dataclass(frozen=True)
class Visit:
    """One page as one person sees it."""

    name: str
    path: str


def sign_in(context: BrowserContext, live_server, user: User) -> None:
    """A session in the browser, without going through the sign-in page."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def name_of(path: str) -> str | None:
    """The name of the URL that a path belongs to; nothing where it belongs to none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def links(page: Page, base: str) -> list[str]:
    """The program's own addresses that a page links to."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    whole = [urljoin(page.url, href) for href in found]
    return [href.removeprefix(base).split("#")[0] for href in whole if href.startswith(base)]


def is_page(name: str | None) -> bool:
    return name is not None and name not in NOT_PAGES and not any(hint in name for hint in DOWNLOAD_HINTS)


def walk(page: Page, base: str, start: str = "/", seen_by_others: dict[str, int] | None = None) -> Iterator[Visit]:
    """Opens each kind of page that can be reached, at most twice, and stands on it while the caller looks.

    A kind that others have looked at often enough is opened for its links alone.
    """
    waiting, seen, opened = deque([start]), {start}, {}
    looked_at = {} if seen_by_others is None else seen_by_others
    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        is_known = looked_at.get(name, 0) >= PER_KIND
        if not is_page(name) or opened.get(name, 0) >= (1 if is_known else PER_KIND):
            continue
        response = page.goto(base + path, wait_until="load")
        opened[name] = opened.get(name, 0) + 1
        assert response.status == 200, f"{path} answers {response.status}"
        if not is_known:
            looked_at[name] = looked_at.get(name, 0) + 1
            yield Visit(name, path)
        for link in links(page, base):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
