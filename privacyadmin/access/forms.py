from datetime import date
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import School
from privacyadmin.times import end_of_day, start_of_day

from . import holdings
from .catalogue import BOARD_ROLES, MATRIX_CATEGORIES, SCHOOL_ROLES, Category, LogPurpose, Reach, Right, Role
from .proposals import is_board_coordinator
from .scope import EXCEPTION, Scope
from .seed import RIGHTS, parse_cell

DATE = {"type": "date"}
BOARD = "board"


class GrantFilter(forms.Form):
    """Narrows the list of grants."""

    q = forms.CharField(label=_("Person"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all")), *Role.choices])
    school = forms.ModelChoiceField(label=_("School"), required=False, queryset=School.objects.none(), empty_label=_("all"))
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[
            (holdings.ACTIVE, _("in force")), (holdings.ENDED, _("ended")), (holdings.FUTURE, _("begins later")), ("all", _("all")),
        ],
    )
    user = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), (EXCEPTION, _("exceptions to the matrix"))]
    )

    def __init__(self, data, *, schools):
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["school"]).queryset = schools

    def wanted(self, reach: set | None) -> holdings.Wanted:
        """What the visitor asks for, within the schools that he may see."""
        values = self.cleaned_data if self.is_valid() else {}
        state = values.get("state") or holdings.ACTIVE
        school = values.get("school")
        return holdings.Wanted(
            schools=None if reach is None else frozenset(reach), words=values.get("q", ""), role=values.get("role", ""),
            school=school.pk if school else None, state="" if state == "all" else state, kind=values.get("kind", ""),
            user=values.get("user"),
        )


class ProposalForm(forms.Form):
    """Asks for a role of a colleague."""

    email = forms.EmailField(
        label=_("E-mail address of the colleague"), help_text=_("The account must exist already; the ICT manager makes it.")
    )
    place = forms.ChoiceField(label=_("Where"))
    role = forms.ChoiceField(label=_("Role"), help_text=_("Roles in a class follow from appointments, roles in a case from the case."))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput(attrs=DATE),
        help_text=_("Leave empty for a permanent appointment. A trainee or a replacement always has an end."),
    )
    why = forms.CharField(label=_("Why"), max_length=300, help_text=_("Such as: appointed on 1 August, replaces a colleague."))

    def __init__(self, data=None, *, scope: Scope, schools, initial=None):
        super().__init__(data, initial=initial)
        self.scope, self.schools = scope, {str(school.pk): school for school in schools}
        places = [(key, school.name) for key, school in self.schools.items()]
        roles: list[Role] = [role for role in Role if role in SCHOOL_ROLES]
        if is_board_coordinator(scope):
            places.insert(0, (BOARD, _("The whole board")))
            roles = [role for role in Role if role in (*SCHOOL_ROLES, *BOARD_ROLES)]
        cast(forms.ChoiceField, self.fields["place"]).choices = places
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", _("Choose a role")), *((role.value, role.label) for role in roles)]

    def clean_email(self) -> User:
        found = User.objects.filter(kind=Kind.STAFF, email=self.cleaned_data["email"].lower(), is_active=True).first()
        if found is None:
            raise ValidationError(_("There is no open staff account with this address. Ask the ICT manager to make one first."))
        return found

    def clean_since(self) -> date:
        if self.cleaned_data["since"] < self.scope.on:
            raise ValidationError(_("A role cannot begin in the past."))
        return self.cleaned_data["since"]

    def clean(self):
        values = super().clean()
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        place, role = values.get("place"), values.get("role")
        if place and role and role not in (BOARD_ROLES if place == BOARD else SCHOOL_ROLES):
            self.add_error("role", _("This role is not given here."))
        return values

    def proposal(self) -> dict:
        """The arguments of `proposals.propose`."""
        values = self.cleaned_data
        return {
            "user": values["email"], "role": Role(values["role"]), "school": self.schools.get(values["place"]), "why": values["why"],
            "since": start_of_day(values["since"]),
            "until": end_of_day(values["until"]) if values["until"] else None,
        }


class ReasonForm(forms.Form):
    """Why something ends or is declined."""

    why = forms.CharField(label=_("Why"), max_length=300, help_text=_("Kept with the role; no data of pupils, please."))


CELLS = [("-", _("nothing")), ("m", _("m, that it exists"))] + [
    (f"{reach}:{letters}", format_lazy("{}:{}, {}, {}", reach.value, letters, reach.label, RIGHTS[letters].label))
    for reach in (Reach.CLASS, Reach.SCHOOL, Reach.CASE, Reach.SELF)
    for letters in (("r", "q") if reach == Reach.SELF else ("r", "rw"))
]


def said(cell: str) -> str:
    """A cell of the matrix with its meaning: «S:r, own school, read»."""
    return str(dict(CELLS).get(cell, cell))


class MatrixRowForm(forms.Form):
    """What one role may do in each category."""

    def __init__(self, data=None, *, is_family: bool, initial=None):
        super().__init__(data, initial=initial)
        choices = [cell for cell in CELLS if cell[0] == "-" or cell[0].startswith("Z") == is_family]
        for category in MATRIX_CATEGORIES:
            self.fields[category.value] = forms.ChoiceField(label=category.label, choices=choices)

    def cells(self) -> dict[Category, tuple[Reach, Right] | None]:
        return {category: parse_cell(self.cleaned_data[category.value]) for category in MATRIX_CATEGORIES}


class MatrixProposalForm(forms.Form):
    """Lays a draft before the board."""

    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs=DATE))
    note = forms.CharField(label=_("What changes, and why"), max_length=300)


class EventFilter(forms.Form):
    """Narrows the register of events."""

    kind = forms.ChoiceField(label=_("Event"), required=False)
    school = forms.ModelChoiceField(label=_("School"), required=False, queryset=School.objects.none(), empty_label=_("all"))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(label=_("Up to and including"), required=False, widget=forms.DateInput(attrs=DATE))

    def __init__(self, data, *, schools, kinds: list[tuple[str, str]]):
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["school"]).queryset = schools
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", _("all")), *kinds]


class PurposeForm(forms.Form):
    """Why somebody opens a log (S2-128)."""

    purpose = forms.ChoiceField(label=_("For what purpose?"), choices=LogPurpose.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"), max_length=300,
        help_text=_("Such as: the FG's yearly check, or a report of 12 November. Name no pupil and no parent."),
    )


class CoverForm(forms.Form):
    """Who is absent, who covers, and until when."""

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=None)
    absent = forms.EmailField(label=_("Who is absent?"), help_text=_("E-mail address; choose from the list, or type it."))
    stand_in = forms.EmailField(label=_("Who covers?"), help_text=_("Somebody who works at the same school."))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(label=_("Up to and including"), widget=forms.DateInput(attrs=DATE))

    def __init__(self, data=None, *, scope: Scope, schools):
        super().__init__(data, initial={"since": scope.on})
        school = cast(forms.ModelChoiceField, self.fields["school"])
        school.queryset = schools
        found = list(schools[:2])
        if len(found) == 1:
            school.initial, school.widget = found[0].pk, forms.HiddenInput()
        for name in ("absent", "stand_in"):
            self.fields[name].widget.attrs |= {"list": "colleagues", "autocomplete": "off"}

    def clean_absent(self) -> User:
        return self._colleague("absent")

    def clean_stand_in(self) -> User:
        return self._colleague("stand_in")

    def _colleague(self, name: str) -> User:
        found = User.objects.filter(kind=Kind.STAFF, email=self.cleaned_data[name].lower(), is_active=True).first()
        if found is None:
            raise ValidationError(_("There is no open staff account with this address."))
        return found

    def arranged(self) -> dict:
        """The arguments of `covers.give`."""
        values = self.cleaned_data
        return values | {"since": start_of_day(values["since"]), "until": end_of_day(values["until"])}
