"""What is asked of agreements, step by step."""
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.files.forms import UploadField
from privacyadmin.organisation.models import School
from processors.models import Agreement, Certificate, SecurityAnnex, Subprocessor, Transfer
from processors.models.catalogue import Clause, FileKind, Mechanism, Paper, Signer, SubprocessorState
from processors.rules.countries import is_in_eea
from processors.services import chains, endings

from .parties import Categories, Country, Places, keep_to

DAYS = ("main_contract_on", "start_on", "end_on", "audited_on", "next_review_on", "processor_signed_on")
PAPERS = [(value, label) for value, label in Paper.choices if value != Paper.NONE]


class Days(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(**({"widget": forms.DateInput} | kwargs))


class AgreementForm(forms.ModelForm):
    """Everything that an agreement says, but for its eight clauses, sub-processors and annex."""

    school = Places(label=_("Made by"), empty_label=_("the board"))
    schools = forms.ModelMultipleChoiceField(
        label=_("Holds for these schools"), queryset=School.objects.defer("logo"), required=False, widget=forms.CheckboxSelectMultiple
    )
    categories = Categories(required=False)
    is_minimised = forms.BooleanField(label=_("I checked that the party gets no more than is needed"), required=False)

    class Meta:
        model = Agreement
        fields = [
            "subject", "paper", "school", "covers_all", "schools", "main_contract", "main_contract_on", "model_text", "deviations",
            "categories", "retention", "is_minimised", "no_commercial_use", "dpia_needed", "start_on", "end_on", "notice_days",
            "renewal_months", "breach_hours", "has_audit_right", "audited_on", "liability", "subprocessor_consent",
            "subprocessor_notice_days", "objection_days", "end_choice", "end_days", "next_review_on", "processor_name", "processor_role",
            "processor_signed_on",
        ]
        help_texts = {
            "paper": _("Follows from the role of the party: of a processor a processor agreement."),
            "covers_all": _("Also for schools that come later."),
            "end_on": _("Empty: it has no last day."),
            "renewal_months": _("0: it ends on its last day."),
            "breach_hours": _("The law gives the school 72 hours in all."),
            "objection_days": _("Counted from the day on which a new sub-processor is announced."),
        }
        widgets = {"deviations": forms.Textarea(attrs={"rows": 2})} | dict.fromkeys(DAYS, forms.DateInput)

    def __init__(self, *args, places: Any, with_board: bool, **kwargs):
        super().__init__(*args, **kwargs)
        keep_to(self.fields["school"], places, with_board=with_board)
        paper: Any = self.fields["paper"]
        paper.choices = PAPERS
        if not self.instance._state.adding:
            self.fields["schools"].initial = [row.school_id for row in self.instance.coverages.all()]
            self.fields["is_minimised"].initial = self.instance.minimised_on is not None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start_on"), values.get("end_on")
        if start and end and end < start:
            self.add_error("end_on", _("The last day lies before the first."))
        if values.get("school") and values.get("covers_all"):
            self.add_error("covers_all", _("A school makes an agreement for itself alone."))
        if values.get("renewal_months") and not end:
            self.add_error("renewal_months", _("Without a last day there is nothing to renew."))
        return values

    def _save_m2m(self) -> None:
        """The service writes the schools, with their versions."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "schools"}


class ClausesForm(forms.Form):
    """The eight things of GDPR 28(3), each with the clause where it stands."""

    def __init__(self, data=None, *, agreement: Agreement):
        super().__init__(data)
        self.ticks = {row.clause: row for row in agreement.clauses.all()}
        for clause in Clause:
            row = self.ticks.get(clause)
            self.fields[f"is_{clause}"] = forms.BooleanField(label=clause.label, required=False, initial=row.is_there if row else False)
            self.fields[f"number_{clause}"] = forms.CharField(
                label=_("Clause for (%(letter)s)") % {"letter": clause.value}, required=False, max_length=30,
                initial=row.number if row else "",
            )
            self.fields[f"remark_{clause}"] = forms.CharField(
                label=_("Remark on (%(letter)s)") % {"letter": clause.value}, required=False, max_length=300,
                initial=row.remark if row else "",
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for clause in Clause:
            if values.get(f"is_{clause}") and not values.get(f"number_{clause}"):
                self.add_error(f"number_{clause}", _("Name the clause in which it stands."))
        return values

    def values(self) -> dict[str, dict[str, Any]]:
        found = self.cleaned_data
        return {
            clause.value: {"is_there": found[f"is_{clause}"], "number": found[f"number_{clause}"], "remark": found[f"remark_{clause}"]}
            for clause in Clause
        }


# The steps


class OnForm(forms.Form):
    """A day that has come."""

    on = Days(label=_("On"))

    def __init__(self, *args, today: date, agreement: Agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.agreement = today, agreement
        if "on" in self.fields:
            self.fields["on"].initial = today

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > self.today:
            raise ValidationError(_("This day lies in the future."))
        return self.cleaned_data["on"]


class RecordForm(OnForm):
    level = forms.ChoiceField(label=_("Signed for us by"), choices=Signer.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.CharField(label=_("In the role of"), max_length=120)
    uploads = UploadField()

    field_order = ["level", "name", "role", "on", "uploads"]


class WhyForm(OnForm):
    why = forms.CharField(label=_("Reason"), max_length=300)


class TerminateForm(WhyForm):
    """The end of an agreement; while a use of the party goes on, whether that ends too (S1-42)."""

    ENDS, GOES_ON = "end", "stay"

    on = Days(label=_("Last day"))
    uses = forms.ChoiceField(
        label=_("What we use the party for"), widget=forms.RadioSelect,
        choices=[(ENDS, _("ends too")), (GOES_ON, _("goes on: another agreement covers it, or will"))],
    )
    uses_end_on = Days(label=_("Last day of the use"), required=False, help_text=_("Empty: the last day of the agreement."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        going_on = list(endings.uses_under(self.agreement, after=self.today).values_list("service", flat=True)[:5])
        self.fields["uses"].help_text = ", ".join(dict.fromkeys(going_on))
        if not going_on:
            del self.fields["uses"], self.fields["uses_end_on"]

    def clean_on(self) -> date:
        """It may lie ahead, not before it began."""
        if self.agreement.start_on and self.cleaned_data["on"] < self.agreement.start_on:
            raise ValidationError(_("This day lies before the first day of the agreement."))
        return self.cleaned_data["on"]

    def clean(self) -> dict[str, Any]:
        """As the service takes it: the last day of the uses, or none."""
        values = super().clean() or {}
        choice, day = values.pop("uses", ""), values.pop("uses_end_on", None)
        return values | {"uses_end_on": (day or values.get("on")) if choice == self.ENDS else None}


class ReviewForm(OnForm):
    next_on = Days(label=_("Next review"))
    on = None                                   # type: ignore[assignment]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_on"].initial = self.today + timedelta(days=365)

    def clean_next_on(self) -> date:
        if self.cleaned_data["next_on"] <= self.today:
            raise ValidationError(_("The next review lies ahead."))
        return self.cleaned_data["next_on"]


class ProlongForm(OnForm):
    end_on = Days(label=_("New last day"))
    on = None                                   # type: ignore[assignment]

    def clean_end_on(self) -> date:
        if self.agreement.end_on is None:
            raise ValidationError(_("This agreement has no last day."))
        if self.cleaned_data["end_on"] <= self.agreement.end_on:
            raise ValidationError(_("The new last day must lie after the present one."))
        return self.cleaned_data["end_on"]


class ChaseForm(OnForm):
    due_on = Days(label=_("At the latest on"))
    on = None                                   # type: ignore[assignment]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = self.today + timedelta(days=14)

    def clean_due_on(self) -> date:
        if self.cleaned_data["due_on"] <= self.today:
            raise ValidationError(_("Choose a day that lies ahead."))
        return self.cleaned_data["due_on"]


class ProveForm(OnForm):
    on = Days(label=_("Received on"))
    uploads = UploadField(required=True, label=_("The proof"))


class WaiveForm(OnForm):
    on = None                                   # type: ignore[assignment]
    why = forms.CharField(label=_("Why is no proof needed?"), max_length=300)


class NothingForm(OnForm):
    on = None                                   # type: ignore[assignment]


class FilesForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=FileKind.choices)
    uploads = UploadField(required=True)


# Whom the supplier engages, where data goes, how it is secured


class OutsideForm(forms.ModelForm):
    """A country; outside the EEA with a way that holds today (S2-114)."""

    country = Country()

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        country = values.get("country")
        if country:
            reason = chains.outside(country, values.get("mechanism", ""), self.on, is_assessed=values.get("is_assessed", False))
            if reason:
                self.add_error("mechanism", reason)
        return values


class SubprocessorForm(OutsideForm):
    class Meta:
        model = Subprocessor
        fields = list(chains.OF_SUBPROCESSOR)
        widgets = {"announced_on": forms.DateInput}
        help_texts = {
            "mechanism": _("Only for a country outside the EEA. The EEA is the European Union, Iceland, Liechtenstein and Norway."),
        }


class TransferForm(OutsideForm):
    mechanism = forms.ChoiceField(label=_("By which way"), choices=Mechanism.choices)

    class Meta:
        model = Transfer
        fields = list(chains.OF_TRANSFER)

    def clean_country(self) -> str:
        if is_in_eea(self.cleaned_data["country"]):
            raise ValidationError(_("This country lies in the EEA: nothing more is needed."))
        return self.cleaned_data["country"]


class SubprocessorDecisionForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What we say"), widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in SubprocessorState if each != SubprocessorState.ANNOUNCED],
    )
    words = forms.CharField(label=_("Our objection"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    answer = forms.CharField(
        label=_("What the supplier answered"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("state") == SubprocessorState.OBJECTED and not values.get("words"):
            self.add_error("words", _("Say why we object."))
        return values


class AnnexForm(forms.ModelForm):
    class Meta:
        model = SecurityAnnex
        fields = list(chains.OF_ANNEX)
        widgets = {"dated_on": forms.DateInput, "pentested_on": forms.DateInput}


class CertificateForm(forms.ModelForm):
    class Meta:
        model = Certificate
        fields = list(chains.OF_CERTIFICATE)
        widgets = {"since": forms.DateInput, "valid_until": forms.DateInput}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", _("The last day lies before the first."))
        return values
