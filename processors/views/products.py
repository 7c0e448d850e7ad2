from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.http import SignedInRequest, sent
from processors.forms.products import ProductForm, SheetForm
from processors.models import Party, Product, ProductSheet, SheetPurpose
from processors.models.activities import visible_schools
from processors.models.catalogue import Audience
from processors.overview import labels
from processors.services import products as services
from processors.services.parties import check, keeps_party

from .pages import GET_OR_POST, ask, party_of, reads, writes


def product_of(request: SignedInRequest, key: UUID) -> Product:
    found = get_object_or_404(Product.objects.select_related("party").prefetch_related("uses"), pk=key)
    party_of(request, found.party_id)
    return found


def sheet_of(request: SignedInRequest, key: UUID) -> ProductSheet:
    rows = ProductSheet.objects.select_related("product__party", "agreement").prefetch_related("data", "purposes")
    found = get_object_or_404(rows, pk=key)
    party_of(request, found.product.party_id)
    return found


@writes
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A product of a party, and which schools work with it."""
    return _kept(request, party_of(request, key), None)


@writes
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Another name, or other schools."""
    product = product_of(request, key)
    return _kept(request, product.party, product)


def _kept(request: SignedInRequest, party: Party, product: Product | None) -> HttpResponse:
    check(keeps_party(request.scope, party))
    form = ProductForm(sent(request), party=party, product=product)
    if request.method == "POST" and form.is_valid():
        kept = services.keep(party, product, **form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The product has been kept."))
        return redirect(kept)
    return ask(request, form, _("Product or service"), back=product or party)


@reads
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A product: who works with it, and the versions of its sheet."""
    product = product_of(request, key)
    context = {
        "product": product, "sheets": product.sheets.select_related("filed_by"), "may_write": keeps_party(request.scope, product.party),
        "everywhere": any(use.school_id is None for use in product.uses.all()),
        "schools": [school for school in visible_schools(request.scope) if any(use.school_id == school.pk for use in product.uses.all())],
    }
    return render(request, "processors/product.html", context)


@writes
@require_http_methods(GET_OR_POST)
def sheet_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """File a version of the product sheet."""
    product = product_of(request, key)
    check(keeps_party(request.scope, product.party))
    form = SheetForm(sent(request), instance=ProductSheet(product=product), product=product)
    if request.method == "POST" and form.is_valid():
        sheet = services.file_sheet(
            product, values=form.values(), data=form.cleaned_data["data_rows"], purposes=form.purposes(), by=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("The version is filed."))
        return redirect(sheet)
    lede = _("As the supplier gave it. What is filed does not change: a new text is a new version.")
    return ask(request, form, _("Product sheet"), back=product, lede=lede)


@reads
@require_safe
def sheet(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A version of a product sheet, and what schools chose of its optional purposes."""
    found, scope = sheet_of(request, key), request.scope
    keys = {use.school_id for use in found.product.uses.all()}
    schools = [school for school in visible_schools(scope) if None in keys or school.pk in keys]
    choices = services.choices_of(found, schools)
    for each in choices:
        for place in each["schools"]:
            place["may_choose"] = services.may_choose(scope, place["school"].pk)
    context = {
        "sheet": found, "choices": choices, "usual": [purpose for purpose in found.purposes.all() if not purpose.is_optional],
        "audiences": [Audience(code).label for code in found.audiences],
        "data": [{"row": row, "label": labels([row.category])[0]} for row in found.data.all()],
    }
    return render(request, "processors/sheet.html", context)


@reads
@require_POST
def choose(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A school says yes or no to an optional purpose."""
    purpose = get_object_or_404(SheetPurpose.objects.select_related("sheet__product"), pk=key)
    found = sheet_of(request, purpose.sheet_id)
    school = get_object_or_404(visible_schools(request.scope), pk=_uuid(request.POST.get("school", "")))
    services.choose(purpose, school=school, is_chosen=request.POST.get("answer") == "yes", by=request.scope, at=timezone.now())
    messages.success(request, _("What was chosen has been kept."))
    return redirect(found)


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
