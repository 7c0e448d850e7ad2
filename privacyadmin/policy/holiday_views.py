"""The calendar of the board: the listed holidays of a year, and where the board differs from them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.deadlines.holidays import DISPUTED, named
from privacyadmin.deadlines.models import HolidayDeviation
from privacyadmin.workflow import NotAllowed

from . import holidays

FIRST_YEAR, YEARS_AHEAD = 2024, 6


class DeviationForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput)
    is_holiday = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("a holiday: a term does not end on it")), ("no", gettext_lazy("a working day"))],
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    note = forms.CharField(
        label=gettext_lazy("Decree or decision"), max_length=200, required=False, help_text=gettext_lazy("What this rests on.")
    )

    def clean_is_holiday(self) -> bool:
        return self.cleaned_data["is_holiday"] == "yes"


@needs(Register.POLICY, Verb.READ, Verb.WRITE, Verb.APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: SignedInRequest) -> HttpResponse:
    """The holidays of a year and the board's table of deviations."""
    reason = holidays.why_not(request.scope)
    if request.method == "POST" and reason:
        raise NotAllowed(reason)
    form = DeviationForm(sent(request))
    if request.method == "POST" and form.is_valid() and _keep(form, request):
        messages.success(request, _("The calendar has been changed. Terms that it touches are counted again."))
        return redirect("policy:holidays")
    context = {
        "form": None if reason else form,
        "deviations": HolidayDeviation.objects.order_by("-day"),
        **_listed(request),
        "may_change": not reason,
    }
    return render(request, "policy/holidays.html", context)


def _keep(form: DeviationForm, request: SignedInRequest) -> bool:
    try:
        holidays.deviate(**form.cleaned_data, by=request.scope, at=timezone.now())
    except ValidationError as objection:
        form.add_error(None, objection)
        return False
    return True


def _listed(request: SignedInRequest) -> dict:
    """The listed holidays of the chosen year, this year where none is chosen."""
    this_year = request.scope.on.year
    years = range(FIRST_YEAR, this_year + YEARS_AHEAD)
    chosen = request.GET.get("year", "")
    year = int(chosen) if chosen.isascii() and chosen.isdigit() and int(chosen) in years else this_year
    disputed = {day for day, name in named(year) if name in DISPUTED}
    language = "nl" if (get_language() or "nl").startswith("nl") else "en_US"
    return {"year": year, "years": list(years), "listed": [(day, name, day in disputed) for day, name in named(year, language)]}


@needs(Register.POLICY, Verb.READ, Verb.WRITE, Verb.APPROVE)
@require_POST
def remove(request: SignedInRequest, deviation_id: UUID) -> HttpResponse:
    """Take a day out of the table."""
    holidays.follow_the_list(get_object_or_404(HolidayDeviation, pk=deviation_id), by=request.scope, at=timezone.now())
    messages.success(request, _("The calendar has been changed. Terms that it touches are counted again."))
    return redirect("policy:holidays")
