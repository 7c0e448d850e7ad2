"""What is asked to lay a campaign ready, to type in a paper, and to record the information notice."""
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.models import CampaignKind, Purpose, PurposeText
from consent.models.campaigns import parts_of
from consent.services import campaigns
from privacyadmin.files.forms import UploadField
from students.models import ClassGroup

from .noted import NO_SCAN, SCAN, SCAN_HELP

REMIND = [(7, _("every week")), (14, _("every two weeks")), (21, _("every three weeks"))]
YES_NO = [("1", _("yes")), ("0", _("no")), ("", _("not filled in"))]


class Days(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(**({"widget": forms.DateInput} | kwargs))


class CampaignForm(forms.Form):
    """One school, what is asked there, of whom, and until when."""

    kind = forms.ChoiceField(label=_("Why now"), choices=CampaignKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Colleagues see it, families do not. Give no names of people."))
    purposes = forms.ModelMultipleChoiceField(
        label=_("What is asked"), queryset=Purpose.objects.none(), widget=forms.CheckboxSelectMultiple,
    )
    classes = forms.ModelMultipleChoiceField(
        label=_("Classes"), queryset=ClassGroup.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: the whole school."),
    )
    answer_by = Days(label=_("Answers by"))
    remind_every = forms.TypedChoiceField(label=_("Remind who has not answered"), choices=REMIND, coerce=int, initial=14)
    event_on = Days(label=_("Day of the event"), required=False, help_text=_("Only for an event."))
    holds_until = Days(label=_("The yes for this event holds until"), required=False, help_text=_("Only for an event."))

    def __init__(self, *args, purposes: Any, texts: dict, classes: Any, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        asked: Any = self.fields["purposes"]
        asked.queryset = purposes
        asked.label_from_instance = lambda each: texts[each.pk].title if each.pk in texts else each.code
        of_class: Any = self.fields["classes"]
        of_class.queryset = classes

    def clean_answer_by(self) -> date:
        if self.cleaned_data["answer_by"] <= self.on:
            raise ValidationError(_("Choose a day after today."))
        return self.cleaned_data["answer_by"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") and values.get("purposes") and (reason := campaigns.why_not_these(values["kind"], list(values["purposes"]))):
            self.add_error("purposes", reason)
        if values.get("kind") == CampaignKind.EVENT:
            if not values.get("event_on"):
                self.add_error("event_on", _("Families read of which day it is: fill it in."))
            if not values.get("holds_until") or values["holds_until"] <= self.on:
                self.add_error("holds_until", _("Choose a day after today."))
        else:
            values["event_on"] = values["holds_until"] = None
        return values


class ChangeForm(forms.Form):
    answer_by = Days(label=_("Answers by"))
    remind_every = forms.TypedChoiceField(label=_("Remind who has not answered"), choices=REMIND, coerce=int)

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_answer_by(self) -> date:
        if self.cleaned_data["answer_by"] <= self.on:
            raise ValidationError(_("Choose a day after today."))
        return self.cleaned_data["answer_by"]


class CodeForm(forms.Form):
    """The code at the top of a paper."""

    code = forms.CharField(
        label=_("Code on the paper"), max_length=20, help_text=_("Such as 12-345-67."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def clean_code(self) -> tuple[int, int]:
        found = parts_of(self.cleaned_data["code"])
        if found is None:
            raise ValidationError(_("This code does not hold together. Look at the paper once more."))
        return found


class PaperForm(forms.Form):
    """The ticks on one paper, and the scan that proves them."""

    answered_on = Days(label=_("Day on the paper"))
    scans = UploadField(label=SCAN, required=True, help_text=SCAN_HELP, error_messages={"required": NO_SCAN})

    def __init__(self, *args, asked: Iterable[tuple[Purpose, PurposeText]], on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on, self.asked = on, list(asked)
        self.fields["answered_on"].initial = on
        for purpose, text in self.asked:
            self.fields[f"answer_{purpose.pk}"] = forms.ChoiceField(
                label=text.title, choices=YES_NO, required=False, widget=forms.RadioSelect, initial="",
            )

    def clean_answered_on(self) -> date:
        if self.cleaned_data["answered_on"] > self.on:
            raise ValidationError(_("This day lies in the future."))
        return self.cleaned_data["answered_on"]

    @property
    def answers(self) -> dict:
        """Per purpose yes or no; what was left empty is no answer."""
        chosen = {purpose.pk: self.cleaned_data.get(f"answer_{purpose.pk}", "") for purpose, _text in self.asked}
        return {key: value == "1" for key, value in chosen.items() if value}


class NoticeForm(forms.Form):
    """How a family heard it otherwise than by letter, or why it did not."""

    way = forms.ChoiceField(
        label=_("What happened"), widget=forms.RadioSelect,
        choices=[("given", _("the family got it by hand")), ("not", _("the family does not get it now"))],
    )
    on = Days(label=_("Day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Only where the family does not get it. Give no names."),
    )

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = on
        self.fields["on"].initial = on

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > self.today:
            raise ValidationError(_("This day lies in the future."))
        return self.cleaned_data["on"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("way") == "not" and not values.get("reason", "").strip():
            self.add_error("reason", _("Say why the family does not get it."))
        return values
