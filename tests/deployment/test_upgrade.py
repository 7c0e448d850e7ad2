"""`manage.py upgrade`: one step from a dump of the previous version, all of it or nothing (issue 3; RELIABILITY 5)."""

import gzip
import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from privacyadmin import local_services
from tests import environment

DUMPS = sorted((Path(__file__).parent / "previous").glob("*.sql.gz"))
SERVERS = environment.SERVERS
DATABASE = f"{environment.DATABASE}_upgrade"
PEOPLE = ("students_", "requests_", "access_", "accounts_", "organisation_", "policy_", "audit_", "crypto_", "outbox_", "documents_")
# Tables of which an upgrade may write earlier rows: what Django itself keeps of the models, and where the chains of events stand.
MAY_CHANGE = {"django_migrations", "django_content_type", "auth_permission", "audit_chain_head"}
# Tables that went, and where their rows are now, under the same keys.
MOVED = {"requests_reminder": "worklist_reminder"}


@pytest.fixture(params=DUMPS, ids=[path.name.removesuffix(".sql.gz") for path in DUMPS])
def previous(request, tmp_path) -> Iterator[None]:
    """A database as the previous version left it."""
    local_services.drop_database(SERVERS, DATABASE)
    local_services.create_database(SERVERS, DATABASE)
    command = [
        local_services.program("psql", SERVERS),
        "--no-psqlrc",
        "--quiet",
        "--set",
        "ON_ERROR_STOP=1",
        "--host",
        str(SERVERS.postgres_sockets),
        "--username",
        local_services.OWNER,
        DATABASE,
    ]
    done = subprocess.run(command, input=gzip.decompress(request.param.read_bytes()), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    yield
    local_services.drop_database(SERVERS, DATABASE)


@pytest.fixture
def empty() -> Iterator[None]:
    local_services.drop_database(SERVERS, DATABASE)
    local_services.create_database(SERVERS, DATABASE)
    yield
    local_services.drop_database(SERVERS, DATABASE)


def manage(*words: str, role: str = "owner") -> subprocess.CompletedProcess:
    given = os.environ | environment.addresses(DATABASE) | {"PRIVACYADMIN_DB": role, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=local_services.CHECKOUT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )


def ask(statement: str) -> list[tuple]:
    with closing(local_services.connect(SERVERS, database=DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def columns() -> dict[str, list[str]]:
    """Every table with its columns."""
    found: dict[str, list[str]] = {}
    for table, column in ask(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1, a.attname"
    ):
        found.setdefault(table, []).append(column)
    return found


def rows_of(tables: dict[str, list[str]]) -> dict[str, Counter[str]]:
    """A hash of each row over the values of these columns."""
    return {table: Counter(map(_fingerprint, ask(f'SELECT {_list(names)} FROM "{table}"'))) for table, names in tables.items()}


def _list(names: list[str]) -> str:
    return ", ".join(f'"{name}"::text' for name in names)


def _fingerprint(row: tuple) -> str:
    return hashlib.sha256(repr(row).encode()).hexdigest()


def test_an_upgrade_keeps_every_row_as_it_was_and_the_program_works_on_it(previous):
    before = columns()
    kept, moved = rows_of(before), {old: set(ask(f"SELECT id FROM {old}")) for old in MOVED if old in before}
    assert sum(1 for table in before if table.startswith(PEOPLE)) > 40
    done = manage("upgrade", "--backup-made")
    assert done.returncode == 0, done.stderr
    now = columns()
    common = {table: [name for name in names if name in now[table]] for table, names in before.items() if table in now}
    gone = {table for table in before if table not in now} | {
        f"{table}.{name}" for table, names in before.items() for name in set(names) - set(now.get(table, names))
    }
    assert gone == set(moved)
    assert all(keys <= set(ask(f"SELECT id FROM {MOVED[old]}")) for old, keys in moved.items())
    after = rows_of(common)
    assert {table for table in common if kept[table] - after[table]} <= MAY_CHANGE
    assert manage("migrate", "--check").returncode == 0
    verdict = manage("audit_verify", role="web")
    assert verdict.returncode == 0, verdict.stdout
    night = manage("nightly", role="web")
    assert night.returncode == 0, night.stdout
    assert manage("upgrade").stdout, "there is nothing left to do, and no backup is asked for"


def test_without_a_backup_nothing_is_touched(previous):
    before = columns()
    if not pending():
        pytest.fail("the dump is of this version: make one of the previous release, or this test shows nothing")
    refused = manage("upgrade")
    assert refused.returncode and "--backup-made" in refused.stderr
    assert columns() == before


def pending() -> bool:
    return manage("migrate", "--check").returncode != 0


def test_while_a_worker_is_busy_nothing_is_touched(previous):
    ask("UPDATE outbox_item SET state = 'working', lease = gen_random_uuid(), leased_until = now() + interval '5 minutes', done_at = NULL")
    before = columns()
    refused = manage("upgrade", "--backup-made")
    assert refused.returncode and "backup" not in refused.stderr
    assert columns() == before


def test_a_database_of_a_newer_version_is_left_alone(previous):
    ask("INSERT INTO django_migrations (app, name, applied) VALUES ('students', '0999_of_tomorrow', now())")
    refused = manage("upgrade", "--backup-made")
    assert refused.returncode and "students.0999_of_tomorrow" in refused.stderr


def test_an_upgrade_that_fails_half_way_leaves_the_database_as_it_was(previous):
    """One transaction: a table of the new version that stands there already makes a later migration fail."""
    before, applied = columns(), ask("SELECT count(*) FROM django_migrations")
    name = new_table()
    ask(f'CREATE TABLE "{name}" (odd integer)')
    failed = manage("upgrade", "--backup-made")
    assert failed.returncode and "Traceback" not in failed.stderr
    ask(f'DROP TABLE "{name}"')
    assert (columns(), ask("SELECT count(*) FROM django_migrations")) == (before, applied)


def new_table() -> str:
    """One that the current migrations make and the dump does not have."""
    ours = [model._meta.db_table for model in apps.get_models() if not model.__module__.startswith("tests.")]
    return sorted(set(ours) - set(columns()))[-1]


def test_the_role_of_the_web_cannot_upgrade(previous):
    refused = manage("upgrade", "--backup-made", role="web")
    assert refused.returncode and "DATABASE_OWNER_URL" in refused.stderr


def test_two_upgrades_at_once_are_one_after_the_other(empty):
    """The second finds nothing to do. An empty database needs no backup, and gets what an installation starts with."""
    given = os.environ | environment.addresses(DATABASE) | {"PRIVACYADMIN_DB": "owner"}
    both = [
        subprocess.Popen(
            [sys.executable, "manage.py", "upgrade"], cwd=local_services.CHECKOUT, env=given, stdout=subprocess.PIPE, text=True
        )
        for _one in range(2)
    ]
    said = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(len(text.splitlines()) > 3 for text in said) == [False, True]
    assert ask("SELECT count(*) FROM access_matrixversion")[0][0] == 2


def test_every_migration_of_ours_can_be_part_of_one_transaction():
    migrations = MigrationLoader(None).disk_migrations.values()
    assert [f"{each.app_label}.{each.name}" for each in migrations if not each.atomic] == []
