"""What is asked before something is placed: for whom, for what, and when."""
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.checking import Use
from students.models import Student

AHEAD_YEARS = 2


class CheckForm(forms.Form):
    """Of a class: all of it, or who is ticked; of a school: whose names are pasted."""

    uses = forms.MultipleChoiceField(
        label=_("What do you want to do?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what you want to do.")},
    )
    names = forms.CharField(
        label=_("Names"), required=False, max_length=20_000, strip=False, widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_("Paste a list: one name a line, or with commas between them."),
    )
    pupils = forms.MultipleChoiceField(label=_("Only these pupils"), required=False, widget=forms.CheckboxSelectMultiple)
    meant = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)      # whom a name that was unclear is about
    on = forms.DateField(label=_("For which day?"), widget=forms.DateInput)

    def __init__(self, data: Any = None, *, uses: Iterable[Use], pupils: Iterable[Student], is_class: bool, today: date):
        super().__init__(data, initial={"on": today})
        self.today, self.is_class = today, is_class
        choices: Any = self.fields["uses"]
        choices.choices = [(use.code, use.title) for use in uses]
        if len(choices.choices) == 1:
            choices.initial = [choices.choices[0][0]]
        for name in ("pupils", "meant"):
            ticked: Any = self.fields[name]
            ticked.choices = [(str(each.pk), each.full_name) for each in pupils]
        if is_class:
            self.fields["names"].label = _("Or paste names of pupils in this class")
            self.fields["names"].help_text = _("One name a line. In a class a first name is enough, if nobody else has it.")

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today or on.year > self.today.year + AHEAD_YEARS:
            raise ValidationError(_("A check is for today or a coming day."))
        return on

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.is_class and not any((values.get("names", "").strip(), values.get("pupils"), values.get("meant"))):
            self.add_error("names", _("Write or paste at least one name."))
        return values


class NumberForm(forms.Form):
    """A check looked up by the number that somebody quotes."""

    number = forms.RegexField(
        r"^\s*[0-9]{4}\s*-\s*[0-9]{1,6}\s*\Z", label=_("Number of a check"), required=False, strip=True,
        error_messages={"invalid": _("A number looks like 2026-0042.")},
    )

    def parts(self) -> tuple[int, int] | None:
        """The year and the number; None where nothing was asked."""
        words = self.cleaned_data.get("number") if self.is_valid() else None
        if not words:
            return None
        year, number = words.split("-")
        return int(year), int(number)
