"""The code of a letter: typed here with an own e-mail address, which is then confirmed. Every answer is the same until both are right."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacyadmin.access.doors import public
from privacyadmin.access.http import sent
from privacyadmin.accounts import attempts
from privacyadmin.accounts.devices import seen_from
from privacyadmin.portal.forms import LetterCodeForm, MailCodeForm
from students.services import activation

KEPT = "activation"                          # in the session: the key of the letter's code, or nothing behind a wrong one
MOST_AN_HOUR, AN_HOUR = 40, 3600             # letters' codes typed from one network


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the letter and an e-mail address of one's own."""
    form = LetterCodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        network = seen_from(request).network
        if not attempts.take(f"letter|{network}", float(now.timestamp() // AN_HOUR), most=MOST_AN_HOUR, seconds=AN_HOUR):
            form.add_error(None, _("This was tried too often. Try again in an hour."))
        else:
            found = activation.ask(form.cleaned_data["code"], form.cleaned_data["email"], language=get_language() or "nl", at=now)
            request.session[KEPT] = str(found.pk) if found else ""
            return redirect("portal:code_confirm")
    return render(request, "portal/code.html", {"form": form})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code_confirm(request: HttpRequest) -> HttpResponse:
    """The code from the mail; then the door is open, and one signs in as everybody does."""
    form = MailCodeForm(sent(request))
    if KEPT not in request.session:
        return redirect("portal:code")
    if request.method == "POST" and form.is_valid():
        key = request.session[KEPT]
        user = activation.confirm(UUID(key), form.cleaned_data["code"], at=timezone.now()) if key else None
        if user is not None:
            del request.session[KEPT]
            messages.success(request, _("Your address is confirmed. From now on you sign in with it."))
            return redirect("account_login")
        form.add_error("code", _("This code is not right, or too old. Check the mail, or start again."))
    return render(request, "portal/code_confirm.html", {"form": form})
