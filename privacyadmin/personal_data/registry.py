"""Who holds what on a pupil: each app says so in its personal_data.py; requests and retention ask here, and know no app."""
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from .kinds import Holding, Kind, OnDestroy, delete

QUESTIONS = ("recipients", "retention", "consent", "holds", "former")

holdings: dict[Any, Holding] = {}
elsewhere: dict[Any, str] = {}
answers: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def register(
    model: Any, *, pupil: str, category: str, fields: Mapping[str, Kind], history: str | None = None, on_destroy: OnDestroy = delete
) -> None:
    """This model holds data on pupils.

    `pupil`: the look-up that leads to the pupil's key (`student`, `case__students`; `self` for the pupil). `category`: a code of the
    matrix, or the field that holds it. `fields`: every field with its kind. `history="purge"`: earlier versions go with the row.
    """
    if model in holdings or model in elsewhere:
        raise ValueError(f"{model._meta.label} is registered twice.")
    holdings[model] = Holding(model, pupil, category, dict(fields), history, on_destroy)


def not_about_pupils(model: Any, reason: str, fields: Mapping[str, Kind] | None = None) -> None:
    """This model holds nothing on pupils, for this reason."""
    if model in holdings or model in elsewhere:
        raise ValueError(f"{model._meta.label} is registered twice.")
    if not reason:
        raise ValueError("Say why.")
    elsewhere[model] = reason


def provides(question: str, function: Callable[..., Any]) -> None:
    """An app can answer one of the questions: recipients, retention, consent, holds; former: the keys a pupil had before a merge."""
    if question not in QUESTIONS:
        raise ValueError(f"{question} is not one of {', '.join(QUESTIONS)}.")
    answers[question].append(function)


def ask(question: str, *args: Any, **kwargs: Any) -> list[Any]:
    """The answers of all apps that have one, joined."""
    return [answer for function in answers[question] for answer in function(*args, **kwargs)]


def keys_of(student_id: Any) -> list[Any]:
    """The key of a pupil, and those of the records that were merged into his: logs and earlier versions still name them."""
    return [student_id, *ask("former", student_id)]


def fields_of(category: str) -> list[tuple[Any, str, Kind]]:
    """Model, field and kind of everything that is held in a category; rows that name their own category included."""
    return [
        (holding.model, field, kind)
        for holding in holdings.values() if holding.category == category or holding.category_field
        for field, kind in holding.fields.items() if kind.is_exported
    ]
