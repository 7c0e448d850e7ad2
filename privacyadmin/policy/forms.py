import json
from collections.abc import Mapping
from datetime import date
from functools import singledispatch
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyadmin.organisation.models import School

from .catalogue import PRESETS, SETTINGS, Choice, Number, Setting, Several, Words, YesNo, of_section

YES, NO = "yes", "no"
MANY = 4                        # above so many a list is chosen from, not laid out
PLACES = (_("first"), _("second"), _("third"), _("fourth"))


class ChangeForm(forms.Form):
    """What every change needs: from when, why, and what stood there when the form was opened."""

    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("What changes, and why"), max_length=300)
    was = forms.CharField(widget=forms.HiddenInput)

    def clean_was(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cleaned_data["was"])
        except ValueError as error:
            raise ValidationError(_("Open this page again: it was not sent whole.")) from error
        return {code: value for code, value in found.items() if code in SETTINGS} if isinstance(found, dict) else {}

    def take(self, objection: ValidationError) -> None:
        """Each objection beside its question, or above the form where it has none here."""
        if not hasattr(objection, "error_dict"):
            self.add_error(None, objection)
            return
        for code, errors in objection.error_dict.items():
            place = next((name for name in (code, f"{code}_1") if name in self.fields), None)
            words = list(errors) if place or code not in SETTINGS else [f"{SETTINGS[code].label}: {text}" for text in errors[0].messages]
            self.add_error(place, ValidationError(words))


class SectionForm(ChangeForm):
    """One part of the house rules of the board, or of a school; what a school cannot choose is left out."""

    def __init__(self, data=None, *, section: str, for_school: bool, values: Mapping[str, Any], on: date):
        self.asked = of_section(section, for_school=for_school, asked=True)
        initial: dict[str, Any] = {"valid_from": on, "was": as_words({setting.code: values[setting.code] for setting in self.asked})}
        super().__init__(data, initial=initial)
        for setting in self.asked:
            for name, (field, value) in questions(setting, values[setting.code]).items():
                self.fields[name], self.initial[name] = field, value
        self.order_fields([name for name in self.fields if name not in ChangeForm.base_fields])

    def mine(self) -> dict[str, Any]:
        """The settings as this person wants them."""
        return {setting.code: answer(setting, self.cleaned_data) for setting in self.asked}


class PresetForm(ChangeForm):
    """The rules of one of the two model policies, for the board or for a school that differs."""

    preset = forms.ChoiceField(
        label=_("Model policy"), choices=[("po", _("PO: for primary schools")), ("vo", _("VO: for secondary schools"))],
        widget=forms.RadioSelect,
    )
    field_order = ["preset", "valid_from", "note"]

    def mine(self) -> dict[str, Any]:
        return {code: value for code, value in PRESETS[self.cleaned_data["preset"]].items() if code in self.cleaned_data["was"]}


def as_words(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values))


def settings_of(school: School | None) -> list[Setting]:
    """What may be chosen for the board, or for a school."""
    return [setting for setting in SETTINGS.values() if not setting.is_fixed and (school is None or setting.per_school)]


def questions(setting: Setting, value: Any) -> dict[str, tuple[forms.Field, Any]]:
    """The question, or questions, for one setting, each with its present answer."""
    words = {"label": setting.label, "help_text": f"{setting.help} ({setting.rules})"}
    if isinstance(setting, Several) and setting.is_ordered:
        return _in_order(setting, value, words)
    field, shown = question(setting, value, words)
    return {setting.code: (field, shown)}


@singledispatch
def question(setting: Setting, value: Any, words: dict[str, Any]) -> tuple[forms.Field, Any]:
    raise NotImplementedError


@question.register
def _number(setting: Number, value: Any, words: dict[str, Any]) -> tuple[forms.Field, Any]:
    return forms.IntegerField(**words, required=not setting.optional, min_value=setting.lowest, max_value=setting.highest), value


@question.register
def _choice(setting: Choice, value: Any, words: dict[str, Any]) -> tuple[forms.Field, Any]:
    coerce: Any = type(next(iter(setting.choices)))
    widget = forms.Select if len(setting.choices) > MANY else forms.RadioSelect
    return forms.TypedChoiceField(**words, choices=list(setting.choices.items()), coerce=coerce, widget=widget), value


@question.register
def _yes_no(setting: YesNo, value: Any, words: dict[str, Any]) -> tuple[forms.Field, Any]:
    return forms.ChoiceField(**words, choices=[(YES, _("yes")), (NO, _("no"))], widget=forms.RadioSelect), YES if value else NO


@question.register
def _words(setting: Words, value: Any, words: dict[str, Any]) -> tuple[forms.Field, Any]:
    return forms.CharField(**words, required=not setting.optional, max_length=500, widget=forms.Textarea), value


@question.register
def _several(setting: Several, value: Any, words: dict[str, Any]) -> tuple[forms.Field, Any]:
    field = forms.MultipleChoiceField(
        **words, required=not setting.optional, choices=list(setting.choices.items()), widget=forms.CheckboxSelectMultiple
    )
    return field, value


def _in_order(setting: Several, value: list[str], words: dict[str, Any]) -> dict[str, tuple[forms.Field, Any]]:
    """One question for each place in the row."""
    found: dict[str, tuple[forms.Field, Any]] = {}
    for number, place in enumerate(PLACES[:setting.most], start=1):
        label = gettext("%(what)s: %(place)s") % {"what": setting.label, "place": place}
        is_needed = number == 1 and not setting.optional
        field = forms.ChoiceField(
            label=label, help_text=words["help_text"] if number == 1 else "", required=is_needed,
            choices=[("", _("nobody")), *setting.choices.items()],
        )
        found[f"{setting.code}_{number}"] = field, value[number - 1] if number <= len(value) else ""
    return found


def answer(setting: Setting, cleaned: Mapping[str, Any]) -> Any:
    """What was answered, as the rules keep it."""
    if isinstance(setting, Several) and setting.is_ordered:
        return [code for number in range(1, setting.most + 1) if (code := cleaned.get(f"{setting.code}_{number}"))]
    value = cleaned[setting.code]
    return value == YES if isinstance(setting, YesNo) else value
