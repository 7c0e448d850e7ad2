"""What is asked of an activity, part by part; a draft may still be empty, what is needed is looked at when it goes to the board."""
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.purposes import Ground
from privacyadmin.organisation.models import School
from processors.models import ActivityVersion, Party
from processors.models.catalogue import Mechanism
from processors.models.register_words import VersionState
from processors.wording import PARTS, field_of, label_of

CHOOSE = ("", _("Choose"))
NOT_YET = [("", _("not looked at yet")), ("1", _("yes")), ("0", _("no"))]


class PartForm(forms.Form):
    """The fields of one part, made from the model; begins as the version stands."""

    def __init__(self, data=None, *, part: str, version: ActivityVersion | None, schools: Iterable[School], is_board: bool):
        names = PARTS[part][1]
        super().__init__(data, initial={name: _as_asked(getattr(version, name)) for name in names} if version else None)
        for name in names:
            self.fields[name] = _field(name, schools, is_board)
        if part == "what":
            self.fields["name"].required = True
        self.fields["note"] = forms.CharField(
            label=_("What changes, and why"), max_length=300, required=False, initial=version.note if version and version.is_open else ""
        )

    def values(self) -> dict[str, Any]:
        """What the fields of the version become."""
        return {name: value for name, value in self.cleaned_data.items() if name != "note"}


def _as_asked(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else "0"
    return [str(each) for each in value] if isinstance(value, list) else value


def _field(name: str, schools: Iterable[School], is_board: bool) -> forms.Field:
    label, model_field = label_of(name), field_of(name)
    if name == "schools":
        return _schools(label, schools, is_board)
    if name == "data_categories":
        return _several(label, [(kind.code, kind.name) for kind in DataCategory.objects.all()])
    if isinstance(model_field, ArrayField):
        base: Any = model_field.base_field
        return _several(label, base.choices)
    if isinstance(model_field, models.BooleanField):
        return _verdict(label) if model_field.null else forms.BooleanField(label=label, required=False)
    if isinstance(model_field, models.TextField):
        widget = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=label, required=False, max_length=model_field.max_length, widget=widget)
    if model_field.choices:
        coerce = int if isinstance(model_field, models.PositiveSmallIntegerField) else str
        empty: Any = None if coerce is int else ""
        return forms.TypedChoiceField(
            label=label, required=False, choices=[CHOOSE, *model_field.choices], coerce=coerce, empty_value=empty
        )
    if isinstance(model_field, models.DateField):
        return forms.DateField(label=label, required=False, widget=forms.DateInput)
    return forms.CharField(label=label, required=False, max_length=model_field.max_length)


def _several(label: str, choices: Iterable[tuple[Any, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=list(choices), widget=forms.CheckboxSelectMultiple)


def _schools(label: str, schools: Iterable[School], is_board: bool) -> forms.TypedMultipleChoiceField:
    """Whoever writes for the board may leave it open: then it holds for every school."""
    by_key = {str(school.pk): school for school in schools}
    return forms.TypedMultipleChoiceField(
        label=label, required=not is_board, choices=[(key, school.name) for key, school in by_key.items()],
        widget=forms.CheckboxSelectMultiple, coerce=lambda key: by_key[key].pk, empty_value=[],
        help_text=_("None ticked: every school of the board.") if is_board else "",
    )


def _verdict(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, choices=NOT_YET, coerce=lambda value: value == "1", empty_value=None, widget=forms.RadioSelect
    )


class RecipientForm(forms.Form):
    """A party of the register of parties that gets the data."""

    party = forms.ModelChoiceField(label=_("Party"), queryset=Party.objects.none(), empty_label=_("Choose"))
    ground = forms.ChoiceField(label=_("Ground in the law"), choices=[CHOOSE, *Ground.choices])
    what_for = forms.CharField(label=_("For what"), max_length=200, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}\Z", label=_("Country where the data go"), initial="NL", help_text=_("Two letters, such as NL or US.")
    )
    mechanism = forms.ChoiceField(
        label=_("How that is allowed"), choices=[CHOOSE, *Mechanism.choices], required=False, help_text=_("Only outside the EEA.")
    )

    def __init__(self, data=None, *, parties):
        super().__init__(data)
        self.fields["party"].queryset = parties

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()


class StopForm(forms.Form):
    on = forms.DateField(label=_("Ended on"), widget=forms.DateInput)
    why = forms.CharField(label=_("Why it ended"), max_length=300)


class AnswerForm(forms.Form):
    """Why something goes back to who wrote it."""

    answer = forms.CharField(label=_("What must change"), max_length=300)


class FilterForm(forms.Form):
    """What the register is narrowed to; a wrong value narrows nothing."""

    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Going on")), *VersionState.choices, ("stopped", _("Ended")), ("late", _("Review is late"))],
    )
    words = forms.CharField(label=_("Name"), required=False, max_length=60)
