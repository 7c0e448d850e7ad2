"""Many rows at once: COPY into a table, and updates from a table that lives as long as the transaction."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection, models

from privacyadmin import history
from privacyadmin.ids import new_id

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    return value.translate(ESCAPES) if type(value) is str else str(value)


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    lines = io.StringIO("".join("\t".join(map(_text, row)) + "\n" for row in rows))
    cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", lines)


def insert(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """New rows, given as values by attribute name; what a row leaves out has the field's default. History is written by `remember`."""
    if not rows:
        return
    given = set().union(*rows)
    fields = [field for field in model._meta.local_concrete_fields if field.attname in given or field.get_default() is not None]
    defaults = {field.attname: field.get_default() for field in fields}
    names = [field.attname for field in fields]
    columns = [connection.ops.quote_name(str(field.column)) for field in fields]
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        _copy(cursor, table, columns, ([(defaults | row)[name] for name in names] for row in rows))


def update(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[UUID, dict[str, Any]]]) -> None:
    """Set the named fields of many rows, each to its own values; a row keeps what its values leave out."""
    for given in sorted({tuple(name for name in names if name in values) for _, values in rows}):
        _update(model, given, [(key, values) for key, values in rows if tuple(name for name in names if name in values) == given])


def _update(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[UUID, dict[str, Any]]]) -> None:
    quote, options = connection.ops.quote_name, cast(Any, model._meta)
    columns = [quote(options.get_field(name).column) for name in names]
    table, staged = quote(model._meta.db_table), quote(f"staged_{new_id().hex}")
    if not rows or not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS SELECT id, {', '.join(columns)} FROM {table} WITH NO DATA")  # noqa: S608
        _copy(cursor, staged, ["id", *columns], ([key, *(values[name] for name in names)] for key, values in rows))
        cursor.execute(
            f"UPDATE {table} AS live SET {', '.join(f'{column} = staged.{column}' for column in columns)}"  # noqa: S608 - names of columns
            f" FROM {staged} AS staged WHERE live.id = staged.id"
        )


def remember(model: type[models.Model], kind: str, keys: Iterable[UUID], *, at: datetime, by: UUID | None, why: str) -> None:
    """Write the versions of these rows as they now are: + for new, ~ for changed."""
    texts = [str(key) for key in keys]
    if texts:
        with connection.cursor() as cursor:
            cursor.execute(f"{history.insert_sql(model)} WHERE live.id = ANY(%s::uuid[])", [kind, at, str(by) if by else None, why, texts])
