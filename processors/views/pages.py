"""What the pages of the register share: finding a row through the scope, and the page that asks something."""
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, ask_page
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from processors.models import Agreement, Disclosure, Party
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


def may_write(scope: Scope) -> bool:
    return scope.may(Register.PROCESSORS, Verb.WRITE)


def places_of(scope: Scope) -> dict[str, Any]:
    """For which schools this person writes, and whether for the board."""
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    return {"places": School.objects.within(reach), "with_board": reach is None}


def ask(request: SignedInRequest, form: Any, title: str, *, back: Any, **words: Any) -> HttpResponse:
    """The page that asks something of one thing; `back` is the thing, or what it hangs on."""
    party = getattr(back, "party", None)
    top, named = (_("Parties"), reverse("processors:list")), [party, back] if party is not None else [back]
    if isinstance(back, Disclosure):                                          # as its own page says where it is
        top, named = (_("Disclosures"), reverse("processors:disclosures")), [back]
    crumbs = [top, *((str(each), each.get_absolute_url()) for each in named)]
    return ask_page(request, form, title, crumbs=crumbs, back=back.get_absolute_url(), **words)
