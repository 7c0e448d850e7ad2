"""Forms for what is entered by hand: a pupil, an enrolment, a class, a guardian and his relation to a pupil."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School, SchoolYear
from students.models import ClassGroup, ClassKind, Guardian, GuardianRelation, Student
from students.services import deaths, family, pupils

# The codes of EDEXML (DOMAIN 2.12); a pupil who has left is no year but a status.
YEARS = [
    ("", "–"), ("0", _("pre-school")),
    (_("Primary education"), [(str(number), str(number)) for number in range(1, 9)]),
    (_("Secondary education"), [(str(number + 10), str(number)) for number in range(1, 7)]),
    (_("Other"), [("S", _("special primary education")), ("V", _("special secondary education")), ("C", _("combination"))]),
]
AHEAD = timedelta(days=366)
OLDEST_PUPIL = 30                        # years: older is the year of a parent, or a slip
SAME, ANOTHER = "same", "another"


def not_in_future(day: date | None, on: date) -> date | None:
    if day and day > on:
        raise ValidationError(_("This day lies in the future. Fill in when it happened."))
    return day


def year_group() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Year"), choices=YEARS, required=False)


class QuestionOfIdentity:
    """A form that asks whether it is the same person, once what was typed fits somebody whom the board knows."""

    question: Any = ""
    known: Any = None
    fields: dict[str, forms.Field]

    def ask(self, known: Any) -> None:
        """Add the question; a mistake until it is answered."""
        form = cast(forms.Form, self)
        self.known = known
        if known is None:
            return
        answers = [(SAME, _("Yes, the same person")), (ANOTHER, _("No, somebody else"))]
        form.fields["identity"] = forms.ChoiceField(label=self.question, choices=answers, widget=forms.RadioSelect)
        answer = form.data.get("identity")
        if answer not in (SAME, ANOTHER):
            form.add_error("identity", _("Look this up first, then choose."))
        form.cleaned_data["identity"] = answer


class PupilForm(forms.ModelForm):
    """Who a pupil is, and how he is reached where the reader may write that."""

    class Meta:
        model = Student
        fields = [*pupils.NAMES, *pupils.CONTACT]

    def __init__(self, *args, on: date, with_contact: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["last_name"].required = self.fields["first_name"].required = self.fields["birth_on"].required = True
        if not with_contact:
            for name in pupils.CONTACT:
                del self.fields[name]

    def clean_birth_on(self) -> date | None:
        day = not_in_future(self.cleaned_data["birth_on"], self.on)
        if day and "birth_on" in self.changed_data and self.on.year - day.year > OLDEST_PUPIL:
            raise ValidationError(_("No pupil is that old. Look at the year again."))
        return day

    def clean_postcode(self) -> str:
        """As an import writes it."""
        return "".join(self.cleaned_data["postcode"].split()).upper()


class ApplicationForm(QuestionOfIdentity, PupilForm):
    """A child who is put forward for a school; only what is needed to answer (S1-28, S1-31)."""

    question = _("The board knows a pupil with these names and this day of birth. Is it the same child?")
    school = forms.ModelChoiceField(School.objects.none(), label=_("School"))
    applied_on = forms.DateField(label=_("Applied on"), widget=forms.DateInput)
    year_group = year_group()

    field_order = ["school", *pupils.NAMES, *pupils.CONTACT, "applied_on", "year_group"]

    def __init__(self, *args, schools, on: date, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["school"])
        choice.queryset = schools
        if len(schools) == 1:
            choice.initial, choice.widget = schools[0], forms.HiddenInput()
        self.fields["applied_on"].initial = on

    def clean_applied_on(self) -> date | None:
        return not_in_future(self.cleaned_data["applied_on"], self.on)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        names = {name: values.get(name) for name in ("first_name", "last_name", "birth_on")}
        known = pupils.namesake(**names) if all(names.values()) else None       # type: ignore[arg-type] # none of them is empty here
        if known and known.enrolments.current().filter(school=values.get("school")).exists():
            self.add_error(None, _("This child is on the list of the school already."))
        else:
            self.ask(known)
        return values


class EnrolForm(forms.Form):
    entry_on = forms.DateField(label=_("Enrolled from"), widget=forms.DateInput)
    year_group = year_group()
    key = forms.CharField(
        label=_("Key in the school's system"), required=False, max_length=256,
        help_text=_("With the key the next import knows that it is the same pupil."),
    )

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_entry_on(self) -> date:
        if self.cleaned_data["entry_on"] > self.on + AHEAD:
            raise ValidationError(_("This day lies more than a year ahead."))
        return self.cleaned_data["entry_on"]


class PastDayForm(forms.Form):
    """One day that has come."""

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on


class RejectForm(PastDayForm):
    rejected_on = forms.DateField(label=_("Not admitted on"), widget=forms.DateInput)

    def clean_rejected_on(self) -> date | None:
        return not_in_future(self.cleaned_data["rejected_on"], self.on)


class EnrolmentForm(PastDayForm):
    applied_on = forms.DateField(label=_("Applied on"), widget=forms.DateInput, required=False)
    year_group = year_group()
    location = forms.CharField(label=_("Location"), required=False, max_length=64)
    key = EnrolForm.base_fields["key"]

    def clean_applied_on(self) -> date | None:
        return not_in_future(self.cleaned_data["applied_on"], self.on)


class ClassForm(forms.Form):
    """A class; its school, school year and kind are chosen once."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"))
    school_year = forms.ModelChoiceField(SchoolYear.objects.none(), label=_("School year"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ClassKind.choices, initial=ClassKind.BASE,
        help_text=_("A pupil is in one base group, and in any number of lesson groups."),
    )
    name = forms.CharField(label=_("Name"), max_length=64)
    year_group = year_group()

    def __init__(self, *args, schools=None, years=None, **kwargs):
        super().__init__(*args, **kwargs)
        if schools is None:                              # of a class that exists
            for name in ("school", "school_year", "kind"):
                del self.fields[name]
            return
        school, year = (cast(forms.ModelChoiceField, self.fields[name]) for name in ("school", "school_year"))
        school.queryset, year.queryset = schools, years
        if len(schools) == 1:
            school.initial, school.widget = schools[0], forms.HiddenInput()


class PlaceForm(forms.Form):
    group = forms.ModelChoiceField(ClassGroup.objects.none(), label=_("Class"), empty_label=_("Choose"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput)

    def __init__(self, *args, classes, **kwargs):
        super().__init__(*args, **kwargs)
        group = cast(forms.ModelChoiceField, self.fields["group"])
        group.queryset = classes
        group.label_from_instance = lambda each: f"{each.name} · {each.school_year.name}"      # type: ignore[method-assign] # as documented


class GuardianForm(forms.ModelForm):
    """Who a guardian is and where he lives; a secret address is asked and shown by the administration only (DOMAIN 1.6)."""

    street = forms.CharField(label=_("Street"), required=False, max_length=100)
    house_number = forms.CharField(label=_("House number"), required=False, max_length=20)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=12)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    country = forms.CharField(label=_("Country"), required=False, max_length=60)

    class Meta:
        model = Guardian
        fields = [*family.PERSON, "has_secret_address"]
        help_texts = {
            "organisation_name": _("For a guardianship organisation: its name, and its contact person above where there is one."),
            "email": _("With an address of his own a guardian can sign in."),
            "has_secret_address": _("It is shown to the administration only, and stands on no letter, list or file."),
        }
        labels = {"language": _("Language of letters")}

    def __init__(self, *args, sees_secrets: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES                # type: ignore[attr-defined] # a choice
        self.fields["last_name"].needed_when = _("or an organisation")      # type: ignore[attr-defined] # read by the field component
        hides = not sees_secrets and self.instance.has_secret_address
        for name in family.ADDRESS if hides else ():
            del self.fields[name]
        if not sees_secrets:
            del self.fields["has_secret_address"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("last_name") and not values.get("organisation_name"):
            self.add_error("last_name", _("Fill in a surname or an organisation."))
        return values

    def person(self) -> dict[str, Any]:
        """What was filled in, with what this reader was not asked left as it is."""
        return {"has_secret_address": self.instance.has_secret_address, **self.cleaned_data}


class NewGuardianForm(QuestionOfIdentity, GuardianForm):
    question = _("The board knows a guardian with this e-mail address, surname and initials. Is it the same person?")

    def __init__(self, *args: Any, by: Scope, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors:
            self.ask(family.same_person(values, self.by))
        return values


class RelationForm(forms.ModelForm):
    """What a guardian is to this pupil. Authority needs its evidence: who decides depends on it (U6-U9)."""

    class Meta:
        model = GuardianRelation
        fields = list(family.RELATION)
        help_texts = {
            "authority": _("A step-parent or carer has none unless a court gave it. Unknown: may be invited, does not decide."),
            "authority_evidence": _("For example: register of authority seen on 3 March, court order of 12 May. No copies."),
            "authority_until": _("The first day on which the authority no longer holds."),
            "has_contact_block": _("Nothing of this pupil is shown or sent to this guardian."),
            "has_information_right": _("A parent without authority may be told important facts when he asks (BW 1:377c)."),
        }
        widgets = {"authority_since": forms.DateInput, "authority_until": forms.DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = _copy_of(self.instance)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if "authority" in values and family.evidence_missing(values, self.before):
            self.add_error("authority_evidence", _("Say by what the authority is known."))
        if not family.days_in_order(values.get("authority_since"), values.get("authority_until")):
            self.add_error("authority_until", _("This day must lie after the day on which the authority began."))
        return values

    def relation(self) -> Mapping[str, Any]:
        return self.cleaned_data


def _copy_of(relation: GuardianRelation) -> GuardianRelation | None:
    """As it was before the form wrote into it; none for a new one."""
    return None if relation._state.adding else GuardianRelation(authority=relation.authority)


class SplitForm(forms.Form):
    """Whose guardian the other person is."""

    relations = forms.ModelMultipleChoiceField(
        GuardianRelation.objects.none(), label=_("Of which children is the other person the guardian?"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, relations, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelMultipleChoiceField, self.fields["relations"])
        field.queryset = relations
        field.label_from_instance = lambda relation: relation.student.full_name     # type: ignore[method-assign] # as documented


class DeathForm(forms.Form):
    """The day on which a pupil died; empty where it was a mistake."""

    died_on = forms.DateField(
        label=_("Died on"), required=False, widget=forms.DateInput, help_text=_("Leave it empty to take it back.")
    )

    def __init__(self, data=None, *, student: Student, on: date):
        super().__init__(data, initial={"died_on": student.died_on})
        self.student, self.on = student, on

    def clean_died_on(self) -> date | None:
        died_on = self.cleaned_data["died_on"]
        if reason := deaths.objection(self.student, died_on, on=self.on):
            raise ValidationError(reason)
        return died_on
