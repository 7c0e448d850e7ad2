"""From one version to the next in one step: all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from privacyadmin.outbox import nightly
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

from .seeds import seed

LOCK = 7_305_002_201  # any number that is used for nothing else


class OneStep(migrate.Command):
    """Django's migrations inside one transaction: what one of them wrote is checked before the next changes a table."""

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        if action == "apply_start":
            _execute("SET CONSTRAINTS ALL IMMEDIATE")
        super().migration_progress_callback(action, migration, fake)


def upgrade(*, at: datetime, is_backed_up: bool) -> list[str]:
    """Bring the tables to this version; the names of the migrations that were applied. A failure leaves the database as it was.

    Raises NotAllowed, before anything is changed: not as the owner, a newer database, no backup, work under way.
    """
    with _alone():
        _as_owner()
        pending = _pending()
        if pending:
            _may_change(at, is_backed_up)
        with transaction.atomic():
            call_command(OneStep(), interactive=False, verbosity=0, skip_checks=True)
            seed(valid_from=local_day(at))
    return pending


def _may_change(at: datetime, is_backed_up: bool) -> None:
    if not _has_data():
        return
    if not is_backed_up:
        raise NotAllowed(_("Make a backup first (deploy/backup), and see that it can be read. Then repeat the command with --backup-made."))
    busy = _rows("SELECT count(*) FROM outbox_item WHERE state = 'working' AND leased_until > %s", at)[0][0]
    if busy:
        raise NotAllowed(_("A worker is busy. Stop web, worker and beat, wait until they have ended, and repeat the command."))


@contextmanager
def _alone() -> Iterator[None]:
    """Two upgrades at once: the second waits, and finds nothing to do. A night that wants to begin waits as well."""
    _execute("SELECT pg_advisory_lock(%s)", LOCK)
    try:
        if not _rows("SELECT pg_try_advisory_lock(%s)", nightly.LOCK)[0][0]:
            raise NotAllowed(_("The night's work is running. Repeat the command when it is done."))
        try:
            yield
        finally:
            _execute("SELECT pg_advisory_unlock(%s)", nightly.LOCK)
    finally:
        _execute("SELECT pg_advisory_unlock(%s)", LOCK)


def _as_owner() -> None:
    if not _rows("SELECT has_schema_privilege(current_user, 'public', 'CREATE')")[0][0]:
        raise NotAllowed(_("An upgrade runs as the owner of the tables: set DATABASE_OWNER_URL."))


def _pending() -> list[str]:
    loader = (executor := MigrationExecutor(connection)).loader
    newer = set(loader.applied_migrations) - set(loader.disk_migrations) - set(loader.replacements)
    if newer:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in newer))
        raise NotAllowed(
            _("This database was made by a newer version (%(names)s). Install that version, or restore a backup.") % {"names": names}
        )
    return [f"{migration.app_label}.{migration.name}" for migration, _back in executor.migration_plan(loader.graph.leaf_nodes())]


def _has_data() -> bool:
    return "organisation_board" in connection.introspection.table_names() and _rows("SELECT EXISTS (SELECT FROM organisation_board)")[0][0]


def _rows(statement: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
