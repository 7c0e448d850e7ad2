from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacyadmin.organisation.models import School
from processors.models import Dpia, DpiaRisk
from processors.models.register_words import Advice, Criterion, Verdict
from processors.rules.dpia import ANALYSIS

CONSULTATION = ("consulted_on", "consulted_outcome")
RISK = (
    "name", "cause", "effect", "likelihood", "impact", "measure", "measure_by", "measure_on", "likelihood_after", "impact_after",
)
FIRST = (Criterion.PROFILING, Criterion.LARGE_SPECIAL, Criterion.PUBLIC_AREA, Criterion.AP_LIST)


class BeginForm(forms.Form):
    title = forms.CharField(label=_("About what"), max_length=150, help_text=_("A plan or an activity; no names of pupils."))
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), required=False, empty_label=_("the whole board"))
    activity = forms.ChoiceField(label=_("Activity in the register"), required=False)

    def __init__(self, data=None, *, schools, activities: list[tuple[Any, str]], is_board: bool, initial=None):
        super().__init__(data, initial=initial)
        school: Any = self.fields["school"]
        activity: Any = self.fields["activity"]
        school.queryset, school.required = schools, not is_board
        activity.choices = [("", _("not in it yet")), *activities]


class PrescanForm(forms.Form):
    """What applies: one of the first, or two of the others, is enough."""

    first = forms.MultipleChoiceField(
        label=_("Does one of these apply?"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("One is enough for a DPIA."),
        choices=[(each.value, each.label) for each in FIRST],
    )
    others = forms.MultipleChoiceField(
        label=_("Which of these apply?"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Two are enough for a DPIA."),
        choices=[(each.value, each.label) for each in Criterion if each not in FIRST],
    )
    note = forms.CharField(label=_("Reasoning"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    @classmethod
    def of(cls, dpia: Dpia, data=None) -> "PrescanForm":
        return cls(data, initial={"first": dpia.criteria, "others": dpia.criteria, "note": dpia.prescan_note})

    def values(self) -> dict[str, Any]:
        return {"criteria": [*self.cleaned_data["first"], *self.cleaned_data["others"]], "note": self.cleaned_data["note"]}


class AnalysisForm(forms.ModelForm):
    class Meta:
        model = Dpia
        fields = ANALYSIS


class ConsultationForm(forms.ModelForm):
    class Meta:
        model = Dpia
        fields = CONSULTATION
        widgets = {"consulted_on": forms.DateInput}


class RiskForm(forms.ModelForm):
    class Meta:
        model = DpiaRisk
        fields = RISK
        widgets = {"measure_on": forms.DateInput, "measure": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        """A measure makes a risk smaller, or leaves it."""
        cleaned = super().clean()
        for name in ("likelihood", "impact"):
            before, after = cleaned.get(name), cleaned.get(f"{name}_after")
            if before and after and after > before:
                self.add_error(f"{name}_after", _("A measure does not make a risk larger."))
        return cleaned


class AdviceForm(forms.Form):
    advice = forms.ChoiceField(label=_("Advice"), choices=Advice.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Grounds, and conditions"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Grounds, and what is done with the advice of the FG"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )
    review_months = forms.IntegerField(label=_("Looked at again after, in months"), min_value=1, max_value=60)
