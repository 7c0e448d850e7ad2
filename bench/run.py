"""Loads the data once, then every part in turn."""
import gc
from datetime import UTC, date, datetime

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings

from privacyadmin.access.seed import seed_matrices
from privacyadmin.organisation.models import Board
from privacyadmin.organisation.services import school_year_named
from privacyadmin.policy.services import use_preset

from . import (
    data,
    people,
    rows_access,
    rows_audit,
    rows_consent,
    rows_crypto,
    rows_documents,
    rows_import,
    rows_pages,
    rows_registers,
    rows_requests,
)
from .measure import PACE, Row, line, table

PARTS = [rows_access, rows_pages, rows_import, rows_requests, rows_registers, rows_consent, rows_audit, rows_crypto, rows_documents]
YEAR_BEGINS = datetime(2026, 8, 1, tzinfo=UTC)


def fill(scale: float) -> None:
    """All data of this scale, in one transaction: a bench that was stopped half-way starts anew."""
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    if Board.objects.exists():
        return
    with transaction.atomic():
        Board.objects.create(name="Bench")
        school_year_named("2026-2027")
        seed_matrices(valid_from=date(2020, 1, 1))
        use_preset(school=None, preset="po", valid_from=date(2020, 1, 1), by=None, at=YEAR_BEGINS)
        data.load(data.Size(scale))
        people.appoint()
        people.grant_per_pupil(people.readers())
    data.settle()


def settings_line() -> str:
    """What was measured on: the figures say nothing without it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select version(), current_setting('shared_buffers'), current_setting('jit'), current_setting('synchronous_commit'),"
            " current_setting('fsync')"
        )
        version, buffers, jit, commit, fsync = cursor.fetchone()
    return f"{version.split(' on ')[0]}; shared_buffers={buffers} jit={jit} synchronous_commit={commit} fsync={fsync}"


def run(scale: float, only: str = "", *, is_quick: bool = False) -> list[Row]:
    """Every row of every part whose name holds the word."""
    PACE.is_quick = is_quick
    fill(scale)
    print(settings_line())
    gc.collect()
    gc.freeze()                 # as each web worker does once it has loaded the program
    rows = []
    with override_settings(ALLOWED_HOSTS=["testserver"], SECOND_FACTOR_REQUIRED=False):
        for part in PARTS:
            if only in part.__name__:
                for row in part.rows():
                    print(line(row), flush=True)
                    rows.append(row)
    print()
    print(table(rows))
    return rows
