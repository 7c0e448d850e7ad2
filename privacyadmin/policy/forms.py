from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .catalogue import PRESETS, SETTINGS, Setting


class PolicyForm(forms.Form):
    """New rules of the board, or of a school that differs; what only the board decides is left out for a school."""

    def __init__(self, data=None, *, for_school: bool, initial=None):
        super().__init__(data, initial=initial)
        self.settings = [setting for setting in SETTINGS.values() if not (for_school and not setting.per_school)]
        for setting in self.settings:
            if not setting.is_fixed:
                self.fields[setting.code] = field_of(setting)
        self.fields["valid_from"] = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
        self.fields["note"] = forms.CharField(label=_("What changes, and why"), max_length=300)

    def values(self) -> dict[str, Any]:
        """The rules themselves, as `services.propose` takes them."""
        return {setting.code: setting.lowest if setting.is_fixed else self.cleaned_data[setting.code] for setting in self.settings}


class PresetForm(forms.Form):
    """Fills the form with the rules of one of the two model policies."""

    preset = forms.ChoiceField(
        label=_("Start from"), required=False,
        choices=[("", _("the rules in force")), *((code, _("model policy %(name)s") % {"name": code.upper()}) for code in PRESETS)],
    )
    school = forms.CharField(required=False, widget=forms.HiddenInput)


def field_of(setting: Setting) -> forms.Field:
    """The question for one setting, with its rules in the help."""
    words: dict[str, Any] = {"label": setting.label, "help_text": f"{setting.help} ({setting.rules})"}
    if setting.choices is None:
        return forms.IntegerField(**words, required=not setting.optional, min_value=setting.lowest, max_value=setting.highest)
    numeric = all(isinstance(value, int) for value in setting.choices)
    return forms.TypedChoiceField(
        **words, choices=list(setting.choices.items()), coerce=int if numeric else str, widget=forms.RadioSelect if not numeric else None
    )
