"""What is asked of something that was placed, and of taking it away."""
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.models import OUTCOMES_OF, FollowUp, FollowUpKind, FollowUpOutcome, Place
from students.models import Student

NO_NAMES = _("Give no names of pupils or parents.")
CHOOSE = ("", _("Choose"))
WHO_STANDS = _("Of the check, those for whom it may be done. Take away the tick of who does not stand in it.")
WHO_STOOD = _("Everybody of the check, also for whom it may not be done. Whoever said no is then taken out of it.")


class PlacedForm(forms.Form):
    """What was placed, and where."""

    title = forms.CharField(
        label=_("What is it?"), max_length=120, help_text=_("Such as «Photos of the sports day». Give no names of pupils.")
    )
    place = forms.ChoiceField(label=_("Where does it stand?"), choices=[CHOOSE, *Place.choices])
    where = forms.CharField(label=_("Which page, channel or issue"), max_length=120, required=False)
    url = forms.URLField(label=_("Web address"), max_length=500, required=False, assume_scheme="https")
    published_on = forms.DateField(label=_("Placed on"), widget=forms.DateInput)

    def __init__(self, data: Any = None, *, today: date, pupils: Iterable[Student] = (), is_older: bool = False, initial: Any = None):
        super().__init__(data, initial=({} if is_older else {"published_on": today}) | (initial or {}))
        self.today, people = today, list(pupils)
        if people:
            keys = [str(each.pk) for each in people]
            self.fields["pupils"] = forms.MultipleChoiceField(
                label=_("Who can be recognised in it?"), widget=forms.CheckboxSelectMultiple, initial=[] if is_older else keys,
                choices=[(str(each.pk), each.full_name) for each in people], help_text=WHO_STOOD if is_older else WHO_STANDS,
            )

    def clean_published_on(self) -> date:
        on: date = self.cleaned_data["published_on"]
        if on > self.today:
            raise ValidationError(_("Write it down when it has been placed."))
        return on


class OnForm(forms.Form):
    """On which day it was done."""

    on = forms.DateField(label=_("On which day?"), widget=forms.DateInput)

    def __init__(self, data: Any = None, *, today: date):
        super().__init__(data, initial={"on": today})
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("This day lies in the future."))
        return on


class DoneForm(OnForm):
    outcome = forms.ChoiceField(label=_("What was done?"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Explanation"), max_length=300, required=False, help_text=NO_NAMES)

    field_order = ["outcome", "on", "note"]

    def __init__(self, data: Any = None, *, today: date, follow_up: FollowUp):
        super().__init__(data, today=today)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(str(each), FollowUpOutcome(each).label) for each in OUTCOMES_OF[FollowUpKind(follow_up.kind)]]


class StateForm(forms.Form):
    """Which of them are shown."""

    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any, *, choices: Iterable[tuple[str, Any]]):
        super().__init__(data)
        state: Any = self.fields["state"]
        state.choices = choices

    @property
    def wanted(self) -> str:
        return self.cleaned_data["state"] if self.is_valid() else ""
