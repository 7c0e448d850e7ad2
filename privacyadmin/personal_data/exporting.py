"""Everything that is held on a pupil, in the categories asked for; sealed values as handles, opened by who may (GDPR 15)."""
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .kinds import Holding, Kind
from .registry import holdings, keys_of


@dataclass(frozen=True)
class Sealed:
    """A sealed value that was not opened: all that a keyring needs to do so."""

    blob: bytes | UUID
    label: str
    row_id: UUID
    is_file: bool


@dataclass(frozen=True)
class Value:
    """One field of one row."""

    field: str
    label: str
    kind: Kind
    value: Any


@dataclass(frozen=True)
class Row:
    """One row: its category and its values."""

    id: UUID
    category: str
    values: list[Value]


@dataclass(frozen=True)
class Section:
    """All rows of one model."""

    model: Any
    title: str
    rows: list[Row]


def export(student_id: UUID, categories: Collection[str]) -> list[Section]:
    """What is held on this pupil in these categories, a section per model that has something."""
    keys, wanted = keys_of(student_id), {str(category) for category in categories}
    sections = (_section(holding, keys, wanted) for holding in list(holdings.values()))
    return [section for section in sections if section and section.rows]


def _section(holding: Holding, keys: Collection[UUID], categories: set[str]) -> Section | None:
    fields = [name for name, kind in holding.fields.items() if kind.is_exported]
    if not fields:
        return None
    rows = rows_of(holding, keys)
    if holding.category_field:
        rows = rows.filter(**{f"{holding.category_field}__in": categories})
    elif holding.category not in categories:
        return None
    return Section(holding.model, str(holding.model._meta.verbose_name_plural), [_row(holding, row, fields) for row in rows])


def rows_of(holding: Holding, keys: Collection[UUID]):
    """The rows on the pupil with these keys, each once."""
    manager = holding.model._default_manager
    found = manager.filter(**{f"{holding.lookup}__in": keys})
    return manager.filter(pk__in=found.order_by().values("pk")) if "__" in holding.lookup else found


def _row(holding: Holding, row: Any, fields: list[str]) -> Row:
    category = str(getattr(row, holding.category_field)) if holding.category_field else holding.category
    return Row(row.pk, category, [_value(holding, row, name) for name in fields])


def _value(holding: Holding, row: Any, name: str) -> Value:
    field, kind = holding.model._meta.get_field(name), holding.fields[name]
    value = getattr(row, field.attname)
    if kind.name in {"sealed", "sealed_file"}:
        label = f"{holding.model._meta.label}.{name}"
        value = None if value is None else Sealed(value, label, row.pk, kind.name == "sealed_file")
    elif field.choices:
        value = str(getattr(row, f"get_{name}_display")())
    elif field.is_relation and value is not None:
        value = str(getattr(row, name))
    return Value(name, str(field.verbose_name), kind, value)
