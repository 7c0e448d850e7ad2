"""Every answer carries the headers of the table, and no other: pages, redirects, refusals, failures, files, static files (Must show 5)."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse

from privacyadmin.worklist import views as interface
from tests.authz import places, urls, world
from tests.factories import NOW
from tests.headers.golden import differences, headers_of, kind_of

pytestmark = pytest.mark.django_db
PRODUCTION = {
    "ALLOWED_HOSTS": ["testserver"], "SITE_URL": "https://testserver", "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "SECURE_HSTS_PRELOAD": True, "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True,
}


@pytest.fixture(autouse=True)
def _as_in_production(settings) -> Iterator[None]:
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    with time_machine.travel(NOW, tick=False):
        yield


class Visitors:
    """A browser with the middleware of these settings, that comes each time with the cookies of whoever asks."""

    def __init__(self, everybody: world.World) -> None:
        self.everybody, self.client = everybody, world.Visitor(raise_request_exception=False)

    def of(self, persona: str) -> Client:
        self.client.cookies = SimpleCookie({cookie.key: cookie.value for cookie in self.everybody.client(persona).cookies.values()})
        return self.client


def ask(client: Client, method: str, address: str, **headers):
    cache.clear()
    with transaction.atomic():
        response = client.generic(method, address, secure=True, content_type="application/x-www-form-urlencoded", headers=headers)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response


def askers(name: str, method: str) -> list[str]:
    """For each answer that the table of addresses has for this address, one person who gets it."""
    found: dict[str, str] = {}
    for persona, words in urls.table()[name, method].items():
        found.setdefault(words[0], persona)
    return list(found.values())


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
def test_every_address_answers_with_the_headers_of_its_class(everybody, method):
    """100 % of the addresses, each in every way that somebody is answered."""
    wrong, asked, visitors = [], 0, Visitors(everybody)
    for name, typed in urls.table():
        if typed != (method if method in urls.METHODS else "GET"):
            continue
        for persona in askers(name, typed) if method in urls.METHODS else ["anonymous"]:
            address = reverse(name, kwargs=places.addresses(everybody, name, persona)[0])
            response = ask(visitors.of(persona), method, address)
            asked += 1
            wrong += [f"{name} {method} {persona}: {difference}" for difference in differences(kind_of(response), headers_of(response))]
    assert asked >= len({name for name, _method in urls.table()})
    assert wrong == []


def check(response, status: int) -> None:
    assert response.status_code == status
    assert differences(kind_of(response), headers_of(response)) == []


@pytest.mark.parametrize("path", ["/static/css/base.css", "/static/js/app.js", "/static/icons.svg"])
def test_static_files_carry_them_too(path):
    response = Client().get(path, secure=True)
    b"".join(response.streaming_content)
    for close in response._resource_closers:        # response.close() would close the test's connection as well
        close()
    found = headers_of(response)
    assert differences("static", found) == []


def test_what_is_nowhere_is_404_with_the_same_headers():
    check(Client().get("/nowhere/", secure=True), 404)


def test_part_of_a_page_without_sign_in_is_401_with_the_same_headers():
    check(Client().get(reverse("home"), secure=True, headers={"HX-Request": "true"}), 401)


def test_http_is_sent_to_https():
    check(Client().get("/"), 301)


def test_a_bad_request_has_the_same_headers(monkeypatch):
    check(fail_with(monkeypatch, BadRequest("no")), 400)


def test_another_host_name_is_a_bad_request():
    check(Client(raise_request_exception=False).get("/", secure=True, headers={"host": "evil.example"}), 400)


def test_a_page_that_fails_has_the_same_headers(monkeypatch):
    check(fail_with(monkeypatch, ZeroDivisionError()), 500)


def test_a_page_without_its_database_has_the_same_headers(monkeypatch):
    check(fail_with(monkeypatch, OperationalError()), 503)


def fail_with(monkeypatch, problem: Exception):
    def fail(*_all, **_named):
        raise problem

    monkeypatch.setattr(interface, "fingerprint", fail)
    return Client(raise_request_exception=False).get(reverse("theme", args=["0" * 12]), secure=True)


def test_a_form_without_its_token_is_403_with_the_same_headers():
    check(Client(enforce_csrf_checks=True).post(reverse("account_login"), secure=True, headers={"referer": "https://testserver/"}), 403)


def test_whoever_asks_too_often_is_answered_with_the_same_headers(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/m/ip", "login": "1/m/ip"}
    for _time in range(3):
        response = Client().post(reverse("account_login"), {"login": "n@waaier.example", "password": "wrong"}, secure=True)
    assert differences(kind_of(response), headers_of(response)) == []
