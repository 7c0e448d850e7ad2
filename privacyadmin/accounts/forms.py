"""Input at the door and of accounts; labels and help in plain words."""
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import events, services
from .models import Kind, SignInHow, SignInResult, User, username_of

CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "autofocus": True, "maxlength": "20"}
EMAIL_INPUT = {"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


def email_field(label: Any, help_text: Any = "") -> forms.EmailField:
    return forms.EmailField(label=label, help_text=help_text, widget=forms.EmailInput(EMAIL_INPUT))


def password_field(label: Any, *, new: bool = False, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": "new-password" if new else "current-password"})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


class CodeRequestForm(account.RequestLoginCodeForm):
    """A parent or pupil asks for a one-time code; who is unknown, or staff, is told the same (SETTLED 14)."""

    email = email_field(_("Your e-mail address"), _("The address that you gave the school."))

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "family_%s")
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = User.objects.who_may_sign_in(email, Kind.FAMILY)
        return email


class PasswordForm(account.LoginForm):
    """Staff sign in with a password; the second step follows."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "staff_%s")
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field(_("E-mail address"))
        self.fields["password"] = password_field(_("Password"))
        self.order_fields(["login", "password"])


class CodeForm(account.ConfirmLoginCodeForm):
    """The code from the mail, with or without the dash."""

    code = forms.CharField(label=_("Code from the mail"), help_text=_("Eight digits."), widget=forms.TextInput(CODE_INPUT))


class SecondStepForm(AuthenticateForm):
    """The six digits of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"), help_text=_("The six digits that your authenticator app shows now, or one of your recovery codes."),
        widget=forms.TextInput(CODE_INPUT),
    )


class SecondStepAgainForm(ReauthenticateForm):
    code = SecondStepForm.base_fields["code"]


class SetUpSecondStepForm(ActivateTOTPForm):
    """The first code proves that the app has the secret."""

    code = forms.CharField(label=_("Code"), help_text=_("The six digits that your app shows now."), widget=forms.TextInput(CODE_INPUT))


NONSENSE = (KeyError, TypeError, AttributeError, ValueError, IndexError, struct.error)      # what the library raises for made-up JSON


@contextmanager
def refusing_nonsense() -> Iterator[None]:
    """A made-up answer instead of a passkey's is refused like a wrong one."""
    try:
        yield
    except NONSENSE as error:
        raise get_mfa_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey always asks for a finger, a face or a PIN, and is found without an address: so it signs in alone."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Such as: my laptop, blue key. So that you know later which one it is.")
    )
    passwordless = None

    def clean(self) -> dict:
        with refusing_nonsense():
            return super().clean()


class PasskeyAsSecondStepForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with refusing_nonsense():
            return super().clean_credential()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with refusing_nonsense():
            return super().clean_credential()


class PasskeyForm(LoginWebAuthnForm):
    """Only staff whose account is open sign in with one (SETTLED 14)."""

    def clean_credential(self) -> Any:
        with refusing_nonsense():
            authenticator = super().clean_credential()
        if authenticator.user.kind != Kind.STAFF or not authenticator.user.is_active:
            raise get_mfa_adapter().validation_error("incorrect_code")
        return authenticator


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=60)


class PasswordAgainForm(account.ReauthenticateForm):
    password = password_field(_("Password"))


NEW_PASSWORD_HELP = _("At least twelve characters. Three or four words that belong to nothing else make a good password.")


class NewPasswordMixin:
    """Two new passwords that are alike, checked against the rules."""

    fields: dict[str, forms.Field]

    def _use_our_fields(self) -> None:
        rules: Any = self.fields["password1"]             # allauth's field, which knows whose password it is
        first = account.SetPasswordField(label=_("New password"), help_text=NEW_PASSWORD_HELP)
        first.user = rules.user
        first.widget.attrs = {"autocomplete": "new-password"}
        self.fields["password1"] = first
        self.fields["password2"] = password_field(_("The new password again"), new=True)


class ChangePasswordForm(NewPasswordMixin, account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._use_our_fields()
        self.fields["oldpassword"] = password_field(_("Your password now"))


class ChoosePasswordForm(NewPasswordMixin, account.ResetPasswordKeyForm):
    """By the link from a mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._use_our_fields()


class LinkRequestForm(account.ResetPasswordForm):
    """A member of staff forgot the password; who is unknown, or family, is told the same."""

    email = email_field(_("E-mail address"), _("The address with which you sign in."))

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        self.user = User.objects.who_may_sign_in(email, Kind.STAFF)
        return email

    def save(self, request, **kwargs) -> str:
        at = timezone.now()
        if self.user:
            services.send_password_link(self.user, at=at)
        else:
            services.nobody_asked(events.LINK_REQUESTED, at=at)
        return self.cleaned_data["email"]


class PasswordLinkForm(account.UserTokenForm):
    """The key in a link that was mailed; for staff whose account is open."""

    token_generator = default_token_generator

    def _get_user(self, uidb36: str) -> User | None:
        user = super()._get_user(uidb36)
        return user if user and user.is_active and user.kind == Kind.STAFF else None


class StaffForm(forms.Form):
    """A new colleague: only who it is; roles are given on another page."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(label=_("E-mail address of the school"), help_text=_("The colleague gets a mail here to choose a password."))

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(username=username_of(Kind.STAFF, email)).exists():
            raise ValidationError(_("There is a staff account with this address already."))
        return email


class StaffChangeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput({"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of pages and mail"), choices=settings.LANGUAGES)


class NewAddressForm(forms.Form):
    """Another address to sign in with."""

    email = forms.EmailField(
        label=_("New e-mail address"), widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("Two mails are sent, each with a code: one to the old address and one to the new."),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class MailedCodeForm(forms.Form):
    """A code from one of the two mailboxes."""

    code = forms.CharField(label=_("Code"), widget=forms.TextInput(CODE_INPUT | {"autofocus": False}))

    def __init__(self, data=None, *, side: str):
        super().__init__(data, auto_id=f"{side}_%s")
        words = {"old": _("Code from the mail to the old address"), "new": _("Code from the mail to the new address")}
        self.fields["code"].label = words[side]


class StatementForm(forms.Form):
    """A new text of the confidentiality statement, in both languages."""

    text_nl = forms.CharField(label=_("Text in Dutch"), max_length=6000, widget=forms.Textarea({"rows": 12}))
    text_en = forms.CharField(label=_("Text in English"), max_length=6000, widget=forms.Textarea({"rows": 12}))
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class SignInFilterForm(forms.Form):
    """What the sign-in log is narrowed to; no name, since a name does not belong in an address."""

    result = forms.ChoiceField(label=_("Result"), required=False, choices=[("", _("all")), *SignInResult.choices])
    how = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("all")), *SignInHow.choices])
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Up to and including"), required=False, widget=forms.DateInput({"type": "date"}))
    user = forms.UUIDField(required=False, widget=forms.HiddenInput)


class StaffFilterForm(forms.Form):
    OPEN, CLOSED, BARE, UNSIGNED = "open", "closed", "bare", "unsigned"
    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Which"), required=False,
        choices=[("", _("All")), (OPEN, _("May sign in")), (CLOSED, _("Closed")), (BARE, _("Without second step")),
                 (UNSIGNED, _("Statement not agreed to"))],
    )
