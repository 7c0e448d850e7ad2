from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from privacyadmin.access import openings
from privacyadmin.access.catalogue import Log, Register, Verb
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.forms import PurposeForm
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.models import LogOpening
from privacyadmin.workflow import NotAllowed

LATEST = 15


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: SignedInRequest, log: str) -> HttpResponse:
    """For what purpose do you open this log? Asked before it opens, and shown to the next who asks."""
    if log not in Log.values:
        raise Http404
    if reason := openings.why_not_open(request.scope, log):
        raise NotAllowed(reason)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opening = openings.state(log=log, **form.cleaned_data, by=request.scope, at=timezone.now())
        openings.remember(request, opening)
        return redirect(openings.PAGES[Log(log)])
    latest = LogOpening.objects.filter(log=log).select_related("by")[:LATEST]
    sees_others = request.scope.may(Register.AUDIT, Verb.READ) or log == Log.SIGN_INS
    return render(request, "audit/purpose.html", {"form": form, "log": Log(log), "openings": latest if sees_others else []})
