"""What is asked on the way of a file to a next school, and of one from a previous school."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.organisation.models import School, Sector
from students.forms import WhyForm
from students.models import AllowedUse, Channel, Place, TransferItem
from students.models.transfers import BRIN
from students.services.transfers import Wanted

from .candidates import Candidate, key_of

NO_DETAILS = _("No names and no details: this is kept outside the sealed part of the file.")
GOES_TO = {
    Sector.PO: (Place.PO, Place.VO, Place.SWV, Place.GROUP), Sector.VO: (Place.VO, Place.MBO, Place.SWV, Place.GROUP),
}
ELSEWHERE = ("to_name", "to_brin", "to_contact", "applied_on")
STATES = [("open", _("Open")), ("late", _("Late")), ("done", _("Done"))]


class StateForm(forms.Form):
    """Which of the list: what is open, what is late, what is done."""

    what = forms.ChoiceField(required=False, choices=[("out", ""), ("in", "")], widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)


class Dated(forms.Form):
    """A form with days of the past."""

    past: tuple[str, ...] = ()

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        for name in self.past:
            if self.fields[name].required:
                self.fields[name].initial = on

    def clean(self) -> None:
        for name in self.past:
            if (day := self.cleaned_data.get(name)) and day > self.on:
                self.add_error(name, _("This day lies in the future."))


class PlaceForm(forms.Form):
    """To which school: of which kind, which one, and whom to reach there."""

    to_kind = forms.ChoiceField(label=_("What kind of school is it?"), widget=forms.RadioSelect)
    to_school = forms.ModelChoiceField(
        School.objects.none(), label=_("Which school of this board"), required=False, empty_label=_("Choose"),
        help_text=_("Only for a move within the board."),
    )
    to_name = forms.CharField(label=_("Name of the school"), max_length=120, required=False)
    to_brin = forms.CharField(label="BRIN", max_length=4, required=False, validators=[BRIN])
    to_contact = forms.CharField(label=_("Contact there"), max_length=120, required=False)
    applied_on = forms.DateField(
        label=_("Applied there on"), required=False, widget=forms.DateInput, help_text=_("Nothing goes by OSO before this day.")
    )

    def __init__(self, data: Any = None, *, school: School, schools: Any, initial: dict | None = None, kind: str = ""):
        """`kind`: chosen before, so that only what belongs to it is asked."""
        super().__init__(data, initial=initial)
        cast(forms.ChoiceField, self.fields["to_kind"]).choices = [(each.value, each.label) for each in GOES_TO[Sector(school.sector)]]
        cast(forms.ModelChoiceField, self.fields["to_school"]).queryset = schools.exclude(pk=school.pk)
        if kind:
            self.fields["to_kind"].widget, self.fields["to_kind"].initial = forms.HiddenInput(), kind
            is_group = kind == Place.GROUP
            self.fields["to_school" if is_group else "to_name"].required = True
            self.fields["to_school"].help_text = ""
            for name in ELSEWHERE if is_group else ("to_school",):
                del self.fields[name]

    def clean_to_brin(self) -> str:
        return self.cleaned_data["to_brin"].upper()

    def clean(self) -> None:
        values = self.cleaned_data
        is_group = values.get("to_kind") == Place.GROUP
        if is_group and not values.get("to_school") and not self.has_error("to_school"):
            self.add_error("to_school" if "to_school" in self.fields else None, _("Choose another school of this board."))
        if not is_group and "to_kind" in values and not values.get("to_name") and not self.has_error("to_name"):
            self.add_error("to_name" if "to_name" in self.fields else None, _("Fill in the name of the school."))


class TestsForm(forms.Form):
    """The three tests of S2-108 to S2-110, each with its reason."""

    is_subsidiary = forms.BooleanField(label=_("The next school cannot do with less intrusive means"))
    why_subsidiary = forms.CharField(label=_("Why?"), max_length=300, help_text=NO_DETAILS)
    is_proportionate = forms.BooleanField(label=_("What it asks of the pupil is in proportion to what it is for"))
    why_proportionate = forms.CharField(label=_("Why?"), max_length=300)
    is_minimal = forms.BooleanField(label=_("Nothing goes along that the next school does not need"))
    why_minimal = forms.CharField(label=_("Why?"), max_length=300)


class SeenForm(Dated):
    """Who of the family looked, when, and what he says of it."""

    seen_on = forms.DateField(label=_("Looked at on"), widget=forms.DateInput)
    seen_by = forms.CharField(label=_("Looked at by"), max_length=200)
    remark = forms.CharField(
        label=_("What the family says of it"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In their own words: it goes along to the next school."),
    )
    is_copy_asked = forms.BooleanField(label=_("The parents ask for a copy"), required=False)
    past = ("seen_on",)


class AskedForm(Dated):
    asked_on = forms.DateField(label=_("Asked on"), widget=forms.DateInput)
    past = ("asked_on",)


class AllowForm(forms.Form):
    """GDPR 18(2): what allows that restricted data goes along all the same."""

    ground = forms.ChoiceField(label=_("What allows it"), choices=AllowedUse.choices, widget=forms.RadioSelect)
    what = forms.CharField(label=_("What goes, and for what"), max_length=300, help_text=NO_DETAILS)


class SendForm(Dated):
    """By which way, when, and the reference there."""

    channel = forms.ChoiceField(label=_("How it went"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.OSO)
    sent_on = forms.DateField(label=_("Sent on"), widget=forms.DateInput)
    applied_on = forms.DateField(
        label=_("Applied there on"), required=False, widget=forms.DateInput, help_text=_("Nothing goes by OSO before this day.")
    )
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False, help_text=_("The number that OSO gives, or your own."))
    past = ("sent_on",)


class CopyForm(Dated):
    copy_given_on = forms.DateField(label=_("Copy given on"), widget=forms.DateInput)
    past = ("copy_given_on",)


class StopForm(WhyForm):
    why = forms.CharField(label=_("Why is nothing sent?"), max_length=300, help_text=NO_DETAILS)


class AskFileForm(Dated):
    """Which school was asked, how and when."""

    previous_name = forms.CharField(label=_("Previous school or childcare"), max_length=120)
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.OSO)
    asked_on = forms.DateField(label=_("Asked on"), widget=forms.DateInput)
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False)
    past = ("asked_on",)


class ReceiveForm(Dated):
    """From whom it came, how and when: the source is kept (S2-82)."""

    previous_name = forms.CharField(label=_("It came from"), max_length=120)
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.OSO)
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput)
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False)
    past = ("received_on",)


class ChaseForm(Dated):
    chased_on = forms.DateField(label=_("Asked again on"), widget=forms.DateInput)
    past = ("chased_on",)


class ToldForm(Dated):
    told_on = forms.DateField(label=_("Told on"), widget=forms.DateInput, help_text=_("What came, from whom, and for what (GDPR 14)."))
    past = ("told_on",)


@dataclass(frozen=True)
class Line:
    """One thing that may be ticked, as the page shows it."""

    candidate: Candidate
    tick: Any
    why: Any = None
    report: Any = None


class ChooseForm(forms.Form):
    """One tick for each thing; beforehand only the basic set is ticked, and there is no way to tick all (S1-122, S2-110)."""

    def __init__(self, data: Any = None, *, candidates: list[Candidate], items: list[TransferItem]):
        super().__init__(data)
        self.candidates = candidates
        chosen = {key_of(item): item for item in items}
        for each in candidates:
            known = chosen.get(each.key)
            is_ticked = bool(known) or (not items and each.is_preselected)
            self.fields[f"tick-{each.key}"] = forms.BooleanField(label=each.label, required=False, initial=is_ticked)
            if each.needs_why:
                self.fields[f"why-{each.key}"] = forms.CharField(
                    label=_("Why it goes along"), required=False, max_length=300, initial=known.why if known else ""
                )
            if each.is_special:
                self.fields[f"report-{each.key}"] = forms.BooleanField(
                    label=_("The law wants this in the report"), required=False, initial=bool(known and known.is_in_report)
                )

    def clean(self) -> None:
        for each in self.candidates:
            if each.needs_why and self.cleaned_data.get(f"tick-{each.key}") and not self.cleaned_data.get(f"why-{each.key}", "").strip():
                self.add_error(f"why-{each.key}", ValidationError(_("Say of each special or sensitive thing why it goes along.")))

    def wanted(self) -> list[Wanted]:
        values = self.cleaned_data
        return [
            Wanted(each.key, why=values.get(f"why-{each.key}", ""), is_in_report=values.get(f"report-{each.key}", False))
            for each in self.candidates if values.get(f"tick-{each.key}")
        ]

    def groups(self) -> Iterator[tuple[Category, list[Line]]]:
        """Per category, as the page shows it."""
        found: dict[Category, list[Line]] = {}
        for each in self.candidates:
            extra = (self[name] if (name := f"{kind}-{each.key}") in self.fields else None for kind in ("why", "report"))
            found.setdefault(each.category, []).append(Line(each, self[f"tick-{each.key}"], *extra))
        yield from found.items()
