from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Letter
from .registry import Kind
from .services.texts import checked

DAY = {"type": "date"}


class TextForm(forms.Form):
    """The words of one letter; a place that is broken, unknown or missing stands beside its question."""

    subject = forms.CharField(label=_("Subject"), max_length=120)
    body = forms.CharField(
        label=_("Text"), max_length=6000, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("An empty line begins a new paragraph; a line that begins with - is an item of a list. The signature comes by itself."),
    )
    note = forms.CharField(label=_("What changes, and why"), max_length=300)
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])

    def __init__(self, data=None, *, kind: Kind, initial=None):
        super().__init__(data, initial=initial)
        self.kind = kind

    def clean(self):
        values = super().clean()
        if {"subject", "body"} <= values.keys():
            try:
                words = checked(self.kind, values["subject"], values["body"])
            except ValidationError as wrong:
                self.add_error(None, wrong)
            else:
                values["subject"], values["body"] = words.subject, words.body
        return values


class InForceForm(forms.Form):
    """From which day a draft holds."""

    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    seen = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])


class PostForm(forms.Form):
    """What became of the letters that are ticked."""

    posted_on = forms.DateField(label=_("Posted on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    why = forms.CharField(label=_("Why not sent"), max_length=200, required=False)
    letters: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Letters"), queryset=Letter.objects.none(), required=False
    )

    def __init__(self, data=None, *, letters, initial=None):
        super().__init__(data, initial=initial)
        cast(forms.ModelMultipleChoiceField, self.fields["letters"]).queryset = letters
