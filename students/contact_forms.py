"""What is asked of a contact person of an organisation that is a guardian."""
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.models import ContactPerson
from students.services import contacts, family


class ContactForm(forms.ModelForm):
    """Who speaks for the organisation, from when until when, and whether he signs in."""

    class Meta:
        model = ContactPerson
        fields = list(contacts.DETAILS)
        help_texts = {
            "email": _("An address that only this person reads, not the mailbox of the organisation."),
            "until": _("The first day on which this person no longer speaks for the organisation."),
            "may_sign_in": _("With a code to this address. He then sees what the organisation may see, as long as he speaks for it."),
        }
        widgets = {"since": forms.DateInput, "until": forms.DateInput}

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["since"].initial = on

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not family.days_in_order(values.get("since"), values.get("until")) and values.get("since") != values.get("until"):
            self.add_error("until", _("This day lies before the first."))
        wanted = values.get("may_sign_in", False)
        if reason := contacts.objection(self.instance, email=values.get("email", ""), may_sign_in=wanted):
            self.add_error("email", reason)
        return values
