"""What the pages of the register share: finding a row through the scope, and the page that asks something."""
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from processors.models import Agreement, Party
from processors.models.parties import SEES
from processors.services.parties import check, keeps

GET_OR_POST = ["GET", "HEAD", "POST"]
AT_ONCE = 25
reads = needs(Register.PROCESSORS, *SEES)
writes = needs(Register.PROCESSORS, Verb.WRITE)


def party_of(request: SignedInRequest, key: UUID) -> Party:
    return get_object_or_404(Party.objects.visible_to(request.scope), pk=key)


def agreement_of(request: SignedInRequest, key: UUID) -> Agreement:
    rows = Agreement.objects.visible_to(request.scope).select_related("party", "school", "reviewed_by", "minimised_by")
    return get_object_or_404(rows.defer("school__logo").prefetch_related("clauses", "coverages__school"), pk=key)


def kept_agreement_of(request: SignedInRequest, key: UUID) -> Agreement:
    """An agreement that this person may write in; one of the board is not for who keeps the register of one school."""
    found = agreement_of(request, key)
    check(keeps(request.scope, found.school_id))
    return found


def schools_seen(scope: Scope) -> Any:
    """The schools of which this person reads the register."""
    reach = scope.schools(Register.PROCESSORS, *SEES)
    found = School.objects.defer("logo")
    return found if reach is None else found.filter(pk__in=reach)


def may_write(scope: Scope) -> bool:
    return scope.may(Register.PROCESSORS, Verb.WRITE)


def places_of(scope: Scope) -> dict[str, Any]:
    """For which schools this person writes, and whether for the board."""
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    found = School.objects.defer("logo")
    return {"places": found if reach is None else found.filter(pk__in=reach), "with_board": reach is None}


def sent(request: SignedInRequest) -> Any:
    """What was sent with the form; None before it was sent."""
    return request.POST if request.method == "POST" else None


def sent_files(request: SignedInRequest) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def ask(
    request: SignedInRequest, form: Any, title: str, *, back: Any, lede: str = "", submit: str = "", note: str = "", danger: bool = False
) -> HttpResponse:
    """The page that asks something of one thing; `back` is the thing, or what it hangs on."""
    crumbs = [{"label": _("Parties"), "url": reverse("processors:list")}]
    party = getattr(back, "party", None)
    if party is not None:
        crumbs.append({"label": party.name, "url": party.get_absolute_url()})
    crumbs.append({"label": str(back), "url": back.get_absolute_url()})
    context = {
        "form": form, "title": title, "lede": lede, "crumbs": crumbs, "back_url": back.get_absolute_url(), "submit": submit, "note": note,
        "danger": danger,
    }
    return render(request, "processors/ask.html", context, status=400 if form.errors else 200)
