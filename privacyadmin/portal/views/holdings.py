"""«What the school holds on my child», with «this is not right» at each thing."""
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.organisation.models import School
from privacyadmin.portal import holdings
from privacyadmin.portal.children import Child, brand_for, child_of
from privacyadmin.workflow import NotAllowed
from students.concern_forms import ConcernForm
from students.services import concerns


@needs_family
@require_safe
def shown(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Per part of the file what is kept, what comes with a request, and what was said not to be right."""
    child, scope = _child(request, key), request.scope
    student = holdings.loaded(key, scope)
    found = holdings.of_child(student, scope, number=request.GET.get("page"), at=timezone.now())
    context = {
        "child": child, "parts": found.parts, "empty": [category.label for category in found.empty], "page": found.page,
        "on_request": holdings.on_request(scope, key), "told": holdings.told(key, scope),
        "givings": holdings.given_to(key, scope),
    }
    return render(request, "portal/holdings.html", context | brand_for(child.school))


@needs_family
@require_http_methods(["GET", "HEAD", "POST"])
def not_right(request: SignedInRequest, key: UUID, name: str) -> HttpResponse:
    """Say that one thing is not right; the school answers within a month (GDPR 12(3), 16)."""
    child, scope = _child(request, key), request.scope
    student = holdings.loaded(key, scope)
    item = concerns.item_of(student, scope, name)
    if item is None:
        raise Http404
    schools = School.objects.defer("logo").filter(pk__in=[item.entry.school_id] if item.entry else student.school_ids)
    form = ConcernForm(sent(request), schools=schools)
    if request.method == "POST" and form.is_valid():
        _concern, is_new = concerns.tell(student, item, by=scope, at=timezone.now(), **form.cleaned_data)
        if is_new:
            messages.success(request, _("Thank you. The school looks at it and answers you within a month."))
        else:
            messages.warning(request, _("You told this before. The school is looking at it."))
        return redirect("portal:holdings", key=key)
    return render(request, "portal/not_right.html", {"child": child, "item": item, "form": form} | brand_for(child.school))


def _child(request: SignedInRequest, key: UUID) -> Child:
    """One's own child, of whom one reads something; 403 with the reason where one reads nothing (SETTLED 10, 11)."""
    child = child_of(request.scope, key)
    if child is None:
        raise Http404
    if not holdings.readable(request.scope, key):
        raise NotAllowed(str(child.standing.reason) or _("There is nothing that you can read here."))
    return child
