from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.accounts.models import Kind, User

from . import logos
from .models import ON_THE_BOARD_ONLY, Appointment, Controller, Function, House, School, Subject, is_colour

BOARD = "board"
A_DAY = timedelta(days=1)


class PlaceForm(forms.Form):
    """For the whole board or for one school, of those that this person keeps; `schools` None leaves the board out."""

    def __init__(self, *args, schools: list[School], with_board: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.schools = {str(school.pk): school for school in schools}
        places = [(BOARD, _("The whole board"))] if with_board else []
        cast(forms.ChoiceField, self.fields["place"]).choices = places + [(key, school.name) for key, school in self.schools.items()]

    def clean_place(self) -> School | None:
        return self.schools.get(self.cleaned_data["place"])


class PersonForm(PlaceForm):
    """Somebody with an account here, or the name of somebody without; from a day, up to and including a day."""

    account = forms.EmailField(
        label=_("E-mail address of the account here"), required=False, help_text=_("Of a colleague who signs in here.")
    )
    name = forms.CharField(label=_("Or the name of somebody without an account"), required=False, max_length=120)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Up to and including"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    decision = forms.CharField(label=_("By which decision"), max_length=300, help_text=_("Such as: decision of the board of 12 May 2026."))

    def clean_account(self) -> User | None:
        email = self.cleaned_data["account"]
        if not email:
            return None
        user = User.objects.filter(kind=Kind.STAFF, email__iexact=email, is_active=True).first()
        if user is None:
            raise ValidationError(_("There is no open account of a colleague with this address."))
        return user

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "account" in found and bool(found.get("account")) == bool(found.get("name")):
            self.add_error("account", _("Give either an account or a name."))
        since, last_day = found.get("since"), found.get("last_day")
        if since and last_day and last_day < since:
            self.add_error("last_day", _("The last day lies before the first."))
        return found

    def person(self) -> dict[str, Any]:
        found = self.cleaned_data
        last_day: date | None = found["last_day"]
        return {
            "school": found["place"], "user": found["account"], "name": found["name"], "since": found["since"],
            "until": last_day + A_DAY if last_day else None, "decision": found["decision"],
        }


class ContactFields(forms.Form):
    """What pages and letters show of somebody who holds an office."""

    title = forms.CharField(
        label=_("Own word for the function"), required=False, max_length=80, help_text=_("Such as: privacy officer. Empty: the usual word.")
    )
    email = forms.EmailField(label=_("E-mail"), help_text=_("Families write to this address."))
    phone = forms.CharField(label=_("Phone"), max_length=30)
    is_external = forms.BooleanField(label=_("Comes from outside the board"), required=False)
    employer = forms.CharField(
        label=_("Works for"), required=False, max_length=120, help_text=_("The office, where somebody comes from outside.")
    )
    ap_number = forms.CharField(
        label=_("Number at the authority"), required=False, max_length=20, help_text=_("The FG's number in the register of the AP.")
    )


CONTACT_FIELDS = tuple(ContactFields.base_fields)


class AppointmentForm(PersonForm, ContactFields):
    """Records that somebody is appointed."""

    function = forms.ChoiceField(label=_("Function"), choices=Function)
    place = forms.ChoiceField(label=_("For"))

    field_order = [
        "function", "place", "account", "name", "email", "phone", "since", "last_day", "decision", "title", "is_external", "employer",
        "ap_number",
    ]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("function") in ON_THE_BOARD_ONLY and found.get("place") is not None:
            self.add_error("place", _("This function is held for the whole board."))
        return found

    def values(self) -> dict[str, Any]:
        return self.person() | {"function": Function(self.cleaned_data["function"])} | {
            name: self.cleaned_data[name] for name in CONTACT_FIELDS
        }


class CorrectionForm(ContactFields):
    """What may change while the appointment stays."""

    decision = forms.CharField(label=_("By which decision"), max_length=300)

    @classmethod
    def of(cls, appointment: Appointment, data=None) -> "CorrectionForm":
        return cls(data, initial={name: getattr(appointment, name) for name in (*CONTACT_FIELDS, "decision")})


class MandateForm(PersonForm):
    """Records what the board leaves to somebody."""

    subject = forms.ChoiceField(label=_("To do what"), choices=Subject)
    place = forms.ChoiceField(label=_("For"))

    field_order = ["subject", "place", "account", "name", "since", "last_day", "decision"]

    def values(self) -> dict[str, Any]:
        return self.person() | {"subject": Subject(self.cleaned_data["subject"])}


class EndForm(forms.Form):
    """The last day, and why."""

    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=_("Why"), max_length=300)


class ControllerForm(forms.ModelForm):
    """Who the board is from a day on."""

    class Meta:
        model = Controller
        fields = [
            "name", "authority_number", "kvk_number", "street", "postcode", "town", "phone", "request_address", "request_email",
            "valid_from", "note",
        ]
        help_texts = {
            "name": _("As it stands in the register of the Chamber of Commerce."),
            "request_address": _("Where a family sends a request on paper."),
        }


class HouseForm(forms.Form):
    """How the board or a school shows itself, and how families reach it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    colour = forms.CharField(
        label=_("Colour"), max_length=7, validators=[is_colour], widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Of buttons and links. It is made darker or lighter where it could not be read."),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG or JPEG, at most 4 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    logo_alt = forms.CharField(
        label=_("What the logo shows"), required=False, max_length=120, help_text=_("Read aloud to whoever cannot see it.")
    )
    street = forms.CharField(label=_("Street and number"), required=False, max_length=120)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=10)
    town = forms.CharField(label=_("Town"), required=False, max_length=80)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    email = forms.EmailField(label=_("E-mail"), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    def clean_logo(self) -> bytes | None:
        upload = self.cleaned_data["logo"]
        return logos.taken_in(upload) if upload else None

    def values(self) -> dict[str, Any]:
        """What `keeping.change_house` takes: the logo only where one was sent or taken away."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in ("logo", "without_logo")}
        if self.cleaned_data["logo"]:
            found["logo"] = self.cleaned_data["logo"]
        elif self.cleaned_data.get("without_logo"):
            found |= {"logo": None, "logo_alt": ""}
        return found

    @classmethod
    def of(cls, house: House, data=None, files=None) -> "HouseForm":
        names = [name for name in cls.base_fields if name not in ("logo", "without_logo")]
        form = cls(data, files, initial={name: getattr(house, name) for name in names})
        if not house.logo:
            del form.fields["without_logo"]
        return form
