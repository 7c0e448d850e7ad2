"""What is asked to change which data a school keeps."""
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .data_categories import Kept
from .purposes import KEPT_FOR, Ground, SpecialGround, choices_of


class KeptForm(forms.Form):
    """Whether a kind of data is kept, for what and on which ground; begins as it stands."""

    is_kept = forms.TypedChoiceField(
        label=_("Does the school keep it?"), choices=[("1", _("yes, from the day below")), ("0", _("no"))],
        coerce=lambda value: value == "1", widget=forms.RadioSelect,
    )
    purposes = forms.MultipleChoiceField(
        label=_("For which purposes"), choices=choices_of(KEPT_FOR), widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(label=_("Ground in the law"), choices=[("", _("Choose")), *Ground.choices])
    special_ground = forms.ChoiceField(
        label=_("What lifts the ban on special data"), choices=[("", _("Choose")), *SpecialGround.choices]
    )
    is_sensitive = forms.BooleanField(
        label=_("Sensitive for this school: each entry says why it is necessary"), required=False
    )
    since = forms.DateField(label=_("From"), widget=forms.DateInput)
    note = forms.CharField(label=_("What changes, and why"), max_length=300)

    def __init__(self, data=None, *, kept: Kept, on):
        super().__init__(data, initial=as_it_stands(kept) | {"since": on})
        if not kept.data_category.is_special:
            del self.fields["special_ground"]
        else:
            del self.fields["is_sensitive"]          # what is special by law asks for a reason anyway

    def clean(self) -> None:
        """What is not kept needs no purpose and no ground; what is kept is told what the law wants of it by the service."""
        for name in ("purposes", "ground", "special_ground"):
            if name in self.fields and self.errors.get(name) and not self.data.get(name):
                del self.errors[name]
                self.cleaned_data[name] = [] if name == "purposes" else ""


def as_it_stands(kept: Kept) -> dict[str, Any]:
    if kept.rule is None:
        return {"is_kept": "0"}
    rule = kept.rule
    return {
        "is_kept": "1" if rule.is_kept else "0", "purposes": rule.purposes, "ground": rule.ground, "special_ground": rule.special_ground,
        "is_sensitive": rule.is_sensitive,
    }
