"""The confidentiality statement: read, agreed to, and worded anew (S2-117)."""
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyadmin.access.doors import View, needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts import services
from privacyadmin.accounts.forms import StatementForm
from privacyadmin.accounts.middleware import STATEMENT_DUE
from privacyadmin.accounts.models import Statement, StatementAgreed
from privacyadmin.accounts.rules import writes_statement
from privacyadmin.workflow import NotAllowed

GET_OR_POST = ["GET", "HEAD", "POST"]


@needs_staff
@require_http_methods(GET_OR_POST)
def statement(request: SignedInRequest) -> HttpResponse:
    """What staff promise; at the first sign-in nothing else opens before it."""
    current = services.statements.current()
    if current is None:
        raise Http404
    language = "en" if get_language() == "en" else "nl"
    text = current.text(language)
    if request.method == "POST":
        services.statements.agree(request.user, shown=request.POST.get("shown", ""), language=language, at=timezone.now())
        request.session[STATEMENT_DUE] = False
        messages.success(request, _("Thank you. It is noted that you agreed."))
        return redirect("home")
    agreed = StatementAgreed.objects.filter(user=request.user, statement=current).first()
    context = {
        "statement": current, "text": text, "shown": services.statements.fingerprint(text), "agreed": agreed,
        "page": "base_plain.html" if agreed is None else "base_staff.html", "may_write": writes_statement(request.scope),
    }
    return render(request, "accounts/statement.html", context)


def writers_door(view: View) -> View:
    """Whoever words the board's rules."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not writes_statement(request.scope):
            raise NotAllowed(_("The privacy coordinator of the board words the statement."))
        return view(request, *args, **kwargs)

    return needs_staff(guarded)


@writers_door
@require_http_methods(GET_OR_POST)
def new_statement(request: SignedInRequest) -> HttpResponse:
    """Another text: everybody is asked at the next sign-in."""
    current = services.statements.current()
    initial = {"text_nl": current.text_nl, "text_en": current.text_en, "after": current.number} if current else {"after": 0}
    form = StatementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.statements.publish(**form.cleaned_data, by=request.scope, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("The new text is published. Everybody is asked to agree to it at the next sign-in."))
            return redirect("account_statement")
    versions = Statement.objects.select_related("made_by")
    return render(request, "accounts/statement_new.html", {"form": form, "versions": versions})
