"""What is filled in to ask for one occasion, and for a talk of the care team."""
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import InformedHow, TalkState
from students.models import Student


class AskForm(forms.Form):
    """Until when a yes can be used."""

    until = forms.DateField(
        label=_("A yes can be used until"), widget=forms.DateInput, help_text=_("Not longer than needed. After that day it is asked again.")
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.on:
            raise forms.ValidationError(_("Choose a later day than today."))
        return until


class TalkForm(forms.Form):
    """Of whom, when, and with whom."""

    student = forms.ModelChoiceField(label=_("Pupil"), queryset=Student.objects.none(), empty_label=None)
    on = forms.DateField(label=_("Day of the talk"), widget=forms.DateInput)
    has_outsiders = forms.TypedChoiceField(
        label=_("Who takes part"), choices=[("1", _("also people from outside the school")), ("0", _("only people of the school"))],
        coerce=lambda value: value == "1", widget=forms.RadioSelect, initial="1",
        help_text=_("Such as the school doctor, the municipality or a care organisation."),
    )

    def __init__(self, *args: Any, pupils: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["student"].queryset = pupils                       # type: ignore[attr-defined]
        self.fields["student"].label_from_instance = lambda pupil: pupil.full_name      # type: ignore[attr-defined]


class InformedForm(forms.Form):
    informed_on = forms.DateField(label=_("Told on"), widget=forms.DateInput)
    informed_how = forms.ChoiceField(
        label=_("How they were told"), choices=[each for each in InformedHow.choices if each[0] != InformedHow.QUESTION],
        widget=forms.RadioSelect,
    )


class SettleForm(forms.Form):
    """How the talk went; by name only where nothing stands in the way."""

    state = forms.ChoiceField(label=_("How it went"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, with_name: bool, is_past: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = [TalkState.BY_NAME] * with_name + [TalkState.ANONYMOUS]
        self.fields["state"].choices = [                               # type: ignore[attr-defined]
            (each.value, each.label) for each in (*(offered if is_past else ()), TalkState.DROPPED)
        ]
