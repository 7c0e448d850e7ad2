"""An answer on paper or from a conversation: who, how, when, and to what."""
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.models import Channel, Purpose, PurposeText
from consent.services.noted import BY_HAND, SCANS, Answerer
from privacyadmin.files.forms import UploadField
from students.models import Guardian

PUPIL = "pupil"
YES, NO = "yes", "no"
ANSWERS = [("", _("not answered")), (YES, _("yes")), (NO, _("no"))]
NO_SCAN = _("Add the scan or photo of the form: it proves the answer.")
SCAN = _("Scan or photo of the form")
SCAN_HELP = _("A PDF, PNG or JPEG, at most 20 MB. Needed for an answer on paper.")


class NoteForm(forms.Form):
    """One person's answers, as they stand on the form or were said."""

    who = forms.ChoiceField(label=_("Who answered"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=_("How the answer came in"), widget=forms.RadioSelect, choices=[(each.value, each.label) for each in BY_HAND]
    )
    answered_on = forms.DateField(
        label=_("Answered on"), widget=forms.DateInput, help_text=_("The day on the form, or of the conversation.")
    )
    scans = UploadField(label=SCAN, help_text=SCAN_HELP)
    words = forms.CharField(
        label=_("What was said"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a conversation: with whom, and what was said. Kept sealed."),
    )
    decides_himself = forms.BooleanField(
        label=_("From now on the pupil decides, not the parents"), required=False,
        help_text=_(
            "Only where the form asks for this, or the person you spoke to. The school then asks the pupil and no longer the parents."
        ),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, answerers: Sequence[Answerer], purposes: Sequence[tuple[Purpose, PurposeText]],
        pupil: str, may_decide: bool = False, on: date,
    ):
        super().__init__(data, files)
        if not may_decide:
            del self.fields["decides_himself"]
        self.on, self.purposes = on, {str(purpose.pk): purpose for purpose, _text in purposes}
        self.people = {str(each.guardian.pk) if each.guardian else PUPIL: each.guardian for each in answerers}
        self.fields["who"].choices = [                                           # type: ignore[attr-defined]
            (str(each.guardian.pk) if each.guardian else PUPIL, self._label(each, pupil)) for each in answerers
        ]
        for purpose, text in purposes:
            self.fields[f"answer-{purpose.pk}"] = forms.ChoiceField(
                label=text.title, choices=ANSWERS, required=False
            )

    @staticmethod
    def _label(answerer: Answerer, pupil: str) -> str:
        name = answerer.guardian.full_name if answerer.guardian else pupil
        return f"{name} – {answerer.capacity.label}"

    @property
    def facts(self) -> list[Any]:
        return [self[name] for name in ("who", "channel", "answered_on", "scans", "words", "decides_himself") if name in self.fields]

    @property
    def questions(self) -> list[Any]:
        return [self[f"answer-{key}"] for key in self.purposes]

    def clean_answered_on(self) -> date:
        if self.cleaned_data["answered_on"] > self.on:
            raise ValidationError(_("This day lies in the future. Fill in when it was answered."))
        return self.cleaned_data["answered_on"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("channel") == Channel.PAPER and "scans" in values and not values["scans"]:
            self.add_error("scans", NO_SCAN)
        if values.get("channel") == Channel.TALK and "words" in values and not values["words"]:
            self.add_error("words", _("Write what was said, and to whom: it proves the answer."))
        return values

    @property
    def guardian(self) -> Guardian | None:
        return self.people[self.cleaned_data["who"]]

    @property
    def channel_chosen(self) -> Channel:
        return Channel(self.cleaned_data["channel"])

    @property
    def answers(self) -> list[tuple[Purpose, bool]]:
        """The purposes that were answered; what was left open stays unanswered."""
        each = ((purpose, self.cleaned_data.get(f"answer-{key}")) for key, purpose in self.purposes.items())
        return [(purpose, answer == YES) for purpose, answer in each if answer]


def refuse_other_files(form: forms.Form, checked: Sequence[Any]) -> None:
    """What was sent and examined, but is no scan."""
    if any(each.media_type not in SCANS for each in checked):
        form.add_error("scans", ValidationError(_("A scan is a PDF, PNG or JPEG.")))


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
