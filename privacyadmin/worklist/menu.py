"""The main menu: each app adds its own entry when it starts, and says for whom."""
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise

from privacyadmin.access.scope import Scope


def for_staff(scope: Scope) -> bool:
    return not scope.is_family


def for_families(scope: Scope) -> bool:
    return scope.is_family


MOST_SHOWN = 999


@dataclass(frozen=True)
class Count:
    """The small number behind an entry; `bad` when part of it is late."""

    number: int
    bad: bool = False

    @property
    def text(self) -> str:
        """What stands in the menu; an app need not count beyond it."""
        return f"{MOST_SHOWN}+" if self.number > MOST_SHOWN else str(self.number)


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url_name: str
    icon: str
    order: int
    group: str
    shown: Callable[[Scope], bool]
    count: Callable[[Scope], Count] | None


ENTRIES: dict[str, Entry] = {}
ELSEWHERE: dict[str, str] = {}


def register(
    label: str | Promise, url_name: str, *, icon: str, order: int = 50, group: str = "", shown: Callable[[Scope], bool] = for_staff,
    count: Callable[[Scope], Count] | None = None,
) -> None:
    """Add an entry; `group` is "" or "manage"; the same url_name registered again replaces the earlier one."""
    ENTRIES[url_name] = Entry(label, url_name, icon, order, group, shown, count)
    in_order = sorted(ENTRIES.values(), key=lambda entry: (entry.group, entry.order))
    ENTRIES.clear()
    ENTRIES.update({entry.url_name: entry for entry in in_order})


class Menu(list[dict]):
    """What somebody's menu shows: label, url, icon, group, current and count of each entry."""

    @property
    def drawn_as(self) -> str:
        """The same for all menus that are drawn alike."""
        return " ".join([f"{entry['url']}{'*' if entry['current'] else ''}{entry['count'] or ''}" for entry in self])


def belongs(address: str, url_name: str) -> None:
    """Pages below this address stand under the entry of another app, as their breadcrumb does."""
    ELSEWHERE[address] = url_name


def entries(scope: Scope, path: str) -> Menu:
    """This person's menu, with the entry marked that the page belongs to."""
    shown = [entry for entry in ENTRIES.values() if entry.shown(scope)]
    urls = {entry.url_name: _address(entry.url_name) for entry in shown}
    path = next((_address(name) for address, name in ELSEWHERE.items() if path.startswith(address)), path)
    current = _current(list(urls.values()), path)
    return Menu(
        {
            "label": entry.label, "url": urls[entry.url_name], "icon": entry.icon, "group": entry.group,
            "current": urls[entry.url_name] == current, "count": entry.count(scope) if entry.count else None,
        }
        for entry in shown
    )


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def _current(urls: list[str], path: str) -> str:
    """The longest address that the page lies under; a landing page only marks itself."""
    under = [url for url in urls if path == url or (url not in ("/", "/portal/") and path.startswith(url))]
    return max(under, key=len, default="")
