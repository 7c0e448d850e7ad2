"""One's own account: language, password, second step, signing out."""
from typing import Any

from allauth.account import views
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from privacyadmin.access.doors import needs_account, public
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts import services
from privacyadmin.accounts.forms import ChangePasswordForm, ChoosePasswordForm, PasswordAgainForm, SecondStepAgainForm, SetUpSecondStepForm
from privacyadmin.accounts.middleware import SECOND_FACTOR


@needs_account
@require_safe
def account_home(request: SignedInRequest) -> HttpResponse:
    """Who one is here, and what one can change about signing in."""
    has_second_step = get_adapter().is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    page = "base_portal.html" if request.user.is_family else "base_staff.html"
    return render(request, "account/home.html", {"page": page, "has_second_step": has_second_step})


@needs_account
@require_POST
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """Signed out on every other device; this one stays."""
    user = services.end_sessions(request.user, at=timezone.now())
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("account_home")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Dutch or English: for this browser, and for the account and its mail where somebody signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        request.user.language = language
        request.user.save(update_fields=["language"])
        translation.activate(language)
    return django_set_language(request)


class ChangePassword(views.PasswordChangeView):
    form_class = ChangePasswordForm


class ChoosePassword(views.PasswordResetFromKeyView):
    form_class = ChoosePasswordForm


class PasswordAgain(views.ReauthenticateView):
    form_class = PasswordAgainForm


class SecondStepAgain(second_step.ReauthenticateView):
    form_class = SecondStepAgainForm


class SetUpSecondStep(totp.ActivateTOTPView):
    """Scan, type the first code, keep the recovery codes; sessions without the second step end."""

    form_class = SetUpSecondStepForm

    def form_valid(self, form: SetUpSecondStepForm) -> HttpResponse:
        response = super().form_valid(form)
        user = services.second_factor_was_set(self.request.user, at=timezone.now())
        update_session_auth_hash(self.request, user)
        self.request.session[SECOND_FACTOR] = True
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        found["typed_secret"] = " ".join(secret[start:start + 4] for start in range(0, len(secret), 4))
        return found


class RemoveSecondStep(totp.DeactivateTOTPView):
    """To set up another phone: the next page is that of setting up."""

    def get_success_url(self) -> str:
        return super().get_success_url() if not settings.SECOND_FACTOR_REQUIRED else "/"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = services.second_factor_was_removed(self.request.user, at=timezone.now())
        update_session_auth_hash(self.request, user)
        self.request.session[SECOND_FACTOR] = False
        return response
