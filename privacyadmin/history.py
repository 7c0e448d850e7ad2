"""Every earlier version of what a school recorded: no write on a historied model goes round the history (SETTLED 32)."""
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models, router, transaction
from simple_history.models import HistoricalRecords

from privacyadmin.ids import new_id

Row = TypeVar("Row", bound=models.Model)


class UnrecordedWrite(RuntimeError):
    """A write that would leave no trace in the history was refused."""


@dataclass(frozen=True)
class Bulk:
    """A write of many rows at once, that the history records under one reason."""

    reason: str
    at: datetime
    by: UUID | None


_bulk: ContextVar[Bulk | None] = ContextVar("bulk", default=None)


@contextmanager
def bulk(reason: str, *, at: datetime, by: UUID | None = None) -> Iterator[Bulk]:
    """Within it `bulk_create`, `bulk_update` and `delete` of historied rows are allowed, and each row is recorded."""
    if not reason:
        raise ValueError("A bulk write needs a reason.")
    current = Bulk(reason, at, by)
    token = _bulk.set(current)
    try:
        yield current
    finally:
        _bulk.reset(token)


def _required(what: str) -> Bulk:
    current = _bulk.get()
    if current is None:
        raise UnrecordedWrite(f"{what} would leave no history: save the objects, or use history.bulk(reason, at=…).")
    return current


class HistoriedQuerySet(models.QuerySet):
    """Rows whose earlier versions are kept; writes on many rows are refused outside `history.bulk`."""

    def update(self, **values: Any) -> int:
        raise UnrecordedWrite("update() would leave no history: use history.bulk_update(queryset, at=…, by=…, …).")

    def bulk_create(self, objs, *args, **options):
        current = _required("bulk_create()")
        if options.get("ignore_conflicts") or options.get("update_conflicts"):
            raise UnrecordedWrite("bulk_create() with conflicts cannot tell what was written.")
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **options)
            _write_history(self.model, created, "+", current)
        return created

    def bulk_update(self, objs, fields, *args, **options):
        current = _required("bulk_update()")
        objs = list(objs)
        with transaction.atomic(using=self.db):
            changed = models.QuerySet(self.model, using=self.db).bulk_update(objs, fields, *args, **options)
            _write_history(self.model, objs, "~", current)
        return changed

    def delete(self):
        _required("delete()")
        return super().delete()

    delete.queryset_only = True         # type: ignore[attr-defined] # as in Django: there is no Model.objects.delete()


HistoriedManager = models.Manager.from_queryset(HistoriedQuerySet, "HistoriedManager")


class HistoryRow(models.Model):
    """What every version has, apart from the fields themselves."""

    history_user_id: UUID | None          # the field itself is added by `Versions`

    class Meta:
        abstract = True

    @property
    def history_by(self) -> UUID | None:
        """The person who made this version."""
        return self.history_user_id


def _get_by(version) -> UUID | None:
    return version.history_user_id


def _set_by(version, by) -> None:
    version.history_user_id = getattr(by, "pk", by)


def _nobody(**_options) -> None:
    return None


class Versions(HistoricalRecords):
    """simple-history without a relation to the user table, and with the time that the service gave."""

    def _get_history_user_fields(self):
        by = models.UUIDField(null=True, editable=False, db_column="history_by")
        return {"history_user": property(_get_by, _set_by), "history_user_id": by}

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        if hasattr(sender, self.manager_name) and sender._meta.base_manager_name is None:
            sender._meta.base_manager_name = "objects"       # related managers refuse unrecorded writes too

    def create_historical_record(self, instance, history_type, using=None):
        current = _bulk.get()
        if current is None or hasattr(instance, "_history_date"):
            return super().create_historical_record(instance, history_type, using=using)
        with _stamp(instance, at=current.at, by=current.by, why=current.reason):
            return super().create_historical_record(instance, history_type, using=using)


def track(**options) -> Versions:
    """Keep every version of this model: `history = history.track()`."""
    options.setdefault("history_id_field", models.UUIDField(default=new_id))
    options.setdefault("bases", (HistoryRow,))
    return Versions(get_user=_nobody, **options)


@contextmanager
def _stamp(obj: Any, *, at: datetime, by: UUID | None, why: str) -> Iterator[None]:
    obj._history_date, obj._history_user, obj._change_reason = at, by, why or None
    try:
        yield
    finally:
        del obj._history_date, obj._history_user, obj._change_reason


def _who(by: Any) -> UUID | None:
    """The key of a user, of a scope's user, or the key itself."""
    by = getattr(by, "user", by)
    return getattr(by, "pk", by)


def save(obj: Row, *, at: datetime, by: Any = None, why: str = "", **options) -> Row:
    """Save one row, its version dated by the service's clock and signed by the person (a scope, a user or a key)."""
    with _stamp(obj, at=at, by=_who(by), why=why):
        obj.save(**options)
    return obj


def delete(obj: models.Model, *, at: datetime, by: Any = None, why: str = "") -> None:
    """Delete one row; its last version stays, dated and signed."""
    with _stamp(obj, at=at, by=_who(by), why=why):
        obj.delete()


def versions_of(model: type[models.Model]) -> type[models.Model]:
    """The model that holds the earlier versions."""
    return _versions(model).model


def _versions(model: type[models.Model]) -> Any:
    options: Any = model._meta              # simple-history's own attribute
    return getattr(model, options.simple_history_manager_attribute)


def is_historied(model: type[models.Model]) -> bool:
    """Whether earlier versions of this model are kept."""
    return hasattr(model._meta, "simple_history_manager_attribute")


def insert_sql(model: type[models.Model]) -> str:
    """INSERT of a version per live row; parameters: type (+, ~, -), at, by, reason; add a WHERE on alias `live`."""
    quote = connections[router.db_for_write(model)].ops.quote_name
    past = versions_of(model)
    own = {"history_id", "history_date", "history_change_reason", "history_type", "history_user_id"}
    columns = [quote(str(field.column)) for field in past._meta.local_concrete_fields if field.attname not in own]
    live = ", ".join(f"live.{column}" for column in columns)
    return (
        f"INSERT INTO {quote(past._meta.db_table)} ({', '.join(columns)},"          # noqa: S608 - names of the model's own columns
        " history_id, history_type, history_date, history_by, history_change_reason)"
        f" SELECT {live}, gen_random_uuid(), %s, %s::timestamptz, %s::uuid, %s FROM {quote(model._meta.db_table)} AS live"
    )


def bulk_update(queryset: models.QuerySet, *, at: datetime, by: Any = None, why: str = "", **values: Any) -> int:
    """Change many rows in two statements, the second writing their versions; returns how many."""
    model, using = queryset.model, router.db_for_write(queryset.model)
    current = _bulk.get()
    why = why or (current.reason if current else "")
    with transaction.atomic(using=using):
        keys = list(queryset.using(using).order_by().select_for_update(of=("self",)).values_list("pk", flat=True))
        if not keys:
            return 0
        changed = models.QuerySet(model, using=using).filter(pk__in=keys).update(**values)
        with connections[using].cursor() as cursor:
            cursor.execute(f"{insert_sql(model)} WHERE live.{model._meta.pk.column} = ANY(%s::uuid[])",
                           ["~", at, _text(_who(by)), why or None, [str(key) for key in keys]])
    return changed


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None


def _write_history(model: type[models.Model], objs: list[models.Model], kind: str, current: Bulk) -> None:
    _versions(model).bulk_history_create(
        objs, update=kind == "~", default_user=current.by, default_date=current.at, default_change_reason=current.reason, batch_size=2000
    )
