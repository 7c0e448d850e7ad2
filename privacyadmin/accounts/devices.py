"""From where somebody signs in, in rough words: enough to recognise oneself, too little to follow anybody."""
import ipaddress
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

BROWSERS = (                                           # the first that is named counts: most call themselves Chrome and Safari too
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
COOKIE, SALT, A_YEAR = "known", "accounts.known", 365 * 24 * 3600
MOST_KNOWN = 8                                         # accounts of one browser: a computer in the staff room


@dataclass(frozen=True)
class Seen:
    """A kind of device and the first part of a network; `knows` says whether this browser signed in with the account before."""

    device: str = ""
    network: str = ""
    knows: bool = False


def seen_from(request: HttpRequest, user: Any = None) -> Seen:
    knows = user is not None and is_known(request, user)
    return Seen(words_for(request.headers.get("User-Agent", "")), network_of(_address(request)), knows)


def words_for(agent: str) -> str:
    """`Firefox, Windows`; what it does not know it leaves out."""
    found = (next((name for mark, name in names if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


def network_of(address: str) -> str:
    """The first three numbers of an IPv4 address, the first three groups of an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    length = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network((ip, length), strict=False))


def is_known(request: HttpRequest, user: Any) -> bool:
    return str(user.pk) in _known(request)


def remember(request: HttpRequest, response: HttpResponse, user: Any, *, secure: bool) -> None:
    """This browser has signed in with this account: a signed cookie that holds keys of accounts and nothing else."""
    others = [key for key in _known(request) if key != str(user.pk)]
    value = signing.dumps([str(user.pk), *others][:MOST_KNOWN], salt=SALT)
    response.set_cookie(COOKIE, value, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax", path="/accounts/")


def _known(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return []


def _address(request: HttpRequest) -> str:
    try:
        return get_adapter().get_client_ip(request) or ""
    except PermissionDenied:                           # allauth: behind more proxies than the settings name
        return ""
