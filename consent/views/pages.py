"""What the pages of consent share: who may open them, and the page that asks something."""
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School

GET_OR_POST = ["GET", "HEAD", "POST"]
SEES = (Verb.READ, Verb.WRITE, Verb.COUNT)              # the board counts, and reads of nobody what was answered
reads = needs(Register.CONSENTS, Verb.READ, Verb.WRITE)
counts = needs(Register.CONSENTS, *SEES)
writes = needs(Register.CONSENTS, Verb.WRITE)


def sees(scope: Scope) -> bool:
    """Whose menu has consent."""
    return not scope.is_family and any(scope.may(Register.CONSENTS, verb) for verb in SEES)


def reads_any(scope: Scope) -> bool:
    """Whose menu has the check: whoever reads answers of somebody."""
    return not scope.is_family and scope.may(Register.CONSENTS, Verb.READ)


def schools(scope: Scope, *verbs: Verb) -> Any:
    """The schools where this person may do one of these with consents."""
    reach = scope.schools(Register.CONSENTS, *verbs)
    found = School.objects.defer("logo")
    return found if reach is None else found.filter(pk__in=reach)


def sent(request: SignedInRequest) -> Any:
    """What was sent with the form; None before it was sent."""
    return request.POST if request.method == "POST" else None


def ask(
    request: SignedInRequest, form: Any, title: str, *, back: str, here: str = "", lede: str = "", submit: str = "", note: str = "",
    danger: bool = False,
) -> HttpResponse:
    """The page that asks something of one thing; `back` is the address of the thing and `here` its name."""
    crumbs = [{"label": _("Consent"), "url": reverse("consent:index")}]
    if here:
        crumbs.append({"label": here, "url": back})
    context = {
        "form": form, "title": title, "lede": lede, "crumbs": crumbs, "back_url": back, "submit": submit, "note": note, "danger": danger,
    }
    return render(request, "consent/ask.html", context, status=400 if form.errors else 200)
