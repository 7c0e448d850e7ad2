"""Where photos or the name of one's child stand, with one tap to have them taken away (S1-89, S1-90, S1-94)."""
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent import family, placed
from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest
from privacyadmin.portal.children import brand_for, child_of


@needs_family
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What was placed with this child in it, and what came of it when this person asked to take it away."""
    child = child_of(request.scope, key)
    if child is None:
        raise Http404
    who = family.answerer(request.scope, child.student)
    if request.method == "POST":
        if not placed.object_to(who, _key(request.POST.get("publication", "")), by=request.scope, at=timezone.now()):
            raise Http404
        messages.success(request, _("The school takes it away. Look here when you want to know whether it is done."))
        return redirect("portal:placed", key)
    context = {"child": child, "who": who, "rows": placed.of_child(who, request.scope)}
    return render(request, "portal/placed.html", context | brand_for(child.school))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
