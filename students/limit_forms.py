"""What is asked when a part of a file is restricted or protected, and at each step afterwards."""
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.organisation.models import School
from students import rules
from students.forms import WhyForm, open_categories
from students.models import AllowedUse, AskedBy, ProtectedFrom, ProtectionGround, RestrictionGround, ToldHow

NO_DETAILS = _("No names and no details: this is kept outside the sealed part of the file.")


class ReviewForm(WhyForm):
    """When somebody looks at it again, and why it stays until then."""

    review_on = forms.DateField(label=_("Look at it again on"), widget=forms.DateInput, help_text=_("Within half a year."))
    field_order = ["why", "review_on"]

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["review_on"].initial = on + rules.FIRST_REVIEW

    def clean_review_on(self) -> date:
        if objection := rules.review_objection(self.cleaned_data["review_on"], self.on):
            raise ValidationError(objection)
        return self.cleaned_data["review_on"]


class LimitForm(ReviewForm):
    """The parts of the file that it stands on."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"))
    is_whole = forms.BooleanField(label=_("The whole file"), required=False)
    categories = forms.MultipleChoiceField(label=_("Which parts of the file"), choices=open_categories, widget=forms.CheckboxSelectMultiple)
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=NO_DETAILS)

    def __init__(self, *args, schools, on: date, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        cast(forms.ModelChoiceField, self.fields["school"]).queryset = schools
        self.fields["school"].initial = schools.first()
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()

    def clean(self) -> None:
        """The whole file is every part of it."""
        if self.cleaned_data.get("is_whole"):
            self.errors.pop("categories", None)
            self.cleaned_data["categories"] = [code for code, _label in open_categories()]

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        values = dict(self.cleaned_data)
        del values["is_whole"]
        return values | {"reason": values.pop("why")}


class RestrictionForm(LimitForm):
    """Art. 18: which ground of the law, and who asked."""

    ground = forms.ChoiceField(label=_("Ground in the law"), choices=RestrictionGround.choices, widget=forms.RadioSelect)
    asked_by = forms.ChoiceField(label=_("Who asked for it"), choices=AskedBy.choices)
    field_order = ["school", "ground", "asked_by", "is_whole", "categories", "why", "review_on"]


class ProtectionForm(LimitForm):
    """C-25: from whom, against what, and where the evidence is."""

    hidden_from = forms.ChoiceField(label=_("Hidden from"), choices=ProtectedFrom.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("What endangers the pupil"), choices=ProtectionGround.choices, widget=forms.RadioSelect)
    reporting_step = forms.TypedChoiceField(
        label=_("Step of the reporting code"), required=False, coerce=int, empty_value=None,
        choices=[("", _("not in the reporting code")), *((step, str(step)) for step in range(1, 6))],
    )
    evidence = forms.CharField(label=_("Where the evidence is kept"), max_length=200, required=False)
    field_order = ["school", "hidden_from", "ground", "is_whole", "categories", "why", "reporting_step", "evidence", "review_on"]


class AnnounceForm(forms.Form):
    """GDPR 18(3): the family hears of it before it is lifted."""

    lift_on = forms.DateField(label=_("To be lifted from"), widget=forms.DateInput, help_text=_("Later than today."))
    told_how = forms.ChoiceField(label=_("How the family is told"), choices=ToldHow.choices, widget=forms.RadioSelect)

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_lift_on(self) -> date:
        if self.cleaned_data["lift_on"] <= self.on:
            raise ValidationError(_("The family hears of it first: choose a later day than today (GDPR 18(3))."))
        return self.cleaned_data["lift_on"]


class UseForm(forms.Form):
    """GDPR 18(2): what allows that restricted data is used all the same."""

    ground = forms.ChoiceField(label=_("What allows it"), choices=AllowedUse.choices, widget=forms.RadioSelect)
    what = forms.CharField(label=_("What was used, and for what"), max_length=300, help_text=NO_DETAILS)


class ConfirmForm(forms.Form):
    """S2-199: the decision rests on the advice of the data protection officer."""

    advice = forms.CharField(label=_("What the data protection officer advised"), max_length=300, help_text=NO_DETAILS)
