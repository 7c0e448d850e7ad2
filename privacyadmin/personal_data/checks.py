"""`manage.py check` fails on a field that nobody classified (SETTLED 16)."""
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from privacyadmin import history

from .kinds import Holding
from .registry import elsewhere, holdings


@register("personal_data")
def everything_is_classified(app_configs, **options) -> list[Error]:
    """Every model of ours is registered, with every field, a way to the pupil, and a history that can be erased."""
    if options.get("databases"):         # migrate: a table can be made before somebody says what it holds
        return []
    return [error for model in our_models() for error in check_model(model)]


def our_models() -> Iterator[Any]:
    """The models of the project's own apps, without the earlier versions, which follow their model."""
    for config in apps.get_app_configs():
        path = Path(config.path)
        if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
            yield from (model for model in config.get_models() if not hasattr(model, "instance_type"))


def check_model(model: Any) -> Iterator[Error]:
    """What is wrong with one model."""
    yield from _guards(model)
    for field in model._meta.local_fields:
        if isinstance(field, models.FileField):
            yield _error(model, "E006", f"the file field {field.name} is not sealed: keep the name of a sealed file (crypto.files)")
    if model in elsewhere:
        return
    if model not in holdings:
        yield _error(model, "E001", "is in no personal_data.py")
        return
    holding = holdings[model]
    yield from _fields(holding)
    yield from _pupil(holding)
    yield from _history(holding)


def _fields(holding: Holding) -> Iterator[Error]:
    names = {field.name for field in (*holding.model._meta.fields, *holding.model._meta.many_to_many) if field.column or field.many_to_many}
    for name in sorted(names - holding.fields.keys() - {"id"}):              # the random key of every row needs no word
        yield _error(holding.model, "E002", f"the field {name} is not classified")
    for name in sorted(holding.fields.keys() - names):
        yield _error(holding.model, "E003", f"there is no field {name}")
    for name in holding.named("sealed"):
        if name in names and not isinstance(holding.model._meta.get_field(name), models.BinaryField):
            yield _error(holding.model, "E008", f"the sealed field {name} is no BinaryField")
    for name in holding.named("sealed_file"):
        if name in names and not isinstance(holding.model._meta.get_field(name), models.UUIDField):
            yield _error(holding.model, "E008", f"the sealed file {name} is no UUIDField")


def _pupil(holding: Holding) -> Iterator[Error]:
    if holding.is_pupil:
        return
    if _reaches_pupil(holding.model, holding.pupil.split("__")) is False:
        yield _error(holding.model, "E004", f"the path {holding.pupil} does not lead to a pupil")


def _pupil_model() -> Any:
    return next((holding.model for holding in holdings.values() if holding.is_pupil), None)


def _reaches_pupil(model: Any, path: list[str]) -> bool:
    field = _field(model, path[0])
    if field is None:
        return False
    if field.is_relation:
        if len(path) == 1:
            return field.related_model is _pupil_model()
        return _reaches_pupil(field.related_model, path[1:])
    return len(path) == 1 and isinstance(field, models.UUIDField)         # a bare key, as the logs have


def _field(model: Any, name: str) -> Any:
    """The field with this name, or the foreign key whose column it is."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return next((field for field in model._meta.fields if field.attname == name), None)


def _history(holding: Holding) -> Iterator[Error]:
    if not history.is_historied(holding.model):
        return
    if holding.history != "purge" and holding.on_destroy.name != "keep":
        yield _error(holding.model, "E005", 'has a history: say history="purge"')
    if not holding.is_pupil and not _through_many(holding) and not _indexed_pupil(holding.model):
        yield _error(holding.model, "E005", "has a history without an indexed student_id: erasing would read it all")


def _through_many(holding: Holding) -> bool:
    """Several pupils to a row (a guardian, a case): its versions go by the key of the row."""
    field = _field(holding.model, holding.pupil.split("__")[0])
    return bool(field and (field.one_to_many or field.many_to_many))


def _indexed_pupil(model: Any) -> bool:
    past = history.versions_of(model)
    fields: list[Any] = [field for field in past._meta.fields if field.attname == "student_id"]
    return any(field.db_index for field in fields) or any(index.fields[:1] == ["student_id"] for index in past._meta.indexes)


def _guards(model: Any) -> Iterator[Error]:
    if history.is_historied(model) and not isinstance(model._default_manager.get_queryset(), history.HistoriedQuerySet):
        yield _error(model, "E007", "has a history, and a manager that can write past it: build on history.HistoriedQuerySet")


def _error(model: Any, number: str, words: str) -> Error:
    hint = "Say so in the app's personal_data.py; makemigrations goes on with --skip-checks."
    return Error(f"{model._meta.label} {words}.", hint=hint, obj=model, id=f"personal_data.{number}")
