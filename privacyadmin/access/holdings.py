"""Who holds which grant where, from when until when, given by whom and why: all models of grants as one list (S1-132, S2-126)."""
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import CharField, F, Q, UUIDField, Value
from django.db.models.functions import Cast

from privacyadmin import db
from privacyadmin.organisation.models import Board, School

from .catalogue import Role
from .models import Grant
from .scope import ADVISER_CASE, ROLE_PREFIX, is_carried
from .sources import SOURCES

COLUMNS = (
    "id", "model", "user_id", "person", "is_active", "codename", "since", "until", "giver", "why", "ender", "ended_why", "school_id",
    "school_name", "target_id", "target_name", "target_kind",
)
ACTIVE, ENDED, FUTURE = "active", "ended", "future"


@dataclass
class Holding:
    """One grant as a list shows it."""

    id: UUID
    model: str
    user_id: UUID
    person: str
    is_active: bool
    codename: str
    since: datetime
    until: datetime | None
    giver: str | None
    why: str
    ender: str | None
    ended_why: str
    school_id: UUID | None
    school_name: str | None
    target_id: UUID
    target_name: str
    target_kind: str
    shown_state: str = ""
    may_end: bool = False
    rests: bool = False                  # a role in a case whose holder has no longer that role at its school: it gives nothing

    @property
    def role(self) -> Role:
        return Role(self.codename.removeprefix("role_"))

    def is_in(self, school: UUID | None) -> bool:
        return school is None or self.school_id in (None, school)

    def state(self, at: datetime) -> str:
        if self.until is not None and self.until <= at:
            return ENDED
        return FUTURE if self.since > at else ACTIVE


@dataclass(frozen=True)
class Wanted:
    """What a list of grants is narrowed to; `schools` None is every school, and grants on the board are always in it."""

    schools: frozenset[UUID] | None = None
    words: str = ""
    role: str = ""
    school: UUID | None = None
    state: str = ""
    user: UUID | None = None
    kind: str = ""
    is_own: bool = False


def model_of(name: str) -> type[Grant] | None:
    """The model of grants with this label, such as `access.schoolgrant`."""
    return next((model for model in SOURCES.grant_models if model._meta.label_lower == name), None)


def find(wanted: Wanted, *, at: datetime) -> models.QuerySet:
    """All grants that are wanted, the latest first, as tuples of COLUMNS; to be paged, and read by `rows`."""
    first, *others = [branch(model, wanted, at) for model in SOURCES.grant_models if holds_kind(model, wanted.kind)]
    return first.union(*others, all=True).order_by("-since", "person", "id")


def rows(found: Iterable[tuple]) -> list[Holding]:
    return [Holding(*row) for row in found]


def note_resting(shown: Iterable[Holding], *, at: datetime) -> None:
    """Mark the roles in cases that rest; one query for a page of them, none where there are none."""
    in_cases = [row for row in shown if (model := model_of(row.model)) is not None and is_case(model.target_model())]
    carriers = carriers_of({row.user_id for row in in_cases}, at=at)
    for row in in_cases:
        row.rests = row.state(at) == ACTIVE and not is_carried(row.role, row.school_id, carriers[row.user_id])


@dataclass(frozen=True)
class Carrier:
    """A role on which a role in a case can rest."""

    role: Role
    school: UUID | None                  # None: on the board

    def is_in(self, school: UUID | None) -> bool:
        return school is None or self.school in (None, school)


def carriers_of(users: Iterable[UUID], *, at: datetime) -> dict[UUID, list[Carrier]]:
    """What the cases of these people rest on: their roles in force on the board, in schools and in classes."""
    found: dict[UUID, list[Carrier]] = defaultdict(list)
    if wanted := list(users):
        for user, codename, school in db.project_connection().rows_of_prepared(carriers(), "uuid[], timestamptz", [wanted, at]):
            found[user].append(Carrier(Role(codename.removeprefix(ROLE_PREFIX)), school))
    return found


@cache
def carriers() -> str:
    """The statement for it, of all models of grants but those on cases; written out, since every page of a pupil asks it."""
    columns = {model: school_column(model.target_model()) for model in SOURCES.grant_models if not is_case(model.target_model())}
    branches = [
        f"select user_id, permission_id, since, until, {school} from {model._meta.db_table}" for model, school in columns.items()   # noqa: S608
    ]
    return f"""
        select user_id, codename, school from ({" union all ".join(branches)}) held (user_id, permission_id, since, until, school)
        join auth_permission permission on permission.id = permission_id
        where user_id = any($1) and since <= $2 and (until is null or until > $2)"""        # noqa: S608 - names of tables


def school_column(target: type[models.Model]) -> str:
    """The same as `school_path`, in SQL."""
    if target in (Board, School):
        return "null::uuid" if target is Board else "content_object_id"
    return f"(select school_id from {target._meta.db_table} thing where thing.id = content_object_id)"              # noqa: S608


def branch(model: type[Grant], wanted: Wanted, at: datetime) -> models.QuerySet:
    """The wanted grants of one model, with the columns that all models share."""
    target = model.target_model()
    school = school_path(target)
    nothing = Value(None, output_field=UUIDField())
    return (
        model.objects.filter(*conditions(wanted, at, school, target))
        .annotate(
            model=Value(model._meta.label_lower, output_field=CharField()),
            person=F("user__name"), is_active=F("user__is_active"), codename=F("permission__codename"),
            giver=F("by__name"), ender=F("ended_by__name"),
            school_id=F(f"{school}__pk") if school else nothing,
            school_name=F(f"{school}__name") if school else Value(None, output_field=CharField()),
            target_id=F("content_object_id"),
            target_name=as_text("content_object__name") if has_field(target, "name") else Value("", output_field=CharField()),
            target_kind=as_text("content_object__kind") if has_field(target, "kind") else Value("", output_field=CharField()),
        )
        .order_by()
        .values_list(*COLUMNS)
    )


def conditions(wanted: Wanted, at: datetime, school: str, target: type[models.Model]) -> list[Q]:
    found = [in_state(wanted.state, at)]
    if wanted.words:
        found += [Q(user__name__icontains=word) for word in wanted.words.split()[:6]]
    if wanted.role:
        found.append(Q(permission__codename=f"role_{wanted.role}"))
    if wanted.user:
        found.append(Q(user=wanted.user))
    if wanted.kind:
        found.append(Q(content_object__kind=wanted.kind))
    if has_field(target, "kind") and not wanted.is_own:
        found.append(~Q(content_object__kind=ADVISER_CASE))       # whom the confidential adviser speaks with is nobody's business (S1-115)
    if wanted.school:
        found.append(Q(**{school: wanted.school}) if school else Q(pk__in=[]))
    if wanted.schools is not None and school:
        found.append(Q(**{f"{school}__in": wanted.schools}))
    return found


def in_state(state: str, at: datetime) -> Q:
    ended = Q(until__isnull=False, until__lte=at)
    return {ACTIVE: Q(since__lte=at) & ~ended, ENDED: ended, FUTURE: Q(since__gt=at) & ~ended}.get(state, Q())


def school_path(target: type[models.Model]) -> str:
    """Where the school of a grant is; empty for the board's."""
    if target is Board:
        return ""
    return "content_object" if target is School else "content_object__school"


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def is_case(target: type[models.Model]) -> bool:
    """Whether grants on this kind of thing are on cases: these name categories, a class, which has kinds too, does not."""
    return has_field(target, "categories")


def holds_kind(model: type[Grant], kind: str) -> bool:
    return not kind or has_field(model.target_model(), "kind")


def as_text(path: str) -> Cast:
    return Cast(path, CharField())
