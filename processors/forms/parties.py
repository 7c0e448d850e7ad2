"""What is asked of parties, what they are used for, and contacts there."""
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.organisation.models import School
from processors.models import Party, PartyContact, PartyUse
from processors.models.catalogue import PartyKind, PartyRole
from processors.services import parties

NOT_HELD = (Category.ADV,)            # the adviser's own notes go to nobody
CATEGORIES = [(each.value, each.label) for each in Category if each not in NOT_HELD]


class Categories(forms.MultipleChoiceField):
    """Kinds of data, ticked one by one: there is no «all» (S2-110)."""

    def __init__(self, **kwargs):
        super().__init__(**({"label": _("Kinds of data"), "choices": CATEGORIES, "widget": forms.CheckboxSelectMultiple} | kwargs))


class Places(forms.ModelChoiceField):
    """One school, or every school of the board."""

    def __init__(self, **kwargs):
        kwargs = {"queryset": School.objects.defer("logo"), "required": False, "empty_label": _("every school of the board")} | kwargs
        super().__init__(**kwargs)


def keep_to(field: Any, places: Any, *, with_board: bool) -> None:
    """The schools for which somebody writes; the board only for who keeps its register."""
    field.queryset = places
    if not with_board:
        field.required, field.empty_label = True, None


class Country(forms.CharField):
    """Two letters, however they were typed."""

    def __init__(self, **kwargs):
        kwargs = {"label": _("Country"), "max_length": 2, "min_length": 2, "help_text": _("As two letters, such as NL, BE or US.")} | kwargs
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").upper()


class DatedForm(forms.ModelForm):
    """From a day, until a day: the first on which it no longer holds."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not parties.days_in_order(values.get("since"), values.get("until")):
            self.add_error("until", _("This day lies before the first."))
        return values


class PartyForm(forms.ModelForm):
    country = Country(initial="NL")
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Party
        fields = list(parties.DETAILS)
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "kind": _("Several kinds are controllers of their own, such as youth care: their role is said where they are used."),
            "note": _("About the party, not about pupils."),
        }

    def clean_kvk(self) -> str:
        """Empty for a firm abroad or an authority; else of no other party."""
        return self.cleaned_data["kvk"].strip()


class UseForm(DatedForm):
    school = Places(label=_("Used by"))
    categories = Categories()

    class Meta:
        model = PartyUse
        fields = list(parties.OF_USE)
        help_texts = {
            "role": _("A processor acts for the school. Youth care, the GGD, DUO and the school attendance office decide for themselves."),
            "service": _("In a few words. It can stand on the public list."),
            "purpose": _("What the school wants with it. It can stand on the public list."),
            "basis": _("Such as an article of a law, where the party is a controller of its own or an authority."),
            "is_duty": _("Then a controller of its own needs no exchange agreement."),
            "until": _("The first day on which it is no longer used."),
        }
        widgets = {"since": forms.DateInput, "until": forms.DateInput}

    def __init__(self, *args, on: date, places: Any, with_board: bool, **kwargs):
        super().__init__(*args, **kwargs)
        keep_to(self.fields["school"], places, with_board=with_board)
        if self.instance._state.adding:
            self.fields["since"].initial = on

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("is_duty") and values.get("role") in (PartyRole.PROCESSOR, PartyRole.JOINT):
            self.add_error("is_duty", _("A processor acts for the school: a duty in law does not replace the agreement."))
        if values.get("is_duty") and not values.get("basis"):
            self.add_error("basis", _("Name the duty in law."))
        return values


class ContactForm(DatedForm):
    class Meta:
        model = PartyContact
        fields = list(parties.OF_CONTACT)
        help_texts = {"until": _("The first day on which this person is no longer the contact.")}
        widgets = {"since": forms.DateInput, "until": forms.DateInput}

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["since"].initial = on

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not (values.get("email") or values.get("phone")):
            self.add_error("email", _("Give an e-mail address or a phone number."))
        return values


class FilterForm(forms.Form):
    """What to show of the register."""

    q = forms.CharField(label=_("Name or service"), required=False, max_length=80)
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), required=False, empty_label=_("every school"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("every kind")), *PartyKind.choices])
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("every role")), *PartyRole.choices])

    def __init__(self, *args, schools: Any, **kwargs):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["school"]
        field.queryset = schools


class ListFileForm(forms.Form):
    """A list of suppliers to take in."""

    file = forms.FileField(
        label=_("List of suppliers (XLSX)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("One row per party and use. Columns: naam, kvk, soort, rol, dienst, doel, gegevens, school (BRIN), land, website."),
    )
