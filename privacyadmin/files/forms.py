from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .checking import MAX_FILES, Checked, Reason, Refused
from .models import Channel, Direction, DropReason
from .services import examine

KEPT = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.txt,.eml"
HELP = _("PDF, Word, Excel, PNG, JPEG, plain text or an e-mail (.eml), at most 20 MB each. Hidden data such as a place is taken out.")


class ChooseFiles(forms.ClearableFileInput):
    allow_multiple_selected = True

    def __init__(self):
        super().__init__(attrs={"accept": KEPT})


class UploadField(forms.FileField):
    """One or more files as they were sent; `taken` examines them, with the register."""

    def __init__(self, *, required: bool = False, help_text=HELP, **kwargs):
        kwargs = {"label": _("Files")} | kwargs
        super().__init__(required=required, help_text=help_text, widget=ChooseFiles(), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MAX_FILES:
            raise ValidationError(Reason.TOO_MANY.label, code=Reason.TOO_MANY)
        return list(uploads)


def taken(form: forms.Form, field: str, *, about: Any, school: Any, by: Any, at: datetime) -> list[Checked]:
    """The files of a valid form, examined; each that is refused makes an error of the field. Ask `form.is_valid()` again afterwards."""
    found: list[Checked] = []
    for upload in form.cleaned_data.pop(field, None) or []:
        try:
            found += examine(upload, about=about, school=school, by=by, at=at)
        except Refused as refusal:
            form.add_error(field, ValidationError(refusal.reason.label, code=refusal.reason))
    if len(found) > MAX_FILES:
        form.add_error(field, ValidationError(Reason.TOO_MANY.label, code=Reason.TOO_MANY))
    return found


class CorrespondenceForm(forms.Form):
    """A letter or e-mail: which way, when, by what, from whom, about what, and the thing itself."""

    direction = forms.ChoiceField(label=_("Which way"), choices=Direction.choices, widget=forms.RadioSelect, initial=Direction.IN)
    happened_on = forms.DateField(label=_("Received or sent on"), widget=forms.DateInput)
    channel = forms.ChoiceField(label=_("Sent by"), choices=Channel.choices)
    party = forms.CharField(label=_("From or to whom"), max_length=150)
    words = forms.CharField(label=_("What it is about"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=False)
    uploads = UploadField()

    def __init__(self, data=None, files=None, *, on: date):
        super().__init__(data, files, initial={"happened_on": on, "direction": Direction.IN})
        self.on = on

    def clean_happened_on(self) -> date:
        if self.cleaned_data["happened_on"] > self.on:
            raise ValidationError(_("This day lies in the future. Fill in when it came or went."))
        return self.cleaned_data["happened_on"]


class VoidForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300)


class DropForm(forms.Form):
    """Why a file that waits is not kept."""

    reason = forms.ChoiceField(label=_("Why is it not kept?"), choices=DropReason.choices, widget=forms.RadioSelect)
