from types import SimpleNamespace

import pytest

from privacyadmin.worklist import menu

STAFF, FAMILY = SimpleNamespace(is_family=False), SimpleNamespace(is_family=True)


@pytest.fixture(autouse=True)
def own_entries(monkeypatch):
    monkeypatch.setattr(menu, "ENTRIES", {})
    monkeypatch.setattr(menu, "reverse", lambda name: {"home": "/", "list": "/requests/", "new": "/requests/new/", "own": "/portal/"}[name])
    menu.register("New", "new", icon="plus", order=30)
    menu.register("Requests", "list", icon="request", order=20, count=lambda scope: menu.Count(4, bad=True))
    menu.register("Today", "home", icon="today", order=10)
    menu.register("My data", "own", icon="person", shown=menu.for_families)


def current(path: str) -> list[str]:
    return [entry["label"] for entry in menu.entries(STAFF, path) if entry["current"]]


def test_staff_and_families_each_see_their_own_menu_in_its_order():
    assert [entry["label"] for entry in menu.entries(STAFF, "/")] == ["Today", "Requests", "New"]
    assert [entry["label"] for entry in menu.entries(FAMILY, "/")] == ["My data"]


def test_one_entry_is_marked_the_one_the_page_lies_under():
    assert current("/") == ["Today"] and current("/requests/0190/") == ["Requests"] and current("/requests/new/") == ["New"]
    assert current("/students/") == []


def test_a_page_may_belong_to_the_entry_of_another_app(monkeypatch):
    monkeypatch.setattr(menu, "ELSEWHERE", {})
    menu._address.cache_clear()
    menu.belongs("/consent/talks/", "list")
    assert current("/consent/talks/0190/") == ["Requests"] and current("/consent/") == []


def test_what_is_late_counts_in_the_menu():
    assert [entry["count"] for entry in menu.entries(STAFF, "/")] == [None, menu.Count(4, bad=True), None]
