"""Products, the versions of their sheets, and what a school chose of the optional purposes (2.8)."""
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from processors import events, publishing
from processors.models import Party, Product, ProductSheet, ProductUse, PurposeChoice, SheetData, SheetPurpose

from .parties import check, keeps, keeps_party

OF_SHEET = (
    "agreement", "version", "dated_on", "description", "audiences", "role", "subjects", "not_processed", "has_access", "security",
    "locations", "rights", "breaches", "contacts", "login", "identifier", "ai",
)


@transaction.atomic
def keep(
    party: Party, product: Product | None, *, name: str, schools: Iterable[School], everywhere: bool, by: Scope, at: datetime
) -> Product:
    """A product, and which schools work with it."""
    check(keeps_party(by, party))
    product = product or Product(party=party)
    product.name = name
    history.save(product, at=at, by=by)
    wanted = {None} if everywhere else {school.pk for school in schools}
    rows = {row.school_id: row for row in product.uses.all()}
    for key in rows.keys() - wanted:
        history.delete(rows[key], at=at, by=by)
    for key in wanted - rows.keys():
        history.save(ProductUse(product=product, school_id=key), at=at, by=by, force_insert=True)
    audit.record(events.PRODUCT_CHANGED, about=product, school=None, by=by, at=at, party=party.pk)
    publishing.soon(at)
    return product


@transaction.atomic
def file_sheet(
    product: Product, *, values: Mapping[str, Any], data: Iterable[Mapping[str, str]], purposes: Iterable[Mapping[str, Any]], by: Scope,
    at: datetime,
) -> ProductSheet:
    """File a version of the product sheet. It never changes; choices about a purpose in the same words go along to the new version."""
    check(keeps_party(by, product.party))
    earlier = product.sheets.first()
    sheet = ProductSheet(product=product, filed_by=by.user, filed_at=at, **{name: values[name] for name in OF_SHEET if name in values})
    sheet.save(force_insert=True)
    SheetData.objects.bulk_create([SheetData(sheet=sheet, **each) for each in data])
    kept = SheetPurpose.objects.bulk_create([SheetPurpose(sheet=sheet, **each) for each in purposes])
    if earlier is not None:
        _take_along(earlier, kept)
    audit.record(events.SHEET_FILED, about=product, school=None, by=by, at=at, sheet=sheet.pk)
    return sheet


def _take_along(earlier: ProductSheet, purposes: Iterable[SheetPurpose]) -> None:
    by_words = {purpose.words: purpose for purpose in purposes if purpose.is_optional}
    choices = PurposeChoice.objects.filter(purpose__sheet=earlier, purpose__words__in=by_words).select_related("purpose")
    latest = {(choice.purpose.words, choice.school_id): choice for choice in choices.order_by("at", "pk")}
    PurposeChoice.objects.bulk_create([
        PurposeChoice(purpose=by_words[words], school_id=school, is_chosen=choice.is_chosen, by_id=choice.by_id, at=choice.at)
        for (words, school), choice in latest.items()
    ])


def may_choose(scope: Scope, school) -> bool:
    """The director chooses for the school; the privacy coordinator may for each."""
    return scope.holds(Role.DIRECTOR, school=school) or keeps(scope, school)


@transaction.atomic
def choose(purpose: SheetPurpose, *, school: School, is_chosen: bool, by: Scope, at: datetime) -> PurposeChoice:
    """A school says yes or no to an optional purpose."""
    if not may_choose(by, school.pk):
        raise NotAllowed(_("The director of the school chooses this."))
    if not purpose.is_optional:
        raise NotAllowed(_("This purpose belongs to the product: there is nothing to choose."))
    choice = PurposeChoice(purpose=purpose, school=school, is_chosen=is_chosen, by=by.user, at=at)
    choice.save(force_insert=True)
    audit.record(events.PURPOSE_CHOSEN, about=purpose.sheet.product, school=school, by=by, at=at, purpose=purpose.pk, chosen=is_chosen)
    return choice


def choices_of(sheet: ProductSheet, schools: Iterable[School]) -> list[dict]:
    """Per optional purpose what each of these schools said last; two queries."""
    schools = list(schools)
    purposes = [purpose for purpose in sheet.purposes.all() if purpose.is_optional]
    rows = PurposeChoice.objects.filter(purpose__in=purposes, school__in=schools).order_by("at", "pk")
    said = {(row.purpose_id, row.school_id): row.is_chosen for row in rows}
    return [
        {"purpose": purpose, "schools": [{"school": school, "is_chosen": said.get((purpose.pk, school.pk))} for school in schools]}
        for purpose in purposes
    ]
