"""Two records turn out to be one person: each app says how its rows follow, so that none is left behind or shown to another.

`moves(Letter, "subject")`: the rows go along. `unites(Enrolment, "student", function)`: what would then stand there twice becomes one row.
`stays(Reading, "student_id", why)`: a log that only grows keeps the old key, which leads to the survivor. `names_nobody(model, *fields,
why=…)`: this key is of no pupil or guardian. `refuses(function)`: why two records cannot be merged yet. `manage.py check` fails on a
reference of which nothing was said.
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.checks import Error
from django.core.checks import register as checked
from django.db import models

from privacyadmin import history
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import User
from privacyadmin.personal_data.checks import our_models
from privacyadmin.personal_data.registry import holdings

from .models import Guardian, Student

WHY = "merge"


class Who(StrEnum):
    """Of whom a reference is."""

    PUPIL = "pupil"
    GUARDIAN = "guardian"
    ACCOUNT = "account"          # with which a parent or a pupil signs in


@dataclass(frozen=True)
class Pair:
    """Which record goes and which one stays, and what was chosen where they differ."""

    who: Who
    absorbed: UUID
    survivor: UUID
    by: Scope
    at: datetime
    asked_again: frozenset[UUID] = frozenset()        # relations of which the authority must be shown again


@dataclass
class Followed:
    """How many rows of a model went along, and how many pairs became one row."""

    moved: int = 0
    united: int = 0


Unite = Callable[[Pair], Followed]


@dataclass(frozen=True)
class Follow:
    """How the rows of one model follow by one reference."""

    model: Any
    field: str
    who: Who | None
    unite: Unite | None = None
    why_it_stays: str = ""
    order: int = 50
    is_told: bool = True                 # whether a page says how many there are
    seen: Callable[[models.QuerySet, Scope], models.QuerySet] | None = None

    @property
    def label(self) -> str:
        return str(self.model._meta.label)

    def rows(self, key: UUID) -> models.QuerySet:
        return models.QuerySet(self.model).filter(**{self.field: key})

    def carry_out(self, pair: Pair) -> Followed:
        if self.unite is not None:
            return self.unite(pair)
        return Followed(moved=move(self.rows(pair.absorbed), pair, self.field))


_follows: dict[tuple[Any, str], list[Follow]] = {}
_refusals: list[Callable[[Pair], str]] = []


def moves(model: Any, name: str, *, who: Who = Who.PUPIL, is_told: bool = True, seen: Any = None) -> None:
    """The rows go along to the survivor. `seen` narrows them to those of which this reader may know that they exist."""
    _add(Follow(model, name, who, is_told=is_told, seen=seen))


def unites(
    model: Any, name: str, function: Unite, *, who: Who = Who.PUPIL, order: int = 10, is_told: bool = True, seen: Any = None
) -> None:
    """The function carries the rows over, and makes one of two where both cannot stand."""
    _add(Follow(model, name, who, unite=function, order=order, is_told=is_told, seen=seen))


def stays(model: Any, *names: str, why: str) -> None:
    """These rows keep the old key, which leads to the survivor (`Merge.objects.former_keys`)."""
    for name in names:
        _add(Follow(model, name, None, why_it_stays=why))


names_nobody = stays           # reads as what it says: a key of a case, a file, a colleague


def refuses(function: Callable[[Pair], str]) -> None:
    """Why these two cannot be merged yet; empty when they can."""
    _refusals.append(function)


def _add(follow: Follow) -> None:
    known = _follows.setdefault((follow.model, follow.field), [])
    if any(each.who == follow.who for each in known):
        raise ValueError(f"{follow.label}.{follow.field} is registered twice.")
    known.append(follow)


def follows_of(who: Who) -> list[Follow]:
    """Everything that follows such a record, in the order in which it must."""
    found = [each for each_field in _follows.values() for each in each_field if each.who == who]
    return sorted(found, key=lambda each: (each.order, each.label, each.field))


def objections(pair: Pair) -> list[str]:
    """Everything that stands in the way, in words."""
    return [reason for reason in (refusal(pair) for refusal in _refusals) if reason]


def move(rows: models.QuerySet, pair: Pair, name: str) -> int:
    """Rows to the survivor, each with its version where versions are kept."""
    if history.is_historied(rows.model):
        return history.bulk_update(rows, at=pair.at, by=pair.by, why=WHY, **{name: pair.survivor})
    return rows.update(**{name: pair.survivor})


def in_sight(rows: models.QuerySet, scope: Scope, categories: set[str]) -> models.QuerySet:
    """The rows of the categories of which this reader may know that they exist; the adviser's are nobody's business (S1-115)."""
    if any(each.name == "category" for each in rows.model._meta.fields):
        return rows.filter(category__in=categories - {Category.ADV})
    return rows


# What nobody may forget.


@checked("merging")
def everything_follows(app_configs, **options) -> list[Error]:
    """Every reference to a pupil, a guardian or an account of theirs says how it follows a merge."""
    if options.get("databases"):
        return []
    return [error(model, name) for model in our_models() for name in references(model) if (model, name) not in _follows]


def references(model: Any) -> Iterator[str]:
    """Fields that name a pupil, a guardian or the account of one, and bare keys that could."""
    for each in model._meta.local_fields:
        if each.primary_key or model in (Student, Guardian):
            continue
        if each.related_model in (Student, Guardian) or is_bare(each) or (each.related_model is User and not is_of_staff(model, each.name)):
            yield each.name


def is_bare(each: Any) -> bool:
    keys = isinstance(each, ArrayField) and isinstance(each.base_field, models.UUIDField)
    return keys or isinstance(each, models.UUIDField | models.JSONField)


def is_of_staff(model: Any, name: str) -> bool:
    """Models that hold nothing on pupils name staff only; the others say so of each field."""
    return model not in holdings or holdings[model].fields[name].name == "staff"


def error(model: Any, name: str) -> Error:
    hint = "Say it with students.merging: moves, unites, stays or names_nobody."
    return Error(f"{model._meta.label}.{name}: it is not said how it follows when two records are merged.", hint=hint, obj=model,
                 id="merging.E001")
