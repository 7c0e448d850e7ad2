from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.accounts.models import User

MOST_WORDS = 500


class AskForm(forms.Form):
    """What is asked, of whom, by when."""

    words = forms.CharField(label=_("What is to be done"), max_length=MOST_WORDS, widget=forms.Textarea)
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label=_("Choose a colleague"))
    due_on = forms.DateField(label=_("At the latest"), widget=forms.DateInput)

    def __init__(self, data=None, *, people, on: date):
        super().__init__(data)
        self.on = on
        _offer(self, people)

    def clean_due_on(self) -> date:
        if self.cleaned_data["due_on"] < self.on:
            raise ValidationError(_("This day has passed. Choose today or later."))
        return self.cleaned_data["due_on"]


class HandOverForm(forms.Form):
    """Who takes it over."""

    assignee = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label=_("Choose a colleague"))

    def __init__(self, data=None, *, people):
        super().__init__(data)
        _offer(self, people)


def _offer(form: forms.Form, people) -> None:
    field = form.fields["assignee"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = people
    field.label_from_instance = _name        # type: ignore[assignment] # Django's own way to name a choice


def _name(user: User) -> str:
    return user.name
