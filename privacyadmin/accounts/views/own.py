"""One's own account: language, password, second step, signing out."""
from typing import Any

from allauth.account import views
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as second_step
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from privacyadmin.access.doors import needs_account, public
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts import services
from privacyadmin.accounts.forms import ChangePasswordForm, ChoosePasswordForm, PasswordAgainForm, SecondStepAgainForm, SetUpSecondStepForm
from privacyadmin.accounts.middleware import SECOND_FACTOR, SECOND_STEPS
from privacyadmin.accounts.models import StatementAgreed


@needs_account
@require_safe
def account_home(request: SignedInRequest) -> HttpResponse:
    """Who one is here, and what one can change about signing in."""
    user = request.user
    context: dict[str, Any] = {"page": base_page(request), "address_change": services.addresses.open_change(user)}
    if not user.is_family:
        context |= {
            "has_second_step": get_adapter().is_mfa_enabled(user, SECOND_STEPS),
            "agreed": StatementAgreed.objects.filter(user=user).select_related("statement").order_by("-at").first(),
        }
    return render(request, "account/home.html", context)


@needs_account
@require_safe
def still_here(request: SignedInRequest) -> JsonResponse:
    """Somebody says that he is there: his session goes on, and forms on pages from before a new sign-in can be sent (WCAG 2.2.1)."""
    return JsonResponse({"token": get_token(request), "who": str(request.user.pk)})


def base_page(request: SignedInRequest) -> str:
    return "base_portal.html" if request.user.is_family else "base_staff.html"


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
        self.request.session[SECOND_FACTOR] = get_adapter().is_mfa_enabled(user, SECOND_STEPS)
        return response
