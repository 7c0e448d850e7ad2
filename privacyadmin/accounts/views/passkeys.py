"""Passkeys of staff: add, name, remove (SETTLED 14). The browser does the rest: static/js/passkeys.js."""
import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone

from privacyadmin.accounts import services
from privacyadmin.accounts.forms import AddPasskeyForm, PasskeyAgainForm, RenamePasskeyForm
from privacyadmin.accounts.middleware import SECOND_FACTOR, SECOND_STEPS

LIST = reverse_lazy("mfa_index")


class AddPasskey(views.AddWebAuthnView):
    """Made on this device or on a key; it counts as both steps of signing in."""

    form_class = AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        found["options"] = json.dumps(auth.begin_registration(self.request.user, passwordless=True))
        found["is_first"] = not self.request.session.get(SECOND_FACTOR)
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = services.passkey_was_added(self.request.user, at=timezone.now())
        update_session_auth_hash(self.request, user)
        self.request.session[SECOND_FACTOR] = True
        return response


class RenamePasskey(views.EditWebAuthnView):
    form_class = RenamePasskeyForm
    success_url = LIST


class RemovePasskey(views.RemoveWebAuthnView):
    success_url = LIST

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = services.passkey_was_removed(self.request.user, at=timezone.now())
        update_session_auth_hash(self.request, user)
        self.request.session[SECOND_FACTOR] = get_adapter().is_mfa_enabled(user, SECOND_STEPS)
        return response


class PasskeyAgain(views.ReauthenticateWebAuthnView):
    """Show once more that it is you, by passkey."""

    form_class = PasskeyAgainForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        found["options"] = json.dumps(found["js_data"]["request_options"])
        return found
