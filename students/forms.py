from datetime import date, timedelta
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import SPECIAL, Category
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import School
from students import rules
from students.imports.edexml_parser import MAX_BYTES as EDEXML_BYTES
from students.imports.tables import MAX_BYTES as TABLE_BYTES
from students.models import Audience, ClassGroup, Nature, Source
from students.services.dossier import MAX_FILE, media_type_of

PRESENT, LEFT, EVERYBODY = "present", "left", "all"
LONGEST_TEXT = 20_000


class StudentFilter(forms.Form):
    """Which pupils to list."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), required=False, empty_label=_("All schools"))
    class_group = forms.ModelChoiceField(ClassGroup.objects.none(), label=_("Class"), required=False, empty_label=_("All classes"))
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[(PRESENT, _("Applied or enrolled")), (LEFT, _("Left or not admitted")), (EVERYBODY, _("Everybody"))],
    )

    def __init__(self, data, *, schools, classes):
        super().__init__(data)
        names = list(schools.values_list("pk", "name"))
        self.fields["school"].queryset = schools
        self.fields["school"].choices = [("", _("All schools")), *names]
        self.fields["class_group"].queryset = classes
        self.fields["class_group"].choices = [("", _("All classes")), *classes.values_list("pk", "name")]
        if len(names) == 1:
            self.fields["school"].widget = forms.HiddenInput()


class EntryForm(forms.Form):
    """One entry of the dossier; what the category asks for is asked."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"))
    happened_on = forms.DateField(label=_("Date"), widget=forms.DateInput)
    title = forms.CharField(label=_("Subject"), max_length=120, required=False)
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea)
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    nature = forms.ChoiceField(label=_("Kind of statement"), choices=Nature.choices)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience.choices)
    necessity = forms.CharField(
        label=_("Why this is necessary"),
        max_length=300,
        help_text=_("This is a special category of personal data. Say why the school cannot do without it."),
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("A PDF, PNG or JPEG of at most 20 MB. It is kept sealed."))

    def __init__(self, data=None, files=None, *, schools, category: Category, on: date):
        super().__init__(data, files, initial={"happened_on": on, "school": schools.first()})
        self.on = on
        cast(forms.ModelChoiceField, self.fields["school"]).queryset = schools
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
        if category not in SPECIAL:
            del self.fields["necessity"]
        if category != Category.GUI:
            del self.fields["audience"]

    def clean_happened_on(self) -> date:
        if self.cleaned_data["happened_on"] > self.on:
            raise ValidationError(_("This day lies in the future. Fill in when it happened."))
        return self.cleaned_data["happened_on"]

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if not file:
            return None
        if file.size > MAX_FILE:
            raise ValidationError(_("This file is larger than 20 MB. Make it smaller or split it."))
        head = file.read(16)
        file.seek(0)
        if not media_type_of(head):
            raise ValidationError(_("This is no PDF, PNG or JPEG. Save it as one of these first."))
        return file


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
        self.fields["school"].queryset = schools
        self.fields["school"].initial = schools.first()


def staff_of(school: School):
    """Accounts of staff who hold a role at a school, in its classes or on the board now or later."""
    held = User.objects.filter(kind=Kind.STAFF, is_active=True)
    at_school = held.filter(schoolgrants__content_object=school) | held.filter(classgrants__content_object__school=school)
    on_board = held.filter(boardgrants__isnull=False)
    return held.filter(pk__in=at_school.values("pk").union(on_board.values("pk"))).order_by("name")
