"""What is asked of disclosures, step by step."""
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.data_models import DataCategory
from privacyadmin.deadlines import add_months
from privacyadmin.files.forms import UploadField
from privacyadmin.organisation.models import School
from processors.models import Disclosure
from processors.models.catalogue import PartyKind
from processors.models.disclosure_words import Circle, DisclosureKind, DisclosureStatus, Method
from processors.rules import disclosures as rules
from students.hand_forms import YEARS
from students.models import AllowedUse, ClassGroup

from .activities import CHOOSE, NOT_YET
from .agreements import Days
from .parties import DatedForm, Places, keep_to

KINDS = [(each.value, each.label) for each in DisclosureKind if each != DisclosureKind.POLICE]
STANDING = ("since", "until", "frequency", "circle", "class_group", "year_group")
ORDER = ("order_reference", "order_authority", "order_on")
VERDICTS = ("is_subsidiary", "is_proportionate", "is_minimal")
ANSWERS = {None: "", True: "1", False: "0"}
MONTHS_WITHHELD = 12
CHOSEN = ("role", "purpose", "ground", "special_ground")


class DisclosureForm(DatedForm):
    """To whom, why and which data; whose data is asked afterwards, pupil by pupil."""

    school = Places(label=_("School"))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=forms.RadioSelect, initial=DisclosureKind.THIRD)
    data_categories = forms.MultipleChoiceField(
        label=_("Kinds of data"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick each kind that is given. Nothing is ticked for you."),
    )

    class Meta:
        model = Disclosure
        fields = [
            "role", "kind", "school", "subject", *STANDING, "purpose", "ground", "special_ground", "law", "data_categories",
            "is_subsidiary", "subsidiarity", "is_proportionate", "proportionality", "is_minimal", "minimality", *ORDER, "withheld_until",
            "withheld_why",
        ]
        help_texts = {
            "subject": _("In a few words. Give no names of pupils or parents."),
            "role": _("A party that works for the school is its processor: what that gets by its agreement is no disclosure."),
            "law": _("Such as an article of a law. Needed for a legal obligation, a public task and a contract."),
            "special_ground": _("Only for special data, such as care and health."),
            "circle": _("A class or a year is named as such; «everybody» only where a law asks it."),
            "until": _("The first day on which it is no longer given. Empty: it goes on."),
            "withheld_until": _("Only where the law allows it, such as an investigation (UAVG 41). Empty: the family sees it at once."),
            "is_subsidiary": _("Nobody can decide before the three tests are done, each with its reason."),
            "subsidiarity": _("Give no names of pupils or parents."),
        }
        widgets = dict.fromkeys(("since", "until", "order_on", "withheld_until"), forms.DateInput)

    parts = (
        (_("To whom and for what"), ("role", "kind", "school", "subject")),
        (_("The order"), ORDER),
        (_("How often, and whose data"), STANDING),
        (_("Why it may be given"), ("purpose", "ground", "special_ground", "law")),
        (_("Which data"), ("data_categories",)),
        (_("The three tests"), ("is_subsidiary", "subsidiarity", "is_proportionate", "proportionality", "is_minimal", "minimality")),
        (_("When the family hears of it"), ("withheld_until", "withheld_why")),
    )

    def __init__(self, *args, places: Any, with_board: bool, classes: Any, is_police: bool, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.is_standing = self.instance.is_standing
        keep_to(self.fields["school"], places, with_board=with_board and self.is_standing)
        kinds = [(kind.code, kind.name) for kind in DataCategory.objects.all() if kind.code != rules.ADVISER]
        self._choices("data_categories", kinds)
        for name in VERDICTS:
            self.fields[name] = _verdict(str(self.fields[name].label), str(self.fields[name].help_text))
            self.initial[name] = ANSWERS[getattr(self.instance, name)]        # in the words of the choices, else an answer is lost
        for name in CHOSEN:
            offered: Any = self.fields[name]
            self._choices(name, [CHOOSE, *(choice for choice in offered.choices if choice[0])])
        self._standing(classes) if self.is_standing else self._leave_out(*STANDING)
        self._leave_out("kind") if is_police else self._leave_out(*ORDER)

    def _choices(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _leave_out(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def _standing(self, classes: Any) -> None:
        of_class: Any = self.fields["class_group"]
        of_class.queryset = classes
        of_class.label_from_instance = lambda each: f"{each.name} ({each.school.name})"
        self.fields["year_group"] = forms.ChoiceField(label=_("Year"), choices=YEARS, required=False)
        for name in ("since", "frequency"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        circle = values.get("circle", Circle.PUPILS)
        if circle == Circle.CLASS and not values.get("class_group"):
            self.add_error("class_group", _("Choose the class."))
        if circle == Circle.YEAR and not values.get("year_group"):
            self.add_error("year_group", _("Choose the year."))
        group = values.get("class_group")
        if circle == Circle.CLASS and group and values.get("school") != group.school:
            self.add_error("class_group", _("This class is of another school."))
        if circle != Circle.CLASS:
            values["class_group"] = None
        if circle != Circle.YEAR:
            values["year_group"] = ""
        if bool(values.get("withheld_until")) != bool(values.get("withheld_why")):
            self.add_error("withheld_why", _("Say until when and why, or neither."))
        return values

    def clean_withheld_until(self) -> date | None:
        """Kept from the family no longer than a year; then somebody looks again (UAVG 41)."""
        until = self.cleaned_data["withheld_until"]
        if until and until > add_months(self.on, MONTHS_WITHHELD):
            raise forms.ValidationError(_("At most a year from today. If it is needed longer, look again then."))
        return until


def _verdict(label: str, help_text: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, choices=NOT_YET, coerce=lambda each: each == "1", empty_value=None, widget=forms.RadioSelect,
        help_text=help_text,
    )


class NewPartyForm(forms.Form):
    """Somebody who is in the register no longer than this disclosure needs, such as a doctor."""

    name = forms.CharField(label=_("Name of the party"), max_length=150, help_text=_("An organisation, or somebody in a profession."))
    party_kind = forms.ChoiceField(label=_("Kind of party"), choices=PartyKind.choices, initial=PartyKind.OTHER)


class FilterForm(forms.Form):
    """What to show of the register."""

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), required=False, empty_label=_("every school"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("every kind")), *DisclosureKind.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("every state")), ("open", _("still to do")), ("standing", _("goes on")), *DisclosureStatus.choices],
    )
    year = forms.ChoiceField(label=_("Written down in"), required=False)

    def __init__(self, *args, schools: Any, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["school"]
        field.queryset = schools
        year: Any = self.fields["year"]
        year.choices = [("", _("every year")), *((str(each), str(each)) for each in range(on.year, on.year - 6, -1))]


class StepForm(forms.Form):
    """What a step asks; `care` and `restricted` say what the disclosure meets."""

    def __init__(self, data=None, *, today: date, is_restricted: bool = False, needs_care: bool = False):
        super().__init__(data)
        self.today, self.is_restricted, self.needs_care = today, is_restricted, needs_care


class DecideForm(StepForm):
    decision = forms.CharField(label=_("Why"), max_length=300, required=False, help_text=_("Give no names of pupils or parents."))
    allowed_use = forms.ChoiceField(
        label=_("What allows it although a part is restricted"), required=False, choices=[("", _("nothing")), *AllowedUse.choices],
        help_text=_("GDPR 18(2). Whoever decides answers for it in the restriction."),
    )
    is_aware = forms.BooleanField(label=_("The party knows from whom in the family this must be kept"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_restricted:
            del self.fields["allowed_use"]
        if not self.needs_care:
            del self.fields["is_aware"]


class GiveForm(StepForm):
    on = Days(label=_("Given on"))
    method = forms.ChoiceField(label=_("How it was given"), choices=[CHOOSE, *Method.choices])
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.today


class WhyForm(StepForm):
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Give no names of pupils or parents."))


class EndForm(WhyForm):
    on = Days(label=_("The first day without it"))

    field_order = ["on", "why"]

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > self.today:
            raise ValidationError(_("This day lies in the future."))
        return self.cleaned_data["on"]


class PapersForm(forms.Form):
    uploads = UploadField(required=True, label=_("The paper"))

    def __init__(self, data: Any = None, files: Any = None, *, is_police: bool):
        super().__init__(data, files)
        if is_police:
            self.fields["uploads"].label = _("The order")


def classes_of(schools: Any, on: date) -> Any:
    """The classes of this school year, to name one."""
    found = ClassGroup.objects.filter(school__in=schools, school_year__start_on__lte=on, school_year__end_on__gt=on)
    return found.select_related("school").defer("school__logo").order_by("school__name", "name")
