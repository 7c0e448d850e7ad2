"""What is asked of products and their sheets."""
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.organisation.models import School
from processors.models import Agreement, Product, ProductSheet
from processors.models.catalogue import Audience
from processors.rules.countries import is_country

SEPARATOR = "|"
LONG = ("description", "not_processed", "has_access", "security", "rights", "breaches", "contacts")


class ProductForm(forms.Form):
    name = forms.CharField(label=_("Product or service"), max_length=150)
    everywhere = forms.BooleanField(label=_("Every school of the board works with it"), required=False)
    schools = forms.ModelMultipleChoiceField(
        label=_("Or these schools"), queryset=School.objects.defer("logo"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, party, product: Product | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.party, self.product = party, product
        if product is not None:
            uses = [row.school_id for row in product.uses.all()]
            self.initial.update(name=product.name, everywhere=None in uses, schools=[key for key in uses if key])

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        same = self.party.products.filter(name__iexact=name).exclude(pk=self.product.pk if self.product else None)
        if same.exists():
            raise ValidationError(_("This party has a product with this name."))
        return name


class SheetForm(forms.ModelForm):
    """A version of the product sheet, as the supplier gave it."""

    audiences = forms.MultipleChoiceField(label=_("For whom"), choices=Audience.choices, widget=forms.CheckboxSelectMultiple)
    places = forms.CharField(label=_("Countries of storage"), max_length=120, help_text=_("As two letters each, such as NL, IE."))
    data_rows = forms.CharField(
        label=_("Data"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One row per kind of data: code | which data | why it is needed | how long it is kept. Codes: %(codes)s."),
    )
    purpose_rows = forms.CharField(
        label=_("Purposes"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One per row.")
    )
    optional_rows = forms.CharField(
        label=_("Optional purposes"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per row. Each school chooses whether it wants them; until then the answer is no."),
    )

    class Meta:
        model = ProductSheet
        fields = [
            "version", "dated_on", "agreement", "description", "audiences", "role", "subjects", "purpose_rows", "optional_rows",
            "data_rows", "not_processed", "has_access", "security", "places", "rights", "breaches", "contacts", "login", "identifier", "ai",
        ]
        widgets = dict.fromkeys(LONG, forms.Textarea(attrs={"rows": 2})) | {"dated_on": forms.DateInput}

    def __init__(self, *args, product: Product, **kwargs):
        super().__init__(*args, **kwargs)
        self.product = product
        agreement: Any = self.fields["agreement"]
        agreement.queryset = Agreement.objects.filter(party=product.party_id)
        agreement.required = False
        field = self.fields["data_rows"]
        field.help_text = field.help_text % {"codes": ", ".join(Category.values)}

    def clean_version(self) -> str:
        if self.product.sheets.filter(version=self.cleaned_data["version"]).exists():
            raise ValidationError(_("This version was filed already."))
        return self.cleaned_data["version"]

    def clean_places(self) -> list[str]:
        codes = self.cleaned_data["places"].upper().replace(",", " ").split()
        for code in codes:
            is_country(code)
        return sorted(set(codes))

    def clean_data_rows(self) -> list[dict[str, str]]:
        found = []
        for line in _lines(self.cleaned_data["data_rows"]):
            cells = [cell.strip() for cell in line.split(SEPARATOR)]
            if len(cells) != 4 or cells[0].upper() not in Category.values or not all(cells):
                raise ValidationError(_("Write each row as: code | which data | why it is needed | how long it is kept."))
            code, example, why, retention = cells
            found.append({"category": code.upper(), "example": example[:200], "why": why[:300], "retention": retention[:150]})
        return found

    def values(self) -> dict[str, Any]:
        extra = ("places", "data_rows", "purpose_rows", "optional_rows")
        return {name: value for name, value in self.cleaned_data.items() if name not in extra} | {"locations": self.cleaned_data["places"]}

    def purposes(self) -> list[dict[str, Any]]:
        usual = [{"words": words[:300], "is_optional": False} for words in _lines(self.cleaned_data["purpose_rows"])]
        return usual + [{"words": words[:300], "is_optional": True} for words in _lines(self.cleaned_data["optional_rows"])]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
