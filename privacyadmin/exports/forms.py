from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.purposes import Purpose
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School

from .models import Format
from .registry import Offer


class ExportForm(forms.Form):
    """What a list is taken out for; only the purposes that the list allows can be chosen (S1-11)."""

    purpose = forms.ChoiceField(label=_("Purpose"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What for exactly"), max_length=200, help_text=_("For whom, and what you do with it. Give no names of pupils or parents.")
    )
    school = forms.ModelChoiceField(label=_("School"), required=False, queryset=School.objects.none(), empty_label=_("all your schools"))
    form = forms.ChoiceField(label=_("Kind of file"), choices=Format, initial=Format.XLSX, widget=forms.RadioSelect)

    def __init__(self, data=None, *, offer: Offer, scope: Scope):
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["purpose"]).choices = [(code, Purpose(code).label) for code in offer.purposes]
        self.schools = offer.schools(scope)
        if len(list(self.schools[:2])) < 2:
            del self.fields["school"]
        else:
            cast(forms.ModelChoiceField, self.fields["school"]).queryset = self.schools

    def values(self) -> dict:
        """What `services.ask` takes; whoever has one school takes the list of that school."""
        values = self.cleaned_data
        return {**values, "school": values["school"] if "school" in self.fields else self.schools.first()}
