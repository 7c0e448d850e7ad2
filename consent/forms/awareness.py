"""What staff must know, and who was told."""
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.models import Means, TopicKind
from consent.services.awareness import Colleague
from privacyadmin.organisation.models import School


class TopicForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=TopicKind, widget=forms.RadioSelect,
        help_text=_("The rules for placing photos and names are for web editors; the others are for everybody with a role in the school."),
    )
    title = forms.CharField(label=_("Name"), max_length=120)
    body = forms.CharField(
        label=_("What staff must know"), max_length=4000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Short and plain. With other words it is a new version, which everybody reads again."),
    )


class NewTopicForm(TopicForm):
    school = forms.ModelChoiceField(label=_("For which school?"), queryset=School.objects.none(), required=False)

    field_order = ["school", "kind", "title", "body"]

    def __init__(self, data: Any = None, *, schools: Any, with_board: bool):
        super().__init__(data)
        school: Any = self.fields["school"]
        school.queryset, school.required = schools, not with_board
        school.empty_label = _("all schools of the board") if with_board else _("Choose")


class TellForm(forms.Form):
    """Who was at a meeting, or was told in person."""

    people = forms.MultipleChoiceField(label=_("Who was told?"), widget=forms.CheckboxSelectMultiple)
    means = forms.ChoiceField(
        label=_("How?"), widget=forms.RadioSelect, choices=[(each.value, each.label) for each in (Means.MEETING, Means.TOLD)]
    )
    on = forms.DateField(label=_("On which day?"), widget=forms.DateInput)

    def __init__(self, data: Any = None, *, colleagues: Iterable[Colleague], today: date):
        super().__init__(data, initial={"on": today})
        self.today = today
        people: Any = self.fields["people"]
        people.choices = [(str(each.user.pk), each.user.name) for each in colleagues]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("This day lies in the future."))
        return on
