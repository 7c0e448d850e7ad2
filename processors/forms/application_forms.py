from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.purposes import KEPT_FOR, Ground, SpecialGround, choices_of
from privacyadmin.organisation.models import School
from processors.models import FormField, FormVersion
from processors.models.register_words import AnswerType, Asking, Section

CHOOSE = ("", _("Choose"))


class VersionForm(forms.ModelForm):
    policy_url = forms.URLField(label=_("Where the privacy policy can be read"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = FormVersion
        fields = ["title", "opening", "policy_url", "note"]


class QuestionForm(forms.Form):
    """One question; without purpose and ground it cannot be asked (S1-28, S2-86)."""

    label = forms.CharField(label=_("Question"), max_length=200)
    section = forms.ChoiceField(label=_("Part of the form"), choices=Section.choices)
    data_category = forms.ModelChoiceField(label=_("Kind of data"), queryset=DataCategory.objects.all(), empty_label=_("Choose"))
    asking = forms.ChoiceField(label=_("How it is asked"), choices=Asking.choices, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[CHOOSE, *choices_of(KEPT_FOR)])
    ground = forms.ChoiceField(label=_("Ground in the law"), choices=[CHOOSE, *Ground.choices])
    special_ground = forms.ChoiceField(
        label=_("What lifts the ban on special data"), choices=[CHOOSE, *SpecialGround.choices], required=False
    )
    why = forms.CharField(label=_("Why we ask"), max_length=300, help_text=_("In words that every parent understands."))
    answer_type = forms.ChoiceField(label=_("Kind of answer"), choices=AnswerType.choices)
    options = forms.CharField(
        label=_("Answers to choose from"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One on each line.")
    )

    @classmethod
    def of(cls, field: FormField | None, data=None) -> "QuestionForm":
        if field is None:
            return cls(data, initial={"asking": Asking.OPTIONAL, "answer_type": AnswerType.LINE})
        names = ("label", "section", "asking", "purpose", "ground", "special_ground", "why", "answer_type")
        initial: dict[str, Any] = {name: getattr(field, name) for name in names}
        return cls(data, initial=initial | {"data_category": field.data_category_id, "options": "\n".join(field.options)})

    def clean_options(self) -> list[str]:
        return [line.strip()[:80] for line in self.cleaned_data["options"].splitlines() if line.strip()]


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("What was found"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Is each question still needed? Are all grounds right?"),
    )


class UseForm(forms.Form):
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=_("Choose"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput)

    def __init__(self, data=None, *, schools, initial=None):
        super().__init__(data, initial=initial)
        self.fields["school"].queryset = schools
