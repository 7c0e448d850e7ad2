"""A pupil of age decides who goes on seeing what (U9)."""
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.portal.children import Child, brand_for, children_of
from privacyadmin.portal.forms import SharingForm
from privacyadmin.portal.holdings import explanation
from privacyadmin.workflow import NotAllowed
from students.models import AgreedAccess
from students.services import agreements


@needs_family
@require_safe
def shown(request: SignedInRequest) -> HttpResponse:
    """Who may look, at what, until when; with a button to take it back."""
    himself = _himself(request)
    relations = agreements.relations_of(himself.student, at=request.scope.at)
    return render(request, "portal/sharing.html", {"child": himself, "relations": relations} | brand_for(himself.school))


@needs_family
@require_http_methods(["GET", "HEAD", "POST"])
def allow(request: SignedInRequest, relation_id: UUID) -> HttpResponse:
    """Let one parent see some kinds of data, until a day."""
    himself, scope = _himself(request), request.scope
    relation = next((each for each in agreements.relations_of(himself.student, at=scope.at) if each.pk == relation_id), None)
    if relation is None:
        raise Http404
    offered = [(category, f"{category.label}: {explanation(category)}") for category in agreements.offered(himself.student, scope)]
    agreed = relation.agreed                                         # type: ignore[attr-defined] # as `relations_of` found it
    before = {"categories": agreed.categories, "until_on": agreed.last_day} if agreed else None
    form = SharingForm(sent(request), offered=offered, on=scope.on, initial=before)
    if request.method == "POST" and form.is_valid():
        agreements.allow(relation, by=scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(name)s can see this from now on.") % {"name": relation.guardian.name_for_others})
        return redirect("portal:sharing")
    return render(request, "portal/sharing_new.html", {"relation": relation, "form": form} | brand_for(himself.school))


@needs_family
@require_POST
def withdraw(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """One tap, and it is over."""
    himself = _himself(request)
    agreed = AgreedAccess.objects.filter(pk=agreement_id, relation__student=himself.key).first()
    if agreed is None:
        raise Http404
    agreements.withdraw(agreed, by=request.scope, at=timezone.now())
    messages.success(request, _("You have taken it back. Nothing is shown any more."))
    return redirect("portal:sharing")


def _himself(request: SignedInRequest) -> Child:
    """The pupil who signed in; 404 for a parent, 403 with the reason before he is 18."""
    himself = next((child for child in children_of(request.scope) if child.is_self), None)
    if himself is None:
        raise Http404
    if reason := agreements.why_not(himself.student, request.scope):
        raise NotAllowed(reason)
    return himself
