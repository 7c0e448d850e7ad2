from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.letters.registry import Audience
from privacyadmin.workflow import NotAllowed
from requests import writing
from requests.forms import DayField
from requests.workflow import is_handler

from .loading import request_of
from .pages import both_methods, handles

TO_WHOM = [(Audience.STAFF.value, lazy("a colleague, by hand")), (Audience.THIRD.value, lazy("a supplier or somebody else, by post"))]


class HelpForm(forms.Form):
    """Whom to write to, and what is needed."""

    audience = forms.ChoiceField(
        label=lazy("To whom"), widget=forms.RadioSelect, choices=TO_WHOM,
    )
    name = forms.CharField(label=lazy("Name"), max_length=120)
    address = forms.CharField(
        label=lazy("Address"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Street and number; postcode and town."),
    )
    wanted = forms.CharField(
        label=lazy("What is needed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Give no more of the pupil than the reader needs to find it."),
    )
    before = DayField(label=lazy("Needed before"))

    def clean(self):
        values = super().clean()
        if values.get("audience") == Audience.THIRD and not values.get("address", "").strip():
            self.add_error("address", _("A letter by post needs an address."))
        return values


@handles
@both_methods
def ask_for_help(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Write to a colleague or a supplier who keeps what the answer needs; the letter goes with the next print run (GDPR 28(3)(e))."""
    privacy_request = request_of(request, key)
    if reason := is_handler(privacy_request, request.scope) or writing.why_no_help(privacy_request):
        raise NotAllowed(reason)
    form = HelpForm(sent(request))
    if request.method == "POST" and form.is_valid():
        writing.ask_for_help(privacy_request, by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The letter is written. It waits for the printer of the school."))
        return redirect(privacy_request)
    context = {
        "privacy_request": privacy_request, "form": form, "title": _("Ask somebody for help"), "submit": _("Write the letter"),
        "lede": _("A colleague or a supplier keeps data that the answer needs. The letter goes with the next print run."),
    }
    return render(request, "requests/step.html", context)
