from datetime import date, timedelta
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from privacyadmin.access import data_categories
from privacyadmin.access.catalogue import SPECIAL, Category
from privacyadmin.access.data_categories import Kept
from privacyadmin.access.purposes import Purpose
from privacyadmin.accounts.models import Kind, User
from privacyadmin.files.forms import UploadField
from privacyadmin.organisation.models import School
from privacyadmin.worklist.rendering import LongSelect
from students import rules
from students.imports.edexml_parser import MAX_BYTES as EDEXML_BYTES
from students.imports.tables import MAX_BYTES as TABLE_BYTES
from students.models import Audience, Nature, Source

PRESENT, LEFT, EVERYBODY = "present", "left", "all"
LONGEST_TEXT = 20_000


class StudentFilter(forms.Form):
    """Which pupils to list."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    school = forms.ChoiceField(label=_("School"), required=False, widget=LongSelect)
    class_group = forms.ChoiceField(label=_("Class"), required=False, widget=LongSelect)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        widget=LongSelect,
        choices=[(PRESENT, _("Applied or enrolled")), (LEFT, _("Left or not admitted")), (EVERYBODY, _("Everybody"))],
    )

    def __init__(self, data, *, schools: list[tuple], classes: list[tuple]):
        """The schools (none for who works at one) and classes to choose from: key and name."""
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["school"]).choices = [("", _("All schools")), *schools]
        cast(forms.ChoiceField, self.fields["class_group"]).choices = [("", _("All classes")), *classes]
        if not schools:
            del self.fields["school"]


class EntryForm(forms.Form):
    """One entry of the dossier, of a kind that the school keeps; what the category asks for is asked."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"))
    data_category = forms.ChoiceField(label=_("Kind of data"))
    purpose = forms.ChoiceField(label=_("For what it is kept"))
    happened_on = forms.DateField(label=_("Date"), widget=forms.DateInput)
    title = forms.CharField(label=_("Subject"), max_length=120, required=False)
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea)
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    nature = forms.ChoiceField(
        label=_("Kind of statement"),
        choices=Nature.choices,
        help_text=_("A fact can be checked. An observation is what somebody saw or heard. An interpretation is what you make of it."),
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience.choices)
    necessity = forms.CharField(
        label=_("Why this is necessary"),
        max_length=300,
        help_text=_("Asked for data that is special, sensitive or meant for single pupils. Say why the school cannot do without it."),
    )
    uploads = UploadField()

    def __init__(self, data=None, files=None, *, schools, category: Category, kept: list[Kept], on: date):
        super().__init__(data, files, initial={"happened_on": on, "school": schools.first()})
        self.on, self.category, self.kept = on, category, {each.data_category.code: each for each in kept}
        cast(forms.ModelChoiceField, self.fields["school"]).queryset = schools
        self._offer("data_category", [(code, each.label) for code, each in self.kept.items()])
        wanted = {purpose for each in kept for purpose in each.purposes}
        self._offer("purpose", [(code, str(label)) for code, label in Purpose.choices if code in wanted])
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
        if category not in SPECIAL and not any(each.needs_reason for each in kept):
            del self.fields["necessity"]
        else:
            self.fields["necessity"].required = all(each.needs_reason for each in kept)
        if category != Category.GUI:
            del self.fields["audience"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The ordinary one stands first, and holds where nobody chooses; what can be one thing only is not asked."""
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices, field.initial = choices, choices[0][0]
        if len(choices) == 1:
            field.widget = forms.HiddenInput()
        if self.is_bound:
            sent = cast(QueryDict, self.data).copy()
            sent.setdefault(name, field.initial)
            self.data = sent

    def clean_happened_on(self) -> date:
        if self.cleaned_data["happened_on"] > self.on:
            raise ValidationError(_("This day lies in the future. Fill in when it happened."))
        return self.cleaned_data["happened_on"]

    def clean(self) -> None:
        """What the school does not keep, or not for this, is said beside the question (S1-13, S2-60)."""
        values = self.cleaned_data
        if not {"school", "data_category", "purpose", "source"} <= values.keys():
            return
        code = values["data_category"]
        if objection := data_categories.objection(values["school"], code, self.category, values["purpose"], on=self.on):
            self.add_error("data_category", objection)
            return
        told = {"source": values["source"], "necessity": values.get("necessity", "")}
        if objection := rules.statement_objection(self.kept[code], self.category, **told):
            is_source = bool(told["necessity"]) or "necessity" not in self.fields
            if "necessity" not in self.errors:
                self.add_error("source" if is_source else "necessity", objection)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300)


class BsnForm(forms.Form):
    """The number is typed, never shown again."""

    number = forms.CharField(
        label=_("Citizen service number"),
        required=False,
        max_length=11,
        help_text=_("Nine digits. Leave it empty to forget the number."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].replace(" ", "").replace(".", "")
        if number and (objection := rules.bsn_objection(number)):
            raise ValidationError(objection)
        return number


def _not_larger_than(limit: int):
    def check(file) -> None:
        if file.size > limit:
            raise ValidationError(_("This file is too large. Export it for one school at a time."))

    return check


class EdexmlForm(forms.Form):
    file = forms.FileField(
        label=_("EDEXML file"),
        validators=[_not_larger_than(EDEXML_BYTES)],
        help_text=_("EDEXML 2.1, of one school, as your pupil administration exports it."),
        widget=forms.FileInput(attrs={"accept": ".xml,.edex,text/xml,application/xml"}),
    )


class GuardianFileForm(forms.Form):
    file = forms.FileField(
        label=_("List of guardians"),
        validators=[_not_larger_than(TABLE_BYTES)],
        help_text=_("CSV or XLSX, one row per guardian and pupil."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class DepartureForm(forms.Form):
    left_on = forms.DateField(label=_("First day without lessons"), widget=forms.DateInput)

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_left_on(self) -> date:
        if self.cleaned_data["left_on"] > self.on + timedelta(days=31):
            raise ValidationError(_("This day lies more than a month ahead. Confirm the departure when it is nearer."))
        return self.cleaned_data["left_on"]


def open_categories(*, without: frozenset[Category] = frozenset({Category.ADV})) -> list[tuple[str, str]]:
    return [(category.value, str(category.label)) for category in Category if category not in without]


class CaseForm(forms.Form):
    """A care case: whom it is about, what it opens, for whom, until when and why."""

    categories = forms.MultipleChoiceField(label=_("What it opens"), choices=open_categories, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Why these people need these parts of this pupil's file. No names and no details.")
    )
    until_on = forms.DateField(label=_("Up to and including"), widget=forms.DateInput)


class PersonForm(forms.Form):
    """A colleague and the role in which he takes part."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("For whom"), empty_label=_("Choose"))
    role = forms.ChoiceField(
        label=_("In which role"), choices=lambda: [("", _("Choose")), *((role.value, role.label) for role in rules.CASE_ROLES)]
    )

    def __init__(self, *args, school: School, on_behalf_of: User, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = staff_of(school).exclude(pk=on_behalf_of.pk)


class ExceptionForm(PersonForm):
    categories = forms.MultipleChoiceField(label=_("What may be read"), choices=open_categories, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Why the matrix is not enough here. No names and no details."))
    until_on = forms.DateField(label=_("Up to and including"), widget=forms.DateInput)


class AdviserForm(forms.Form):
    """Whom the pupil says that he is: an adviser has no list of pupils."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"))
    last_name = forms.CharField(label=_("Last name"), max_length=200)
    first_name = forms.CharField(label=_("First name"), max_length=64)
    birth_on = forms.DateField(label=_("Date of birth"), widget=forms.DateInput)

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        choice = self.fields["school"]
        choice.queryset, choice.initial = schools, schools.first()
        if len(schools) == 1:                            # as everywhere: who works at one school is not asked which
            choice.widget = forms.HiddenInput()


def staff_of(school: School):
    """Accounts of staff who hold a role at a school, in its classes or on the board now or later."""
    held = User.objects.filter(kind=Kind.STAFF, is_active=True)
    at_school = held.filter(schoolgrants__content_object=school) | held.filter(classgrants__content_object__school=school)
    on_board = held.filter(boardgrants__isnull=False)
    return held.filter(pk__in=at_school.values("pk").union(on_board.values("pk"))).order_by("name")
