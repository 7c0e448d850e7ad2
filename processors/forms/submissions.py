"""A filled-in application form, typed over from paper: one pair of questions per question of the form."""
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from processors.models import FormField
from processors.models.register_words import Answered, AnswerType, Section
from processors.models.submissions import Channel
from processors.services.submissions import Given
from students.models import Guardian

NOTHING = ("", _("not answered"))


class ReceivedForm(forms.Form):
    """When and how the form came in, and when the family got the privacy notice (S1-35)."""

    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput)
    channel = forms.ChoiceField(label=_("How it came in"), choices=Channel.choices)
    handed_in_by = forms.ModelChoiceField(
        Guardian.objects.none(), label=_("Handed in by"), required=False, empty_label=_("not known, or the pupil"),
        help_text=_("What is answered about parents and carers is shown in the portal to this parent only."),
    )
    notice_on = forms.DateField(
        label=_("Privacy notice given on"), widget=forms.DateInput, required=False,
        help_text=_("The day on which the family got it with the form: which data, for what, their rights and the policy."),
    )

    def __init__(self, *args: Any, guardians: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["handed_in_by"].queryset = guardians                      # type: ignore[attr-defined] # a choice of models

    def clean_received_on(self) -> date:
        return _not_later(self.cleaned_data["received_on"], self.on)

    def clean_notice_on(self) -> date | None:
        return _not_later(self.cleaned_data["notice_on"], self.on)


class NoticeForm(forms.Form):
    notice_on = ReceivedForm.base_fields["notice_on"]

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_notice_on(self) -> date | None:
        return _not_later(self.cleaned_data["notice_on"], self.on)


def _not_later(day: Any, on: date) -> Any:
    if day and day > on:
        raise forms.ValidationError(_("This day is still to come."))
    return day


class AnswersForm(forms.Form):
    """The questions that this person may write, each with «does not want to share» beside it (S1-31)."""

    def __init__(self, *args: Any, asked: Collection[FormField], known: Mapping[UUID, Given] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_first = known is None
        self.asked, known = asked, known or {}
        for each in asked:
            given = known.get(each.pk, Given(Answered.EMPTY))
            self.fields[f"answer_{each.place}"] = _question(each, given.text)
            self.fields[f"declined_{each.place}"] = forms.BooleanField(
                label=_("Does not want to share this"), required=False, initial=given.answered == Answered.DECLINED
            )

    def parts(self) -> Iterator[dict[str, Any]]:
        """By part of the form, as the page shows them."""
        for code, label in Section.choices:
            rows = [(each, self[f"answer_{each.place}"], self[f"declined_{each.place}"]) for each in self.asked if each.section == code]
            if rows:
                yield {"label": label, "rows": rows}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for each in self.asked:
            if values.get(f"declined_{each.place}") and values.get(f"answer_{each.place}"):
                self.add_error(f"answer_{each.place}", _("Either an answer, or «does not want to share»."))
        if self.is_first and self.asked and not self.errors and not any(values.get(name) for name in self.fields):
            raise forms.ValidationError(_("Nothing is filled in. Type over at least one answer, or tick «does not want to share»."))
        return values

    def answers(self) -> dict[UUID, Given]:
        """What was filled in, by key of the question."""
        return {each.pk: self._answer(each) for each in self.asked}

    def _answer(self, each: FormField) -> Given:
        value = self.cleaned_data.get(f"answer_{each.place}")
        if value:
            return Given(Answered.GIVEN, value.isoformat() if isinstance(value, date) else str(value))
        return Given(Answered.DECLINED if self.cleaned_data.get(f"declined_{each.place}") else Answered.EMPTY)


def _question(each: FormField, text: str) -> forms.Field:
    """The input that belongs to the kind of answer."""
    words: dict[str, Any] = {"label": each.label, "required": False, "initial": text}
    match each.answer_type:
        case AnswerType.DAY:
            return forms.DateField(widget=forms.DateInput, **words)
        case AnswerType.YES_NO:
            return forms.ChoiceField(choices=[NOTHING, ("yes", _("yes")), ("no", _("no"))], **words)
        case AnswerType.CHOICE:
            return forms.ChoiceField(choices=[NOTHING, *((option, option) for option in each.options)], **words)
        case AnswerType.LINES:
            return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **words)
    return forms.CharField(max_length=300, **words)
