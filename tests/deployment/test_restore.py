"""A backup comes back whole into an empty database, with nobody signed in and no mail sent twice (RELIABILITY T10, 5)."""

import os
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from privacyadmin import audit, local_services
from privacyadmin.accounts.models import SignedInSession
from privacyadmin.dashboard.installation.restored import restored
from privacyadmin.outbox.models import Item
from tests import databases, environment

ROOT = local_services.CHECKOUT
SERVERS = environment.SERVERS
FROM, TO = f"{environment.DATABASE}_backup", f"{environment.DATABASE}_restored"
AS_SUPERUSER = ["--host", str(SERVERS.postgres_sockets), "--username", "postgres"]


def program(name: str, *words: str, **options) -> subprocess.CompletedProcess:
    command = [local_services.program(name, SERVERS), *AS_SUPERUSER, *words]
    return subprocess.run(command, capture_output=True, check=False, **options)


def manage(database: str, *words: str, role: str = "web") -> subprocess.CompletedProcess:
    given = os.environ | environment.addresses(database) | {"PRIVACYADMIN_DB": role, "LC_ALL": "C.UTF-8"}
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def ask(database: str, statement: str) -> list[tuple]:
    with closing(local_services.connect(SERVERS, database=database)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def options_of(script: str, command: str) -> list[str]:
    """What deploy/… gives to one of PostgreSQL's programs, but for where it asks."""
    line = next(line for line in Path(ROOT, "deploy", script).read_text().splitlines() if f" {command} " in line and "--list" not in line)
    words = line.partition(f" {command} ")[2].partition(" > ")[0].split()
    skipped = {"--username", "postgres", "privacyadmin", "--dbname"}
    return [word for word in words if word not in skipped]


@pytest.fixture
def installed():
    """An installation with its first two people."""
    for name in (FROM, TO):
        local_services.drop_database(SERVERS, name)
    local_services.create_database(SERVERS, FROM, template=databases.template())
    local_services.create_database(SERVERS, TO)
    done = manage(
        FROM, "install", "--board", "De Waaier", "--coordinator-name", "N. Kramer", "--coordinator-email", "n@waaier.nl",
        "--ict-name", "I. Beheer", "--ict-email", "i@waaier.nl",
    )
    assert done.returncode == 0, done.stderr
    yield
    for name in (FROM, TO):
        local_services.drop_database(SERVERS, name)


def test_what_was_backed_up_comes_back_with_the_commands_of_the_scripts(installed, tmp_path):
    dump = program("pg_dump", *options_of("backup", "pg_dump"), FROM)
    assert dump.returncode == 0, dump.stderr
    restore = program("pg_restore", *options_of("restore", "pg_restore"), "--dbname", TO, input=dump.stdout)
    assert restore.returncode == 0, restore.stderr
    for table in ("accounts_user", "audit_event", "access_matrixcell", "outbox_item"):
        assert ask(FROM, f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t") == ask(
            TO, f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"
        )
    ask(TO, "INSERT INTO accounts_session (session_key, session_data, expire_date) VALUES ('old', '', now())")
    assert manage(TO, "upgrade", "--backup-made", role="owner").returncode == 0
    done = manage(TO, "restored", "--of", "2026-11-22")
    assert done.returncode == 0, done.stderr
    assert ask(TO, "SELECT count(*) FROM accounts_session") == [(0,)]
    assert ask(TO, "SELECT count(*) FROM outbox_item WHERE kind = 'mail' AND state <> 'failed'") == [(0,)]
    verdict = manage(TO, "audit_verify")
    assert verdict.returncode == 0, verdict.stdout
    assert ask(TO, "SELECT count(*) FROM audit_event WHERE name = 'installation.restored'") == [(1,)]
    assert ask(TO, f"SELECT has_table_privilege('{local_services.WEB}', 'audit_event', 'UPDATE')") == [(False,)]


def test_a_backup_that_breaks_off_leaves_the_database_empty(installed):
    dump = program("pg_dump", *options_of("backup", "pg_dump"), FROM)
    restore = program("pg_restore", *options_of("restore", "pg_restore"), "--dbname", TO, input=dump.stdout[: len(dump.stdout) // 2])
    assert restore.returncode != 0
    assert ask(TO, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_what_may_have_been_sent_since_waits_for_somebody_and_other_work_goes_on(db):
    now = timezone.now()
    for kind in ("mail", "students.activation_mail", "documents.make"):
        Item.objects.create(kind=kind, key=kind, created_at=now, due_at=now)
    SignedInSession.objects.create(session_key="old", session_data="", expire_date=now)
    for _time in range(2):
        restored(of=date(2026, 11, 22), at=now)
    audit.flush()
    assert dict(Item.objects.values_list("kind", "state")) == {
        "mail": "failed", "students.activation_mail": "failed", "documents.make": "pending",
    }
    assert not SignedInSession.objects.exists()
    [first, _second] = audit.Event.objects.filter(name="installation.restored")
    assert first.details | {} == {"of": "2026-11-22", "sessions": 1, "mails": 2}


def test_nothing_is_put_back_without_the_secrets_or_over_what_is_there(tmp_path):
    """The keys first: data without them cannot be read."""
    place, docker = tmp_path / "program", tmp_path / "docker"
    (place / "deploy").mkdir(parents=True)
    (place / "deploy" / "restore").write_text(Path(ROOT, "deploy", "restore").read_text())
    docker.write_text(f"""#!/bin/sh
echo "$*" >> {tmp_path}/asked
case "$*" in *psql*) echo "${{TABLES:-0}}" ;; *) cat > /dev/null ;; esac
""")
    docker.chmod(0o755)
    for part in ("dump", "sealed"):
        (tmp_path / f"2026-11-22-020500.{part}").write_text(part)

    def restore(**given) -> subprocess.CompletedProcess:
        command = ["sh", str(place / "deploy" / "restore"), str(tmp_path / "2026-11-22-020500")]
        path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        return subprocess.run(command, env=path | given, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    assert restore().returncode and not (tmp_path / "asked").exists()
    (place / "secrets").mkdir()
    for name in ("master_key", "secret_key", "audit_checkpoint_key", "database_url", "database_owner_url"):
        (place / "secrets" / name).write_text("x")
    assert restore(TABLES="90").returncode and "pg_restore" not in (tmp_path / "asked").read_text()
    done = restore()
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text().splitlines()
    order = [next(n for n, line in reversed(list(enumerate(asked))) if word in line) for word in (
        "stop web", "pg_restore", "tar --extract", "upgrade --backup-made", "restored --of 2026-11-22", "audit_verify",
    )]
    assert order == sorted(order)
