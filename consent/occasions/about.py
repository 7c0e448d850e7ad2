"""What a family is told of the one time for which it is asked: who gets which data, the day of a talk, the next school (S1-105; GDPR 7)."""
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.models import CareTalk, Occasion, OccasionKind, TalkState
from privacyadmin.access.catalogue import Category
from privacyadmin.access.data_models import DataCategory
from processors.models import Disclosure
from students.models import DossierEntry, Transfer

Facts = list[tuple[str, str]]


def facts_of(asked: Iterable[Occasion]) -> dict[UUID, Facts]:
    """What each occasion is about, in words for a family; one that is kept from it, or was given up, is left out. One query a kind."""
    found: dict[UUID, Facts] = {}
    by_kind: dict[str, list[Occasion]] = {}
    for occasion in asked:
        by_kind.setdefault(occasion.kind, []).append(occasion)
    for kind, of_kind in by_kind.items():
        sources = {each.source for each in of_kind if each.source}
        known = READ[kind](sources) if kind in READ and sources else {}
        for occasion in of_kind:
            if not occasion.source or kind not in READ:
                found[occasion.pk] = _plain(occasion)
            elif occasion.source in known:
                found[occasion.pk] = known[occasion.source]
    return found


def facts_about(kind: str, source: UUID) -> Facts:
    """The same for a thing for which nobody was asked yet."""
    return list(READ[kind]([source]).get(source, []))


def _plain(occasion: Occasion) -> Facts:
    """Of an event the day, beside the text of its purpose: the name of a campaign is for colleagues."""
    facts = [(_("For"), occasion.label)] if occasion.label and occasion.kind != OccasionKind.EVENT else []
    return [*facts, (_("Day"), _day(occasion.on))] if occasion.on else facts


def _transfers(keys: Collection[UUID]) -> Mapping[UUID, Facts]:
    rows = Transfer.objects.open().filter(pk__in=keys).prefetch_related("items")
    return {row.pk: [(_("Next school"), row.to_name), *_which({item.category for item in row.items.all()})] for row in rows}


def _which(categories: Collection[str]) -> Facts:
    """The kinds of data that were chosen, in the order of the catalogue; nothing where nothing was chosen."""
    named = [str(each.label) for each in Category if each.value in categories]
    return [(_("Which data"), ", ".join(named))] if named else []


def _disclosures(keys: Collection[UUID]) -> Mapping[UUID, Facts]:
    rows = list(Disclosure.objects.filter(pk__in=keys, withheld_why="").select_related("party"))
    names = {each.code: each.name for each in DataCategory.objects.filter(code__in={code for row in rows for code in row.data_categories})}
    return {
        row.pk: [
            (_("Who gets it"), row.party.name), (_("Which data"), ", ".join(names.get(code, code) for code in row.data_categories)),
            (_("What for"), row.get_purpose_display()),
        ]
        for row in rows
    }


def _talks(keys: Collection[UUID]) -> Mapping[UUID, Facts]:
    outside, inside = _("people of the school and from outside"), _("people of the school")
    rows = CareTalk.objects.filter(pk__in=keys, state=TalkState.PLANNED)
    return {row.pk: [(_("Day of the talk"), _day(row.on)), (_("With"), outside if row.has_outsiders else inside)] for row in rows}


def _entries(keys: Collection[UUID]) -> Mapping[UUID, Facts]:
    rows = DossierEntry.objects.filter(pk__in=keys, voided_at=None).select_related("data_category").defer("sealed")
    return {
        row.pk: [(_("Written down on"), _day(row.happened_on)), (_("Kind of data"), row.data_category.name if row.data_category else "–")]
        for row in rows
    }


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


READ: Mapping[str, Callable[[Collection[UUID]], Mapping[UUID, Facts]]] = {
    OccasionKind.TRANSFER: _transfers, OccasionKind.DISCLOSURE: _disclosures, OccasionKind.CARE_TALK: _talks,
    OccasionKind.MEDICAL: _entries,
}
