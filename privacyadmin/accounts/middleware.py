"""What every answer carries, and who gets past the door (SETTLED 12, 14)."""
import logging
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.accounts.models import User

log = logging.getLogger(__name__)

SECOND_FACTOR = "second_factor"                # session keys
SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
A_MINUTE = 60

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",      # a view that may be kept says so itself
}
# Views that a member of staff reaches between password and second step; nothing else under /accounts/.
BEFORE_SECOND_FACTOR = {"account_logout", "account_reauthenticate", "mfa_activate_totp", "set_language"}

EXPECTED = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)      # answered as 404, 403 and 400

Handler = Callable[[HttpRequest], HttpResponse]


def response_headers(get_response: Handler) -> Handler:
    """Not indexed, not kept by the browser, no sensors, no other window."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def name_failures(get_response: Handler) -> Handler:
    """One line of the log for a page that failed: which view, what kind of error, where; never a value, an address or a trace."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> None:
        if not isinstance(error, EXPECTED):
            place = traceback.extract_tb(error.__traceback__)[-1]
            view = request.resolver_match.view_name if request.resolver_match else "?"
            log.error("page failed: %s %s at %s:%s", view, type(error).__name__, Path(place.filename).name, place.lineno)

    middleware.process_exception = process_exception   # type: ignore[attr-defined]
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
    return path if request.method in ("GET", "HEAD") or whole_page else "/"


def session_limits(get_response: Handler) -> Handler:
    """Twelve hours for everybody, half an hour of silence for staff; then one signs in again (RELIABILITY T20)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request, request.user, time.time()):
            logout(request)
            messages.info(request, _("You were signed out because nothing had happened for a while. Sign in again to go on."))
        return get_response(request)

    return middleware


def _is_over(request: HttpRequest, user: User, now: float) -> bool:
    session = request.session
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
        if not _lacks_second_factor(request) or _is_open(request, view):
            return None
        if get_adapter().is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            logout(request)                     # set up elsewhere meanwhile: this session never showed it
            return send_to(request, reverse("account_login"))
        return send_to(request, reverse("mfa_activate_totp"))

    middleware.process_view = process_view             # type: ignore[attr-defined]
    return middleware


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    return settings.SECOND_FACTOR_REQUIRED and user.is_authenticated and not user.is_family and not request.session.get(SECOND_FACTOR)


def _is_open(request: HttpRequest, view) -> bool:
    match = request.resolver_match
    return (match is not None and match.url_name in BEFORE_SECOND_FACTOR) or getattr(view, "door", "") == "public"
