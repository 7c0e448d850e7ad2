"""What every answer carries, and who gets past the door (SETTLED 12, 14)."""
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.accounts.devices import words_for
from privacyadmin.accounts.models import User
from privacyadmin.accounts.session_store import SEEN_AT

SECOND_FACTOR = "second_factor"                # session keys
SIGNED_IN_AT = "signed_in_at"
STATEMENT_DUE = "statement_due"
DEVICE = "device"
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
A_MINUTE = 60

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",      # a view that may be kept says so itself
}
# Views that a member of staff reaches between password and second step; nothing else under /accounts/.
BEFORE_SECOND_FACTOR = {"account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn", "set_language"}
# And between signing in and agreeing to the confidentiality statement (S2-117).
BEFORE_STATEMENT = {*BEFORE_SECOND_FACTOR, "account_statement", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}

Handler = Callable[[HttpRequest], HttpResponse]


def response_headers(get_response: Handler) -> Handler:
    """Not indexed, not kept by the browser, no sensors, no other window."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def send_to(request: HttpRequest, url: str) -> HttpResponse:
    """Elsewhere first: a redirect, or for part of a page 401 with the place where the whole page goes."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


class SignInRequired(LoginRequiredMiddleware):
    """Doors are shut by default; views behind `public` are open."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:    # type: ignore[override] # for htmx a 401
        return send_to(request, redirect_to_login(_page(request), reverse(settings.LOGIN_URL)).url)


def _page(request: HttpRequest) -> str:
    """Where to come back to, without the question that was asked there: it may hold a name."""
    htmx = getattr(request, "htmx", None)
    whole_page = htmx.current_url_abs_path if htmx else None
    path = (whole_page or request.path).partition("?")[0]
    return path if request.method in ("GET", "HEAD") or whole_page else _page_of_form(request)


def _page_of_form(request: HttpRequest) -> str:
    """The page on which a form stood that came too late: there it can be filled in again."""
    sent_from = urlsplit(request.headers.get("Referer", ""))
    return sent_from.path if sent_from.netloc == request.get_host() and sent_from.path.startswith("/") else "/"


def session_limits(get_response: Handler) -> Handler:
    """Twelve hours for everybody, half an hour of silence for staff; then one signs in again (RELIABILITY T20)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request, request.user, time.time()):
            logout(request)
            messages.info(request, _("You were signed out because nothing had happened for a while. Sign in again to go on."))
        return get_response(request)

    return middleware


def idle_limit() -> timedelta:
    """How long a member of staff may be silent."""
    return timedelta(seconds=settings.STAFF_IDLE_SECONDS)


def _is_over(request: HttpRequest, user: User, now: float) -> bool:
    session = request.session
    if session.get(DEVICE, here := words_for(request.headers.get("User-Agent", ""))) != here:
        return True                            # a session that was carried to another kind of browser (RELIABILITY T20)
    since, seen = session.setdefault(SIGNED_IN_AT, now), session.get(SEEN_AT, now)
    if now - since > settings.SESSION_COOKIE_AGE or (not user.is_family and now - seen > settings.STAFF_IDLE_SECONDS):
        return True
    if SEEN_AT not in session or now - seen > A_MINUTE:
        session[SEEN_AT] = now
    return False


def second_factor_required(get_response: Handler) -> Handler:
    """Staff with only a password are sent to set up the second step, and reach nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not _lacks_second_factor(request) or _is_open(request, view, BEFORE_SECOND_FACTOR):
            return None
        if get_adapter().is_mfa_enabled(request.user, SECOND_STEPS):
            logout(request)                     # set up elsewhere meanwhile: this session never showed it
            return send_to(request, reverse("account_login"))
        return send_to(request, reverse("mfa_activate_totp"))

    middleware.process_view = process_view             # type: ignore[attr-defined]
    return middleware


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    return settings.SECOND_FACTOR_REQUIRED and user.is_authenticated and not user.is_family and not request.session.get(SECOND_FACTOR)


def _is_open(request: HttpRequest, view, names: set[str]) -> bool:
    match = request.resolver_match
    return (match is not None and match.url_name in names) or getattr(view, "door", "") == "public"


def statement_required(get_response: Handler) -> Handler:
    """Staff read the confidentiality statement before anything else, and again when its text changed (S2-117)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or not request.session.get(STATEMENT_DUE) or _is_open(request, view, BEFORE_STATEMENT):
            return None
        return send_to(request, reverse("account_statement"))

    middleware.process_view = process_view             # type: ignore[attr-defined]
    return middleware
