"""How allauth behaves here: two kinds of account, no sign-up, no mail of its own (SETTLED 14)."""
import base64
import time
from io import BytesIO
from typing import Any, cast

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal.cryptokit import generate_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from privacyadmin import crypto

from . import devices, services
from .middleware import DEVICE, SECOND_FACTOR, SECOND_STEPS, SEEN_AT, SIGNED_IN_AT, STATEMENT_DUE
from .models import Kind, SignInHow, SignInResult, User
from .session_store import SIGN_IN

CODE_LENGTH = 8                                 # digits: nine guesses in ten minutes leave one chance in eleven million
PORTAL = "/portal/"
SECRET_LABEL = "accounts.second_factor"         # noqa: S105


def landing(user: User) -> str:
    """Where somebody starts: a family in its portal, staff at the work-list."""
    return PORTAL if user.is_family else "/"


def fits(user: User, url: str | None) -> bool:
    """Whether a page that was asked for before signing in is meant for this kind of account."""
    return url is not None and url != "" and url.startswith(PORTAL) == user.is_family


def way_in(records: list[dict[str, Any]]) -> str:
    """How somebody has just signed in, by what allauth noted of each step."""
    methods = {record["method"] for record in records}
    if any(record.get("passwordless") for record in records):
        return SignInHow.PASSKEY
    if "mfa" in methods:
        return SignInHow.SECOND_STEP
    return SignInHow.PASSWORD if "password" in methods else SignInHow.CODE if "code" in methods else SignInHow.OTHER


def set_language_cookie(response: HttpResponse, language: str) -> HttpResponse:
    """The language of the pages from now on, in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, secure=settings.SESSION_COOKIE_SECURE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


class AccountAdapter(DefaultAccountAdapter):
    """The hooks of allauth; what is done stands in services."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not belong together. Check both, and try again."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This is not the code that was sent. Check it, and try again."),
        "too_many_login_attempts": _("This was tried too often. Wait ten minutes, and try again."),
        "rate_limited": _("This was tried too often. Wait a few minutes, and try again."),
        "invalid_password_reset": _("This link does not work any more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        return generate_user_code(numeric=True, length=CODE_LENGTH)

    def is_safe_url(self, url: str) -> bool:
        """A page of this site only."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())

    # Signing in and out

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing(cast(User, request.user))              # allauth asks it of who has just signed in

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def login(self, request: HttpRequest, user: User) -> None:
        """A session under a new key; whoever has a second step has just shown it (allauth's stage before this)."""
        super().login(request, user)
        how = way_in(get_authentication_records(request, user))
        seen = devices.seen_from(request, user)
        line = services.note_sign_in(user, how=how, seen=seen, at=timezone.now())
        request.session[SIGN_IN], request.session[DEVICE] = str(line.pk), seen.device
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = time.time()
        request.session[SECOND_FACTOR] = not user.is_family and is_mfa_enabled(user, SECOND_STEPS)
        request.session[STATEMENT_DUE] = services.statements.is_due(user)

    def post_login(self, request: HttpRequest, user: User, *, redirect_url: str | None, **hooks: Any) -> HttpResponse:
        wanted = redirect_url if fits(user, redirect_url) else landing(user)
        response = super().post_login(request, user, redirect_url=wanted, **hooks)
        devices.remember(request, response, user, secure=settings.SESSION_COOKIE_SECURE)
        return set_language_cookie(response, user.language)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._note_failure(request, credentials, SignInResult.TOO_OFTEN)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note_failure(request, credentials, SignInResult.WRONG)

    def _note_failure(self, request: HttpRequest, credentials: dict[str, Any], result: str) -> None:
        about = User.objects.who_may_sign_in(credentials.get("email", ""), Kind.STAFF)
        services.note_failure(about, how=SignInHow.PASSWORD, seen=devices.seen_from(request), at=timezone.now(), result=result)

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, kind=user.kind, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Who signed in these last minutes is not asked again."""
        request = context.request
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > since for record in get_authentication_records(request, request.user))

    def set_password(self, user: User, password: str) -> None:
        services.choose_password(user, password, at=timezone.now())

    # Mail: rows of the outbox, never from here

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth wants to send one mail by itself, the code: the view does it, with as much work for who is unknown."""
        if template_prefix != "account/email/login_code":
            raise ImproperlyConfigured(f"{template_prefix} is not sent here.")
        context["request"].code_to_mail = context["code"]

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """The services tell the owner of a change."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second step are stored sealed; the drawing has a white ground, also at night."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not right. Wait for the next code in your app, or use your passkey once more."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return _("Passkey %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Privacyadmin"}

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal_system(text, SECRET_LABEL)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_system(base64.b64decode(encrypted_text), SECRET_LABEL)

    def build_totp_svg(self, url: str) -> str:
        drawing = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawing)
        return drawing.getvalue().decode()
