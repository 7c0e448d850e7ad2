"""The private servers of a bare machine: whoever starts the program finds them, after a crash too."""

import contextlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from privacyadmin import local_services
from tests import environment

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def forget_addresses():
    """As another command sees it, which starts without them."""
    for name in ADDRESSES:
        os.environ.pop(name, None)


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def rows(connection_of, statement, parameters=()):
    with contextlib.closing(connection_of) as connection, connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def test_one_role_owns_the_database_and_the_role_of_the_web_owns_nothing():
    """SETTLED 24; the web must not be able to switch off row-level security."""
    found = rows(
        local_services.connect(environment.SERVERS),
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname LIKE 'privacyadmin%%' ORDER BY 1",
    )
    assert found == [("privacyadmin_owner", False, False, True), ("privacyadmin_web", False, False, False)]
    owner = rows(
        local_services.connect(environment.SERVERS),
        "SELECT rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE datname = %s", [local_services.DATABASE],
    )
    assert owner == [("privacyadmin_owner",)]


def test_the_owner_may_add_the_extensions_that_the_first_migration_needs():
    """SETTLED 7: btree_gist, pg_trgm and unaccent without a superuser."""
    name = f"{environment.DATABASE}_extensions"
    local_services.create_database(environment.SERVERS, name)
    try:
        connection = local_services.connect(environment.SERVERS, database=name, role=local_services.OWNER)
        assert rows(
            connection, "CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; SELECT unaccent('Zoë')",
        ) == [("Zoe",)]
    finally:
        local_services.drop_database(environment.SERVERS, name)


def test_the_servers_listen_on_sockets_that_other_people_on_the_machine_cannot_enter():
    """SETTLED 24."""
    here = environment.SERVERS
    assert rows(local_services.connect(here), "SHOW listen_addresses") == [("",)]
    assert here.postgres_sockets.stat().st_mode & 0o077 == 0
    assert here.valkey_socket.parent.stat().st_mode & 0o077 == 0
    assert len(str(here.postgres_sockets / ".s.PGSQL.5432.lock")) < 100


def test_servers_that_were_killed_are_started_again_with_their_data(fault):
    """SETTLED 24: a dead pid can look alive just after kill -9."""
    local_services.ensure("fault")
    with contextlib.closing(local_services.connect(fault, database=local_services.DATABASE, role=local_services.OWNER)) as connection:
        connection.cursor().execute("CREATE TABLE IF NOT EXISTS kept (id int); TRUNCATE kept; INSERT INTO kept VALUES (1)")
    kill(local_services._postgres_pid(fault))
    kill(local_services._valkey_pid(fault))
    forget_addresses()
    local_services.ensure("fault")
    assert local_services.status("fault") == {"postgres": True, "valkey": True}
    connection = local_services.connect(fault, database=local_services.DATABASE, role=local_services.OWNER)
    assert rows(connection, "SELECT id FROM kept") == [(1,)]


def test_a_pid_file_that_names_somebody_elses_process_does_not_stand_in_the_way(fault):
    """After a restart of the machine the number belongs to another program, which must live."""
    local_services.ensure("fault")
    local_services.stop("fault")
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        lines = (bystander.pid, fault.postgres_data, 1, 5432, fault.postgres_sockets, "")
        (fault.postgres_data / "postmaster.pid").write_text("".join(f"{line}\n" for line in lines))
        fault.valkey_pid_file.write_text(f"{bystander.pid}\n")
        for name in ADDRESSES:
            os.environ.pop(name)
        local_services.ensure("fault")
        assert local_services.status("fault") == {"postgres": True, "valkey": True}
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_folder_of_which_the_making_was_cut_off_is_made_anew(fault):
    local_services.ensure("fault")
    local_services.stop("fault")
    (fault.postgres_data / "ready").unlink()
    (fault.postgres_data / "PG_VERSION").unlink()
    forget_addresses()
    local_services.ensure("fault")
    assert local_services.status("fault")["postgres"]


def test_commands_that_start_at_the_same_moment_share_one_pair_of_servers(fault):
    local_services.stop("fault")
    command = [sys.executable, "-m", "privacyadmin.local_services", "start", "fault"]
    clean = {key: value for key, value in os.environ.items() if key not in ADDRESSES}

    def run(_number):
        return subprocess.run(command, env=clean, cwd=local_services.CHECKOUT, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(4) as together:
        said = set(together.map(run, range(4)))
    assert len(said) == 1
    assert local_services.status("fault") == {"postgres": True, "valkey": True}


def test_addresses_in_the_environment_are_left_alone_and_nothing_is_started(fault, monkeypatch):
    """DESIGN: with DATABASE_URL and REDIS_URL set, the program uses those."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("REDIS_URL_FILE", "/run/secrets/redis_url")
    assert local_services.ensure("fault") == {}
    assert os.environ["DATABASE_URL"] == "postgresql://somewhere/else"
    assert local_services.status("fault") == {"postgres": False, "valkey": False}


def test_production_never_starts_a_private_server(fault, monkeypatch):
    """SETTLED 24: a production without addresses is an error of its settings."""
    monkeypatch.setenv("PRIVACYADMIN_ENV", "production")
    assert local_services.ensure("fault") == {}
    assert "DATABASE_URL" not in os.environ
    clean = {key: value for key, value in os.environ.items() if key not in {*ADDRESSES, "SECRET_KEY", "MASTER_KEY"}}
    result = subprocess.run(
        [sys.executable, "manage.py", "check"], env=clean, cwd=local_services.CHECKOUT, capture_output=True, text=True, check=False,
    )
    assert result.returncode != 0
    assert "must be set in production" in result.stderr


def test_root_whose_checkout_nobody_may_enter_keeps_its_data_elsewhere(monkeypatch, tmp_path):
    """SETTLED 24: PostgreSQL refuses root, and another user cannot enter root's home."""
    closed = tmp_path / "root" / "privacyadmin"
    closed.mkdir(parents=True)
    (tmp_path / "root").chmod(0o700)
    monkeypatch.setattr(local_services, "CHECKOUT", closed)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert local_services.instance("dev").data.is_relative_to("/var/lib")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert local_services.instance("dev").data.is_relative_to(closed)
