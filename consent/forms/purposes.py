"""What is asked about a purpose and its texts."""
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.models import Purpose, PurposeText

WORDS = ("title_nl", "body_nl", "title_en", "body_en")
ASK, KEEP = "ask", "keep"
LATER = [
    (ASK, _("Ask again: an earlier yes no longer counts from that day.")),
    (KEEP, _("Do not ask again: the meaning is the same, and answers stay.")),
]
HELP_OF_WORDS = {
    "title_nl": _("A few words, as families read them."),
    "body_nl": _("What the school wants to do, where it can be seen and by whom. Short, plain sentences; write «u» and «uw kind»."),
    "body_en": _("The same for who reads English."),
}


class WordsForm(forms.ModelForm):
    """The text in both languages."""

    class Meta:
        model = PurposeText
        fields = WORDS
        widgets = {"body_nl": forms.Textarea(attrs={"rows": 5}), "body_en": forms.Textarea(attrs={"rows": 5})}
        help_texts = HELP_OF_WORDS

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


class PurposeForm(forms.ModelForm):
    """How it is asked."""

    class Meta:
        model = Purpose
        fields = ["kind", "mode", "decider", "on_withdrawal", "order"]
        widgets = dict.fromkeys(("mode", "decider", "on_withdrawal"), forms.RadioSelect)
        help_texts = {"order": _("A low number stands higher in the list.")}

    def __init__(self, *args: Any, fixed: tuple[str, ...] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("mode", "decider", "on_withdrawal"):
            self.fields[name].choices = [each for each in self.fields[name].choices if each[0]]          # type: ignore[attr-defined]
        for name in fixed:
            self.fields[name].disabled = True

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewPurposeForm(PurposeForm):
    """A purpose of the school's own, with its first text."""

    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=80, help_text=HELP_OF_WORDS["title_nl"])
    body_nl = forms.CharField(
        label=_("Text in Dutch"), max_length=1200, widget=forms.Textarea(attrs={"rows": 5}), help_text=HELP_OF_WORDS["body_nl"]
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=80)
    body_en = forms.CharField(
        label=_("Text in English"), max_length=1200, widget=forms.Textarea(attrs={"rows": 5}), help_text=HELP_OF_WORDS["body_en"]
    )
    field_order = [*WORDS, "kind", "mode", "decider", "on_withdrawal", "order"]

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


class FromTodayForm(forms.Form):
    def __init__(self, data: Any = None, *, on: date, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.on = on


class PutForm(FromTodayForm):
    """When the new text begins to hold, and what becomes of earlier answers."""

    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput, help_text=_("Today or a later day."))
    later = forms.ChoiceField(label=_("Who said yes before"), choices=LATER, widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["later"]

    def clean_valid_from(self) -> date:
        return not_before(self.cleaned_data["valid_from"], self.on)


class RetireForm(FromTodayForm):
    """From when it is asked no more, and why."""

    until = forms.DateField(label=_("Not asked any more from"), widget=forms.DateInput, help_text=_("Today or a later day."))
    why = forms.CharField(label=_("Why it is no longer asked"), max_length=200)

    def clean_until(self) -> date:
        return not_before(self.cleaned_data["until"], self.on)


def not_before(day: date, on: date) -> date:
    if day < on:
        raise ValidationError(_("Choose today or a later day."))
    return day
