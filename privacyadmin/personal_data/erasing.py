"""What destroying a pupil would touch, and the destroying itself, which only retention/ may call (DESIGN: one erase path)."""
from collections.abc import Callable, Collection
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from django.db import models, transaction

from privacyadmin import history

from .exporting import rows_of
from .kinds import Holding
from .registry import holdings, keys_of


def plan_erase(student_id: UUID) -> dict[str, dict[str, int | str]]:
    """Per model: how many rows, how many earlier versions, and what would happen to them."""
    plan: dict[str, dict[str, int | str]] = {}
    pupil = keys_of(student_id)
    for holding in in_order():
        keys = _keys(holding, pupil)
        versions = _versions(holding, keys, pupil).count() if _is_purged(holding) else 0
        if keys or versions:
            plan[holding.model._meta.label] = {
                "rows": len(keys),
                "versions": versions,
                "what": holding.on_destroy.name,
            }
    return plan


@transaction.atomic
def erase(student_id: UUID, *, at: datetime, delete_file: Callable[[UUID], None]) -> dict[str, int]:
    """Destroy what is held on this pupil, rows that point at others first; counts per model. Rows to keep are left alone.

    `delete_file` removes a sealed file after the commit (crypto.files.delete_after_commit).
    """
    pupil = keys_of(student_id)
    keys = {holding.model: _keys(holding, pupil) for holding in in_order()}
    done = {holding.model._meta.label: _erase(holding, keys[holding.model], pupil, at, delete_file) for holding in in_order()}
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


def _keys(holding: Holding, pupil: Collection[UUID]) -> list[Any]:
    return list(rows_of(holding, pupil).order_by().values_list("pk", flat=True))


def _erase(holding: Holding, keys: list[Any], pupil: Collection[UUID], at: datetime, delete_file: Callable[[UUID], None]) -> int:
    if holding.on_destroy.name == "keep":
        return 0
    rows: models.QuerySet[Any] = models.QuerySet(holding.model).filter(pk__in=keys)
    if holding.on_destroy.function:
        return holding.on_destroy.function(rows, at=at) if keys else 0
    for name in rows.values_list(*holding.named("sealed_file")) if holding.named("sealed_file") else ():
        for stored in filter(None, name):
            delete_file(stored)
    if _is_purged(holding):
        _versions(holding, keys, pupil)._raw_delete(rows.db)
    return rows._raw_delete(rows.db)


def _is_purged(holding: Holding) -> bool:
    return holding.history == "purge" and history.is_historied(holding.model)


def _versions(holding: Holding, keys: list[Any], pupil: Collection[UUID]) -> models.QuerySet:
    """The versions of these rows, and those of rows that are gone since: united with another, or removed."""
    past = history.versions_of(holding.model)
    own = models.Q(**{f"{holding.model._meta.pk.attname}__in": [*keys, *pupil] if holding.is_pupil else keys})
    names_pupil = any(field.attname == "student_id" for field in past._meta.fields)
    return past._default_manager.filter(own | models.Q(student_id__in=pupil) if names_pupil else own)
