"""The way in: allauth's views with our page, our words and our counting."""
import json
from typing import Any

from allauth.account import app_settings, views
from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin

from privacyadmin.accounts import attempts, demo, events, services
from privacyadmin.accounts.devices import seen_from
from privacyadmin.accounts.forms import (
    CodeForm,
    CodeRequestForm,
    LinkRequestForm,
    PasskeyAsSecondStepForm,
    PasskeyForm,
    PasswordForm,
    SecondStepForm,
)
from privacyadmin.accounts.models import SignInHow, SignInResult


class BothDoors(ContextMixin):
    """One page with two doors: parents and pupils first, staff below."""

    request: HttpRequest
    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        form = found["form"]
        found["code_form"] = form if isinstance(form, CodeRequestForm) else CodeRequestForm()
        found["password_form"] = form if isinstance(form, PasswordForm) else PasswordForm(request=self.request)
        found["demo_accounts"] = demo.ACCOUNTS if settings.DEMO else []
        found["demo_password"] = demo.PASSWORD
        return found

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Who comes back to the door may start again, with another address."""


class Login(BothDoors, views.LoginView):
    form_class = PasswordForm


class RequestCode(BothDoors, views.RequestLoginCodeView):
    form_class = CodeRequestForm

    def form_valid(self, form: CodeRequestForm) -> HttpResponse:
        response = super().form_valid(form)
        if form._user:
            code = self.request.code_to_mail               # type: ignore[attr-defined] # left there by our adapter
            services.send_code(form._user, code, at=timezone.now())
        else:
            services.nobody_asked(events.CODE_REQUESTED, at=timezone.now())
        return response


class ConfirmCode(views.ConfirmLoginCodeView):
    """The code from the mail: three tries, ten minutes."""

    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", None) is None and not request.user.is_authenticated:
            messages.error(request, _("The code does not work any more. Ask for a new one."))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = self._process.state
        may_try = attempts.take(
            request.session.session_key or "", state["at"],
            most=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS, seconds=app_settings.LOGIN_BY_CODE_TIMEOUT,
        )
        return super().post(request, *args, **kwargs) if may_try else self._too_often()

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        services.note_failure(self._process.user, how=SignInHow.CODE, seen=seen_from(self.request), at=timezone.now())
        return super().form_invalid(form)

    def _too_often(self) -> HttpResponse:
        services.note_failure(
            self._process.user, how=SignInHow.CODE, seen=seen_from(self.request), at=timezone.now(), result=SignInResult.TOO_OFTEN
        )
        self._process.abort()
        messages.error(self.request, get_adapter().error_messages["too_many_login_attempts"])
        return HttpResponseRedirect(reverse("account_login"))


class SecondStep(second_step.AuthenticateView):
    """Staff: the code of the authenticator app, or a passkey."""

    form_class = SecondStepForm
    webauthn_form_class = PasskeyAsSecondStepForm

    def form_invalid(self, form: SecondStepForm) -> HttpResponse:
        services.note_failure(self.stage.login.user, how=SignInHow.SECOND_STEP, seen=seen_from(self.request), at=timezone.now())
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        types = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        found["has_passkey"], found["has_codes"] = Authenticator.Type.WEBAUTHN in types, bool(types - {Authenticator.Type.WEBAUTHN})
        found["options"] = json.dumps(found["js_data"]["request_options"])
        return found


class SignInWithPasskey(webauthn.LoginWebAuthnView):
    """Staff: a passkey alone, which has asked for a finger or a PIN itself."""

    form_class = PasskeyForm

    def form_invalid(self, form: PasskeyForm) -> HttpResponse:
        services.note_failure(None, how=SignInHow.PASSKEY, seen=seen_from(self.request), at=timezone.now())
        return super().form_invalid(form)


class RequestLink(views.PasswordResetView):
    form_class = LinkRequestForm
