from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyadmin.access import searching
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, sent
from requests.forms import TakeInForm
from requests.services import receiving
from students.models import Student

MOST = 15


@needs(Register.REQUESTS, Verb.INTAKE, Verb.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Note a request that came on paper or by word of mouth: first whom it is about, then who asks what."""
    student = _chosen(request)
    if student is None:
        return searching.as_address(request) if request.method == "POST" else _choose(request)
    scope = request.scope
    askers = receiving.askers_on_paper(student, on=scope.on)
    form = TakeInForm(sent(request), on=scope.on, askers=askers)
    if request.method == "POST" and form.is_valid():
        privacy_request, is_new = receiving.take_in(student=student, by=scope, at=timezone.now(), **form.cleaned_data)
        if is_new:
            messages.success(request, _("The request is in the register as %(number)s.") % {"number": privacy_request.number})
        else:
            messages.warning(request, _("This person asked the same before: you see the request that is open already."))
        return redirect(privacy_request)
    others = [asker for asker in askers if not asker.standing.may_ask]
    return render(
        request, "requests/new.html", {"student": student, "form": form, "others": others, "has_askers": len(others) < len(askers)}
    )


def _chosen(request: SignedInRequest) -> Student | None:
    try:
        key = UUID(request.GET.get("pupil", ""))
    except ValueError:
        return None
    return get_object_or_404(Student.objects.visible_to(request.scope), pk=key)


def _choose(request: SignedInRequest) -> HttpResponse:
    words = str(searching.question(request)[searching.WORDS])
    found = list(Student.objects.visible_to(request.scope).search(words)[:MOST]) if words else []
    return render(request, "requests/choose_pupil.html", {"words": words, "found": found})
