"""Another address to sign in with: asked here, confirmed by a code from the old and one from the new mailbox."""
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access.doors import needs_account
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts.forms import MailedCodeForm, NewAddressForm
from privacyadmin.accounts.services import addresses
from privacyadmin.workflow import NotAllowed

from .doors import shut_without_count
from .own import base_page

SIDES = (addresses.OLD, addresses.NEW)


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
@shut_without_count
def address(request: SignedInRequest) -> HttpResponse:
    """The address now, the one that was asked for, and the codes that are still to come. Staff show once more that it is they."""
    return _address(request) if request.user.is_family else _address_of_staff(request)


def _address(request: SignedInRequest) -> HttpResponse:
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            addresses.ask(request.user, form.cleaned_data["email"], by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error("email", refusal.reason)
        else:
            messages.success(request, _("Two mails with a code are on their way: one to the old address, one to the new."))
            return redirect("account_address")
    return _page(request, form)


_address_of_staff = reauthentication_required(app="privacyadmin.accounts")(_address)


def _page(request: SignedInRequest, form: NewAddressForm, typed: MailedCodeForm | None = None, side: str = "") -> HttpResponse:
    change = addresses.open_change(request.user)
    if change and change.expires_at <= timezone.now():
        change = None
    codes = []
    if change:
        done = {addresses.OLD: change.old_confirmed_at, addresses.NEW: change.new_confirmed_at}
        codes = [(each, done[each], typed if typed and each == side else MailedCodeForm(side=each)) for each in SIDES]
    return render(request, "account/address.html", {"page": base_page(request), "form": form, "change": change, "codes": codes})


@needs_account
@require_POST
@shut_without_count
def confirm_address(request: SignedInRequest, side: str) -> HttpResponse:
    """A code from one of the two mailboxes."""
    change = addresses.open_change(request.user)
    if side not in SIDES or change is None:
        raise Http404
    form = MailedCodeForm(request.POST, side=side)
    if not form.is_valid():
        return _page(request, NewAddressForm(), form, side)
    if not addresses.confirm(change, side, form.cleaned_data["code"], at=timezone.now()):
        form.add_error("code", _("This is not the code that was sent. Check it, and try again."))
        return _page(request, NewAddressForm(), form, side)
    request.user.refresh_from_db()
    if addresses.open_change(request.user):
        messages.success(request, _("That code is right. Now the other one."))
        return redirect("account_address")
    messages.success(request, _("From now on you sign in with the new address. Do so now, please."))
    return redirect("account_login")


@needs_account
@require_POST
def stop_address(request: SignedInRequest) -> HttpResponse:
    """The owner objects to the change, or no longer wants it."""
    change = addresses.open_change(request.user)
    if change is None:
        raise Http404
    addresses.stop(change, by=request.user, at=timezone.now())
    messages.success(request, _("The change is stopped. You sign in with the address that you had."))
    return redirect("account_home")
