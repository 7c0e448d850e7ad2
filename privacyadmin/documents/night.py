"""What the night does for sealed files: those that no row points to are removed."""

from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import UUIDField

from privacyadmin.crypto import files
from privacyadmin.outbox import nightly

LEFT_ALONE = timedelta(days=1)      # whatever is younger may belong to a transaction that has not ended
AT_ONCE = 500


@nightly.job("orphan_files", order=95)
def remove_orphans(on: date, at: datetime) -> int:
    """Remove sealed files that a power cut left behind between writing them and keeping their row; each has its row in a `stored_as`."""
    old = files.older_than(at - LEFT_ALONE)
    removed = files.forget_uploads(at - LEFT_ALONE)
    while names := set(islice(old, AT_ONCE)):
        removed += _remove(names)
    return removed


def _remove(orphans: set[UUID]) -> int:
    for model in keepers():
        orphans -= set(model._base_manager.filter(stored_as__in=orphans).values_list("stored_as", flat=True))
    for name in orphans:
        files.delete(name)
    return len(orphans)


def keepers() -> list[Any]:
    """Every model that keeps a sealed file, whatever app it is of."""
    return [
        model for model in apps.get_models()
        if any(field.name == "stored_as" and isinstance(field, UUIDField) for field in model._meta.local_fields)
    ]
