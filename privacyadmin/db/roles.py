"""What the role of the web may do: read and write rows; it owns nothing, and append-only tables stay append-only (SETTLED 26)."""
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction

_declared: dict[str, str] = {}


def keep_to(model: Any, privileges: str) -> None:
    """The web needs no more than these on a table: said by the app that the table is of, in ready()."""
    _declared[model._meta.db_table] = privileges


def append_only(*models: Any) -> None:
    """Rows that the web writes once and never changes or removes; destroying a pupil is the owner's work."""
    for model in models:
        keep_to(model, "SELECT, INSERT")


def declared() -> dict[str, str]:
    """Table by table, what the web is kept to; and every earlier version of anything, which only grows."""
    versions = [model for model in apps.get_models() if hasattr(model, "instance_type")]              # as simple-history marks them
    return {model._meta.db_table: "SELECT, INSERT" for model in versions} | _declared


def grant_web_role(*, using: str, restricted: Mapping[str, str], functions: Iterable[str] = ()) -> bool:
    """Give the web's role its privileges after a migration; `restricted` names tables (and their partitions) with less than all four.

    Returns False where the role does not exist: a deployment that gives one role to all.
    """
    connection = connections[using]
    role = connection.ops.quote_name(settings.DATABASE_WEB_ROLE)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [settings.DATABASE_WEB_ROLE])
        if not cursor.fetchone():
            return False
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in [*restricted, *_partitions(cursor, restricted), "django_migrations"]:
            cursor.execute(f"REVOKE ALL ON {connection.ops.quote_name(table)} FROM {role}")
        for table, privileges in {**restricted, "django_migrations": "SELECT"}.items():
            cursor.execute(f"GRANT {privileges} ON {connection.ops.quote_name(table)} TO {role}")
        for function in functions:
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
    return True


def _partitions(cursor, tables: Iterable[str]) -> list[str]:
    cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text = ANY(%s)", [list(tables)])
    return [name.strip('"') for (name,) in cursor.fetchall()]
