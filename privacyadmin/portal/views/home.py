from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from consent import family
from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.portal import holdings
from privacyadmin.portal.children import Child, brand_for, child_of, children_of, survivor_of
from requests import rights
from requests.models import PrivacyRequest
from students.models import RelationKind, Student
from students.services import agreements, restrictions, transfer_steps

from .requests import rows_of
from .transfers import rows as transfer_rows


@needs_family
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Hello, your children, your requests, and what you can do here."""
    children = children_of(request.scope)
    own = PrivacyRequest.objects.filter(requester=request.user).select_related("student").prefetch_related("questions")
    context = {
        "children": children,
        "requests": rows_of(own.order_by("-registered_at")[:20]),
        "has_died": not children and Student.objects.died_of_family(request.user).exists(),
        "is_pupil": any(child.is_self for child in children),
        "is_appointed": bool(children) and all(held.kind == RelationKind.GUARDIAN for held in request.scope.held),
        "decides_who_looks": any(child.is_self and not agreements.why_not(child.student, request.scope) for child in children),
        "consents": _consents(children, request.scope),
        "may_ask": any(child.standing.may_ask for child in children),
    }
    return render(request, "portal/home.html", context)


@needs_family
@require_safe
def child(request: SignedInRequest, key) -> HttpResponse:
    """What may be asked for one child, and if nothing, why (SETTLED 10, 11)."""
    found = child_of(request.scope, key)
    if found is None and (survivor := survivor_of(request.scope, key)):
        return redirect("portal:child", survivor)
    if found is None:
        raise Http404
    own = PrivacyRequest.objects.filter(requester=request.user, student=found.key).select_related("student").prefetch_related("questions")
    context = {"child": found, "requests": rows_of(own.order_by("-registered_at")), "rights": rights.all_rights(),
               "restrictions": restrictions.told_in_portal(found.key, request.scope),
               "consents": _consents([found], request.scope),
               "transfers": transfer_rows(transfer_steps.shown_to(request.scope, found.key)),
               "agreed": agreements.given_to(found.student, request.scope),
               "decides_who_looks": found.is_self and not agreements.why_not(found.student, request.scope),
               "reads_something": bool(holdings.readable(request.scope, found.key))}
    return render(request, "portal/child.html", context | brand_for(found.school))


def _consents(children: list[Child], scope: Scope) -> list[dict[str, Any]]:
    """The children for whom this person answers yes or no, and how many questions wait for him."""
    waiting = family.waiting(scope, [child.student for child in children], at=scope.at)
    return [{"child": child, "waiting": waiting[child.key]} for child in children if child.key in waiting]
