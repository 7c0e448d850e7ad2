"""A list of answers of another system: the file, and which column is which purpose."""
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import PurposeText
from privacyadmin.organisation.models import School

OTHER = "other"
SOURCES = [("Parro", "Parro"), ("Magister", "Magister"), ("SOMtoday", "SOMtoday"), ("ParnasSys", "ParnasSys"), (OTHER, _("another system"))]


class ListForm(forms.Form):
    """Which list, of which school, and of which day its answers are."""

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=None)
    source_name = forms.ChoiceField(label=_("Where the answers come from"), choices=SOURCES)
    answered_on = forms.DateField(
        label=_("Day of the list"), widget=forms.DateInput,
        help_text=_("The day on which the other system made it. What a family answered here later stays."),
    )
    file = forms.FileField(
        label=_("List (XLSX or CSV)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("One row for each pupil and parent. Columns: sleutel, or voornaam, achternaam and geboortedatum; ouder or e-mail; "
                    "then one column for each question with ja or nee."),
    )

    def __init__(self, *args: Any, schools: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["school"].queryset = schools                       # type: ignore[attr-defined]
        self.fields["school"].initial = schools.first()

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        if day > self.on:
            raise forms.ValidationError(_("This day lies in the future."))
        return day

    def clean_source_name(self) -> str:
        name = self.cleaned_data["source_name"]
        return "" if name == OTHER else str(name)


class ColumnsForm(forms.Form):
    """Each column of the list with the purpose that it answers, or none."""

    def __init__(self, *args: Any, headings: Iterable[str], texts: Mapping[UUID, PurposeText], chosen: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.headings = dict(enumerate(headings))
        options = [("", _("leave this column out")), *((str(key), text.title) for key, text in texts.items())]
        for number, heading in self.headings.items():
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading[:80], choices=options, required=False, initial=chosen.get(heading, "")
            )

    def clean(self) -> dict[str, Any]:
        """One question, one column: of two it would not be known which one counts."""
        values = super().clean() or {}
        seen: set[str] = set()
        for name in [each for each in self.fields if values.get(each)]:
            if values[name] in seen:
                self.add_error(name, _("Another column was chosen for this question already."))
            seen.add(values[name])
        return values

    def columns(self) -> dict[str, str]:
        """Heading → purpose."""
        found = {heading: self.cleaned_data[f"column_{number}"] for number, heading in self.headings.items()}
        return {heading: purpose for heading, purpose in found.items() if purpose}
