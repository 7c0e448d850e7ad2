"""Loads the data once, then every part in turn."""
from datetime import UTC, date, datetime

from django.core.management import call_command
from django.db import transaction

from privacyadmin.access.seed import seed_matrices
from privacyadmin.organisation.models import Board
from privacyadmin.organisation.services import school_year_named
from privacyadmin.policy.services import use_preset

from . import data, rows_access, rows_audit, rows_crypto, rows_documents
from .measure import Row, table

PARTS = [rows_access, rows_audit, rows_crypto, rows_documents]
AT = datetime(2026, 8, 1, tzinfo=UTC)


def fill(scale: float) -> None:
    """All data of this scale, in one transaction: a bench that was stopped half-way starts anew."""
    call_command("migrate", verbosity=0)
    if Board.objects.exists():
        return
    with transaction.atomic():
        Board.objects.create(name="Bench")
        school_year_named("2026-2027")
        seed_matrices(valid_from=date(2020, 1, 1))
        use_preset(school=None, preset="po", valid_from=date(2020, 1, 1), by=None, at=AT)
        data.load(data.Size(scale))


def run(scale: float, only: str = "") -> list[Row]:
    fill(scale)
    print(rows_access.settings_line())
    rows = []
    for part in PARTS:
        if only in part.__name__:
            for row in part.rows():
                print(table([row]).splitlines()[-1], flush=True)
                rows.append(row)
    print()
    print(table(rows))
    return rows
