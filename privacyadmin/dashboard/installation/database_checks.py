"""What is wrong with the database, asked of it as the role that the web uses."""

from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from privacyadmin import crypto
from privacyadmin.audit.apps import RESTRICTED
from privacyadmin.audit.models import Checkpoint, Event
from privacyadmin.crypto.models import DataKey
from privacyadmin.organisation.models import Board
from privacyadmin.times import local_day

from .findings import Complaint, Visit, looks_at

OLDEST = 150000  # PostgreSQL 15
EXTENSIONS = {"btree_gist", "pg_trgm", "unaccent"}
CLOCKS_APART = 60  # seconds
MOST_USED = 0.9  # of the connections
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
QUIET = {
    "log_statement": {"none"},
    "log_min_error_statement": {"panic"},
    "log_error_verbosity": {"terse"},
    "log_min_duration_statement": {"-1"},
}


def rows(statement: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def server_settings(*names: str) -> dict[str, str]:
    return dict(rows("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", list(names)))


@looks_at("database")
def database(visit: Visit) -> Complaint | None:
    try:
        rows("SELECT 1")
    except Error as error:
        return Complaint(
            _("The database does not answer (%(kind)s).") % {"kind": type(error).__name__},
            _("Start PostgreSQL, and compare DATABASE_URL with the name, the role and the password that it knows."),
        )
    return None


@looks_at("database_version", database=True)
def database_version(visit: Visit) -> Complaint | None:
    version = int(server_settings("server_version_num")["server_version_num"])
    missing = EXTENSIONS - {name for (name,) in rows("SELECT extname FROM pg_extension")}
    if version >= OLDEST and not missing:
        return None
    return Complaint(
        _("PostgreSQL is older than 15, or misses an extension: %(names)s.") % {"names": ", ".join(sorted(missing)) or "–"},
        _("Install PostgreSQL 15 or newer with its contrib package, and run manage.py upgrade."),
    )


@looks_at("database_role", database=True)
def database_role(visit: Visit) -> Complaint | None:
    """DESIGN: the web connects as a role that owns nothing."""
    [(is_mighty, owns)] = rows(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole, EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)"
        " OR EXISTS (SELECT FROM pg_database WHERE datdba = pg_roles.oid) FROM pg_roles WHERE rolname = current_user"
    )
    if not is_mighty and not owns:
        return None
    return Complaint(
        _("The program connects as a role that owns tables or is a superuser: whoever breaks in can change the register of events."),
        _("Let DATABASE_URL name privacyadmin_web (made by privacyadmin/database_roles.sql); DATABASE_OWNER_URL is for upgrades only."),
    )


@looks_at("privileges", database=True)
def privileges(visit: Visit) -> Complaint | None:
    may: list[str] = []
    for table, allowed in RESTRICTED.items():
        for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            if privilege not in allowed and rows("SELECT has_table_privilege(current_user, %s, %s)", table, privilege)[0][0]:
                may.append(f"{privilege} {table}")
    if not may:
        return None
    return Complaint(
        _("The program may change what must only grow: %(names)s.") % {"names": ", ".join(may)},
        _("Run manage.py upgrade: it gives the role privacyadmin_web its privileges anew."),
    )


@looks_at("migrations", database=True)
def migrations(visit: Visit) -> Complaint | None:
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    return Complaint(
        _("The tables are of an earlier version than the program."),
        _("Stop web, worker and beat, run manage.py upgrade, and start them again."),
    )


@looks_at("encoding", database=True)
def encoding(visit: Visit) -> Complaint | None:
    [(name,)] = rows("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
    if name == "UTF8":
        return None
    return Complaint(
        _("The database is not in UTF-8: names such as Zoë or Çelik cannot be kept."),
        _("Make it anew with ENCODING 'UTF8', and restore the data."),
    )


@looks_at("clock", database=True)
def clock(visit: Visit) -> Complaint | None:
    [(seconds,)] = rows("SELECT extract(epoch FROM clock_timestamp() - %s)", visit.at)
    last = Event.objects.order_by("-at").values_list("at", flat=True).first()
    if abs(seconds) <= CLOCKS_APART and (last is None or (last - visit.at).total_seconds() <= CLOCKS_APART):
        return None
    return Complaint(
        _("The clock is wrong: it differs from that of the database, or something was recorded later than now. Terms are counted by it."),
        _("Let both machines take their time from a time server (chrony or systemd-timesyncd)."),
    )


@looks_at("durability", database=True)
def durability(visit: Visit) -> Complaint | None:
    off = sorted(name for name, value in server_settings(*DURABLE).items() if value == "off")
    if not off:
        return None
    return Complaint(
        _("The database says «stored» before it is: %(names)s is off. A power cut loses what parents were told was received.")
        % {"names": ", ".join(off)},
        _("Set these to on in postgresql.conf, and start PostgreSQL again."),
    )


@looks_at("database_log", database=True)
def database_log(visit: Visit) -> Complaint | None:
    """No personal data in logs: a refused row stands whole in STATEMENT and DETAIL."""
    found = server_settings(*QUIET)
    loud = sorted(name for name, allowed in QUIET.items() if found.get(name) not in allowed)
    if not loud:
        return None
    return Complaint(
        _("The log of the database can hold personal data: %(names)s.") % {"names": ", ".join(loud)},
        _("Set log_statement=none, log_min_duration_statement=-1, log_min_error_statement=panic and log_error_verbosity=terse."),
    )


@looks_at("connections", database=True)
def connections_left(visit: Visit) -> Complaint | None:
    [(used, most)] = rows(
        "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity WHERE backend_type = 'client backend'"
    )
    if used <= most * MOST_USED:
        return None
    return Complaint(
        _("%(used)s of %(most)s connections to the database are in use.") % {"used": used, "most": most},
        _("Raise max_connections, or start fewer workers of the web."),
    )


@looks_at("keys", database=True)
def keys(visit: Visit) -> Complaint | None:
    """SETTLED 17: without its master key a pupil's key opens nothing."""
    missing = set(DataKey.objects.values_list("key_version", flat=True).distinct()) - set(settings.MASTER_KEYS)
    if not missing and crypto.fits():
        return None
    if not missing:
        return Complaint(
            _("The MASTER_KEY does not fit this database: no sealed note, number or file of a pupil can be read."),
            _("Put back the MASTER_KEY that belongs to this data, from where it is kept apart. Do not make a new one."),
        )
    return Complaint(
        _("Keys of pupils are wrapped with a MASTER_KEY that is not set (version %(names)s): their sealed notes cannot be read.")
        % {"names": ", ".join(map(str, sorted(missing)))},
        _("Set the old key as MASTER_KEY_1 (and so on) beside the new one, and run manage.py rewrap_keys."),
    )


@looks_at("board", database=True)
def board(visit: Visit) -> Complaint | None:
    found = Board.objects.first()
    if found is None:
        return Complaint(_("There is no board yet: nobody can do anything."), _("Run manage.py install."))
    if found.is_demo:
        return Complaint(
            _("The database holds the fictional board of the demo."), _("Use an empty database for real data, and run manage.py install.")
        )
    return None


@looks_at("checkpoint", database=True)
def checkpoint(visit: Visit) -> Complaint | None:
    last = Checkpoint.objects.order_by("-day").values_list("day", flat=True).first()
    if not Event.objects.exists() or (last and (local_day(visit.at) - last).days <= 2):
        return None
    if last is None and (visit.at - Event.objects.order_by("at").values_list("at", flat=True)[0]).days <= 2:
        return None
    return Complaint(
        _("The register of events was not signed for days: a change in it would not be noticed."),
        _("See why the night does not run (below), and run manage.py nightly and manage.py audit_verify."),
    )
