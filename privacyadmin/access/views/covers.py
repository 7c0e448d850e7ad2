from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access import covers
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.forms import CoverForm
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.models import Cover
from privacyadmin.workflow import NotAllowed

MOST_NAMED = 400


@needs(Register.USERS, Verb.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: SignedInRequest) -> HttpResponse:
    """Who covers for whom, and the form to arrange it."""
    scope = request.scope
    schools = covers.schools_of(scope)
    form = CoverForm(request.POST or None, scope=scope, schools=schools)
    if request.method == "POST" and form.is_valid():
        try:
            made = covers.give(**form.arranged(), by=scope, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            count = len(made.grants)
            words = ngettext("Arranged: %(count)s role is covered.", "Arranged: %(count)s roles are covered.", count)
            messages.success(request, words % {"count": count})
            return redirect("access:cover")
    rows = [(each, covers.why_not_end(each, scope)) for each in covers.in_schools(schools, at=scope.at)]
    people = covers.colleagues(schools, at=scope.at)[:MOST_NAMED]
    return render(request, "access/cover.html", {"form": form, "rows": rows, "people": people})


@needs(Register.USERS, Verb.PROPOSE)
@require_POST
def end_cover(request: SignedInRequest, cover_id: UUID) -> HttpResponse:
    """The absent colleague is back."""
    found = get_object_or_404(Cover.objects.filter(school__in=covers.schools_of(request.scope)), pk=cover_id)
    covers.end(found, by=request.scope, at=timezone.now())
    messages.success(request, _("The cover has ended."))
    return redirect("access:cover")
