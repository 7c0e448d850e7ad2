"""What destroying a pupil would touch, and the destroying itself, which only retention/ may call (DESIGN: one erase path)."""
from collections.abc import Callable
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from django.db import models, transaction

from privacyadmin import history

from .exporting import rows_of
from .kinds import Holding
from .registry import holdings


def plan_erase(student_id: UUID) -> dict[str, dict[str, int | str]]:
    """Per model: how many rows, how many earlier versions, and what would happen to them."""
    plan: dict[str, dict[str, int | str]] = {}
    for holding in in_order():
        keys = _keys(holding, student_id)
        if keys:
            plan[holding.model._meta.label] = {
                "rows": len(keys),
                "versions": _versions(holding, keys).count() if _is_purged(holding) else 0,
                "what": holding.on_destroy.name,
            }
    return plan


@transaction.atomic
def erase(student_id: UUID, *, at: datetime, delete_file: Callable[[UUID], None]) -> dict[str, int]:
    """Destroy what is held on this pupil, rows that point at others first; counts per model. Rows to keep are left alone.

    `delete_file` removes a sealed file after the commit (crypto.files.delete_after_commit).
    """
    keys = {holding.model: _keys(holding, student_id) for holding in in_order()}
    done = {holding.model._meta.label: _erase(holding, keys[holding.model], at, delete_file) for holding in in_order()}
    return {label: count for label, count in done.items() if count}


def in_order() -> list[Holding]:
    """All holdings, those that point at others before those they point at."""
    graph: dict[Any, set[Any]] = {model: set() for model in holdings}
    for model in holdings:
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if target in holdings and target is not model:
                graph[target].add(model)
    return [holdings[model] for model in TopologicalSorter(graph).static_order()]


def _keys(holding: Holding, student_id: UUID) -> list[Any]:
    return list(rows_of(holding, student_id).order_by().values_list("pk", flat=True))


def _erase(holding: Holding, keys: list[Any], at: datetime, delete_file: Callable[[UUID], None]) -> int:
    if not keys or holding.on_destroy.name == "keep":
        return 0
    rows: models.QuerySet[Any] = models.QuerySet(holding.model).filter(pk__in=keys)
    if holding.on_destroy.function:
        return holding.on_destroy.function(rows, at=at)
    for name in rows.values_list(*holding.named("sealed_file")) if holding.named("sealed_file") else ():
        for stored in filter(None, name):
            delete_file(stored)
    if _is_purged(holding):
        _versions(holding, keys)._raw_delete(rows.db)
    return rows._raw_delete(rows.db)


def _is_purged(holding: Holding) -> bool:
    return holding.history == "purge" and history.is_historied(holding.model)


def _versions(holding: Holding, keys: list[Any]) -> models.QuerySet:
    return history.versions_of(holding.model)._default_manager.filter(**{f"{holding.model._meta.pk.attname}__in": keys})
