"""A list of pupils leaves the program only for a purpose that the register of processing allows for its data (S1-11)."""
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.purposes import KEPT_FOR
from privacyadmin.exports import registry
from processors.models import ActivityVersion


def why_not(purpose: str, categories: Collection[str], school: UUID | None, on: date) -> str:
    """Why data of these categories cannot be taken out for a purpose; of what is no purpose to keep data for, the list itself decides."""
    if purpose not in KEPT_FOR:
        return ""
    versions = ActivityVersion.objects.in_force(on=on).filter(purposes__contains=[purpose])
    kinds = (versions.of_schools([school]) if school else versions).values_list("data_categories", flat=True)
    allowed = set(DataCategory.objects.filter(code__in={code for each in kinds for code in each}).values_list("category", flat=True))
    if not allowed:
        return _("No activity in force has this purpose. Take it up in the register of processing, and let the board approve it.")
    if set(categories) - allowed:
        return _("The register does not allow these kinds of data for this purpose.")
    return ""


def register() -> None:
    registry.asks(why_not)
