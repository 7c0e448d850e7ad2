from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.organisation.models import School

from . import rights
from .blackout import locate
from .models import Attribute, Channel, DocumentType, LeftOut, Method, Outcome, QuestionKind, RedactionGround, RefusalGround, Status

EMPTY = ("", _("Choose"))
OLDEST = timedelta(days=366)  # a letter that lay longer is most likely a year mistyped


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FilterForm(forms.Form):
    """What the register is narrowed to; a wrong value narrows nothing."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Open")), ("all", _("All")), *Status.choices])
    school = forms.ModelChoiceField(label=_("School"), required=False, queryset=School.objects.none(), empty_label=_("All schools"))
    term = forms.ChoiceField(
        label=_("Term"), required=False, choices=[("", _("All")), ("late", _("Late")), ("soon", _("Within seven days"))]
    )

    def __init__(self, data, *, schools):
        super().__init__(data)
        self.fields["school"].queryset = schools


class DayField(forms.DateField):
    """A day on a calendar, as the browser or a person writes it."""

    def __init__(self, **options):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d-%m-%Y"], **options)


class NotInFuture(forms.Form):
    """A form that knows which day it is."""

    days: tuple[str, ...] = ()

    def __init__(self, data=None, *, on: date, **options):
        super().__init__(data, **options)
        self.on = on
        for name in self.days:
            self.fields[name].initial = on
            self.fields[name].widget.attrs["max"] = on.isoformat()

    def clean(self):
        cleaned = super().clean()
        for name in self.days:
            if cleaned.get(name) and cleaned[name] > self.on:
                self.add_error(name, _("This day lies in the future."))
        return cleaned


class TakeInForm(NotInFuture):
    """A request on paper, by mail, by telephone or at the desk."""

    days = ("received_on",)
    asker = forms.ChoiceField(label=_("Who asks?"), widget=forms.RadioSelect)
    right = forms.ChoiceField(label=_("What is asked?"), choices=rights.choices)
    channel = forms.ChoiceField(label=_("How did it come?"), choices=[choice for choice in Channel.choices if choice[0] != Channel.PORTAL])
    received_on = DayField(label=_("Received on"), help_text=_("The term is counted from this day."))
    wish = forms.CharField(label=_("In the person's own words"), required=False, widget=_area(), max_length=4000)

    def __init__(self, data=None, *, on, askers):
        super().__init__(data, on=on)
        self.askers = {asker.key: asker for asker in askers}
        self.fields["asker"].choices = [(asker.key, asker.name) for asker in askers if asker.standing.may_ask]

    def clean_received_on(self):
        if (received_on := self.cleaned_data["received_on"]) < self.on - OLDEST:
            raise ValidationError(_("This day lies more than a year back. Check the year."))
        return received_on

    def clean_asker(self):
        return self.askers[self.cleaned_data["asker"]]


class IdentifyForm(NotInFuture):
    """There is no field and no upload for a copy of a document (S2-167)."""

    days = ("checked_on",)
    method = forms.ChoiceField(label=_("How was it established?"), choices=[EMPTY, *Method.choices])
    attribute_one = forms.ChoiceField(label=_("First thing that matched"), choices=[EMPTY, *Attribute.choices])
    attribute_two = forms.ChoiceField(label=_("Second thing that matched"), choices=[EMPTY, *Attribute.choices])
    document_seen = forms.ChoiceField(
        label=_("Document seen"),
        required=False,
        choices=DocumentType.choices,
        help_text=_("Look at it and give it back. Make no copy and write down no number."),
    )
    checked_on = DayField(label=_("Established on"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("attribute_one") and cleaned.get("attribute_one") == cleaned.get("attribute_two"):
            self.add_error("attribute_two", _("Choose two different things."))
        return cleaned


class PersonForm(forms.Form):
    """One colleague out of a list."""

    person = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, data=None, *, people):
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [EMPTY, *((key, person.name) for key, person in self.people.items())]

    def clean_person(self):
        return self.people[self.cleaned_data["person"]]


class AskForm(forms.Form):
    kind = forms.ChoiceField(label=_("About"), choices=QuestionKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Question"), widget=_area(), max_length=2000, help_text=_("The requester reads this in the portal."))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), widget=_area(), max_length=4000)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=_area(), max_length=2000)


class ExtendForm(ReasonForm):
    seen = forms.DateField(required=False, widget=forms.HiddenInput)  # the term on the page that was sent: a second click extends nothing

    def __init__(self, data=None, *, due_on: date):
        super().__init__(data, initial={"seen": due_on})
        self.fields["reason"].help_text = _("The requester reads this at once. Say why more time is needed, in plain words.")


class DecideForm(forms.Form):
    """Granted, granted in part, or refused; the last two with ground and reason."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (Outcome.GRANTED, _("Grant: give the answer as it was put together")),
            (Outcome.PARTLY, _("Grant in part: the requester reads what is left out and why")),
            (Outcome.REFUSED, _("Refuse: nothing is given, the requester reads why")),
        ],
    )
    ground = forms.ChoiceField(label=_("Ground"), required=False, choices=[EMPTY, *RefusalGround.choices])
    reason = forms.CharField(label=_("Reason"), required=False, widget=_area(), max_length=4000, help_text=_("The requester reads this."))

    def __init__(self, data=None):
        super().__init__(data)
        for name in ("ground", "reason"):
            self.fields[name].needed_when = _("needed unless all is granted")        # type: ignore[attr-defined] # read by the field component

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") in (Outcome.PARTLY, Outcome.REFUSED):
            for name, text in (("ground", _("Choose the ground.")), ("reason", _("Write the reason, in words for the requester."))):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return cleaned


class RefuseForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"), choices=[EMPTY, *RefusalGround.choices])
    reason = forms.CharField(label=_("Reason"), widget=_area(), max_length=4000, help_text=_("The requester reads this."))


class BlackOutForm(forms.Form):
    """A passage that was selected, or typed exactly as it stands; typed, it is meant wherever it stands."""

    passage = forms.CharField(
        label=_("Passage"),
        required=False,
        help_text=_("Select it in the text above, or type it exactly: then every place is blacked out where it stands."),
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    ground = forms.ChoiceField(label=_("Ground"), choices=RedactionGround.choices)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data=None, *, text: str):
        super().__init__(data)
        self.text = text

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("passage"):
            cleaned["places"] = locate(self.text, cleaned["passage"])
            if not cleaned["places"]:
                raise ValidationError({"passage": _("This passage does not stand in the text. Mind capitals and spaces.")})
            return cleaned
        start, end = cleaned.get("start"), cleaned.get("end")
        if start is None or end is None or not start < end <= len(self.text):
            raise ValidationError({"passage": _("Select a passage in the text, or type it.")})
        cleaned["places"] = [(start, end)]
        return cleaned

    @property
    def passages(self) -> list[tuple[int, int, str, str]]:
        """What is to be blacked out: where, on which ground, why."""
        told = self.cleaned_data
        return [(start, end, told["ground"], told["reason"]) for start, end in told["places"]]


class LeaveOutForm(forms.Form):
    why = forms.ChoiceField(label=_("Why"), choices=[EMPTY, *(choice for choice in LeftOut.choices if choice[0] != LeftOut.PROTECTED)])
    reason = forms.CharField(label=_("In words"), max_length=300)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
