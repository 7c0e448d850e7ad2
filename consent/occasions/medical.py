"""Which entries of a file rest on consent: the medical file always, support needs where the school says so (C-10; S2-77, S2-78)."""
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from privacyadmin import policy
from privacyadmin.access.catalogue import Category
from students.models import DossierEntry

MEDICAL, SUPPORT = "medical", "support"                 # codes of the kinds of data
BY_NECESSITY = "necessity"


def resting_on_consent(entries: Iterable[DossierEntry], *, on: date) -> list[DossierEntry]:
    """Those that are kept only while somebody says yes; the house rules of a school are read once."""
    houses: dict[UUID, str] = {}
    return [entry for entry in entries if entry.category == Category.MED and not entry.voided_at and _rests(entry, houses, on)]


def _rests(entry: DossierEntry, houses: dict[UUID, str], on: date) -> bool:
    kind = entry.data_category.code if entry.data_category else SUPPORT
    if kind == MEDICAL:
        return True
    if entry.school_id not in houses:
        houses[entry.school_id] = policy.in_force(entry.school, on).health_ground_support
    return kind == SUPPORT and houses[entry.school_id] != BY_NECESSITY
