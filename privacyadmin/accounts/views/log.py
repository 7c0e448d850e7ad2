"""The sign-in log: who signed in or tried to, for who manages or supervises that, and for a purpose only (S2-125, S2-128)."""
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacyadmin.access.catalogue import Log
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.openings import for_a_purpose
from privacyadmin.accounts.forms import SignInFilterForm
from privacyadmin.accounts.models import SignIn, User
from privacyadmin.times import end_of_day, start_of_day

A_PAGE = 50


@needs_staff
@for_a_purpose(Log.SIGN_INS)
@require_safe
def sign_in_log(request: SignedInRequest) -> HttpResponse:
    """Every line, newest first."""
    form = SignInFilterForm(request.GET)
    page = Paginator(narrowed(SignIn.objects.select_related("user"), form), A_PAGE).get_page(request.GET.get("page"))
    whose = User.objects.filter(pk=form.cleaned_data["user"]).first() if form.is_valid() and form.cleaned_data["user"] else None
    template = "accounts/_sign_ins.html" if request.htmx and not request.htmx.boosted else "accounts/sign_ins.html"
    return render(request, template, {"form": form, "page": page, "opening": request.opening, "whose": whose})


def narrowed(found: QuerySet[SignIn], form: SignInFilterForm) -> QuerySet[SignIn]:
    """As the filter says; everything where it is empty or wrong."""
    asked = form.cleaned_data if form.is_valid() else {}
    found = found.filter(**{name: asked[name] for name in ("result", "how", "user") if asked.get(name)})
    if asked.get("since"):
        found = found.filter(at__gte=start_of_day(asked["since"]))
    if asked.get("until"):
        found = found.filter(at__lt=end_of_day(asked["until"]))
    return found
