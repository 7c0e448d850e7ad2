"""A substitute's access, given by the director."""
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import Kind, User, username_of
from privacyadmin.organisation.models import Sector
from privacyadmin.times import end_of_day
from privacyadmin.workflow import NotAllowed
from students.models import ClassGroup
from students.services import substitutes


class SubstituteForm(forms.Form):
    """Who, which classes, and the last day."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the substitute"),
        help_text=gettext_lazy("Who has no account yet gets a mail here to choose a password."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=150, required=False, help_text=gettext_lazy("Needed where there is no account yet.")
    )
    classes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Classes"), queryset=ClassGroup.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label=gettext_lazy("As"), widget=forms.RadioSelect)
    until = forms.DateField(
        label=gettext_lazy("Up to and including"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("At the latest the end of the school year. It ends by itself."),
    )

    def __init__(self, data=None, *, scope: Scope):
        super().__init__(data)
        self.scope, classes = scope, substitutes.classes_of(scope)
        cast(forms.ModelMultipleChoiceField, self.fields["classes"]).queryset = classes
        sectors = {Sector(each.school.sector) for each in classes}
        roles = dict.fromkeys(role for sector in sorted(sectors) for role in substitutes.ROLES[sector])
        cast(forms.ChoiceField, self.fields["role"]).choices = [(role.value, role.label) for role in roles]
        self.fields["role"].initial = next(iter(roles), None)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        found = User.objects.filter(username=username_of(Kind.STAFF, email)).first()
        if found == self.scope.user:
            raise ValidationError(_("Nobody gives a role to himself: ask a colleague."))
        if found and not found.is_active:
            raise ValidationError(_("The account with this address is closed. Ask the ICT manager to open it again."))
        self.is_known = found is not None
        return email

    def clean(self):
        values = super().clean()
        if "email" in values and not self.is_known and not values.get("name"):
            self.add_error("name", _("There is no account with this address yet: give the name too."))
        if values.get("until") and values["until"] < self.scope.on:
            self.add_error("until", _("The last day has passed."))
        return values


@needs(Register.USERS, Verb.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: SignedInRequest) -> HttpResponse:
    """Give a substitute access, until a day, in one step."""
    scope = request.scope
    if not scope.holds(*substitutes.GIVERS):
        raise NotAllowed(_("The director of the school gives a substitute access."))
    form = SubstituteForm(request.POST or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            _user, is_new = substitutes.give_access(
                email=told["email"], name=told["name"], classes=list(told["classes"]), role=Role(told["role"]),
                until=end_of_day(told["until"]), by=scope, at=timezone.now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _new_words() if is_new else _("The substitute has access from now on."))
            return redirect("access:grants")
    return render(request, "students/substitute.html", {"form": form})


def _new_words() -> str:
    return _("The account is made, and a mail to choose a password is on its way. The substitute has access from now on.")
