"""Where the scope comes from: each model of grants, relation or limit adds one branch to one statement.

Every branch selects the same columns: source, role, target, school, sector, categories, pupils, kind.
`%(user)s`, `%(at)s` and `%(on)s` stand for the person, the instant and the day.
"""
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

COLUMNS = "source, role, target, school, sector, categories, pupils, kind"

# It also names the person to the database for the rest of this transaction, so that row-level security can be added (SETTLED 7, DESIGN).
PERSON = "select 'person', set_config('app.person', %(user)s::text, true), null::uuid, null::uuid, null, null::text[], null::uuid[], null"
MATRIX = """
    (select distinct on (sector) 'matrix', number::text, id, null::uuid, sector, null::text[], null::uuid[], null
     from access_matrixversion where approved_at is not null and valid_from <= %(on)s order by sector, number desc)"""
BOARD = """
    select 'board', permission.codename, held.content_object_id, null::uuid, null, null::text[], null::uuid[], null
    from access_boardgrant held join auth_permission permission on permission.id = held.permission_id
    where held.user_id = %(user)s and held.since <= %(at)s and (held.until is null or held.until > %(at)s)"""
SCHOOL = """
    select 'school', permission.codename, school.id, school.id, school.sector, null::text[], null::uuid[], null
    from access_schoolgrant held
    join auth_permission permission on permission.id = held.permission_id
    join organisation_school school on school.id = held.content_object_id
    where held.user_id = %(user)s and held.since <= %(at)s and (held.until is null or held.until > %(at)s)"""


@dataclass
class Sources:
    """The branches that are registered; higher apps add theirs in `ready()`."""

    staff: list[str] = field(default_factory=lambda: [BOARD, SCHOOL])
    family: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    grant_models: list[type[Any]] = field(default_factory=list)
    latest_end: dict[type, Callable[[Any], datetime]] = field(default_factory=dict)
    pupils: Callable[[], Any] | None = None

    def statement(self, *, family: bool) -> str:
        """What somebody holds: $1 the person, $2 the instant, $3 the day."""
        return joined(PERSON, MATRIX, *(self.family if family else self.staff), *self.limits)


@lru_cache(maxsize=20)
def joined(*branches: str) -> str:
    """Put together once: each request asks it."""
    whole = f"select * from ({' union all '.join(branches)}) as held ({COLUMNS})"          # noqa: S608 - branches are constants of the code
    return whole % {"user": "$1", "at": "$2", "on": "$3"}


SOURCES = Sources()


def add_grants(model: type, branch: str, *, latest_end: Callable[[Any], datetime] | None = None) -> None:
    """A higher app's model of grants (students: on a class, on a case), and when a grant on such a thing ends at the latest."""
    SOURCES.grant_models.append(model)
    SOURCES.staff.append(branch)
    if latest_end is not None:
        SOURCES.latest_end[model] = latest_end


def add_family(branch: str) -> None:
    """Which pupils a parent or a pupil reaches, and as what (U6-U9)."""
    SOURCES.family.append(branch)


def add_limits(branch: str) -> None:
    """What a restriction or a protection takes away (2.14); `kind` says from which family: family, guardians or pupil."""
    SOURCES.limits.append(branch)


def set_pupils(queryset: Callable[[], Any]) -> None:
    """How this app, which knows no pupils, loads those whom a person may see: `queryset().visible_to(scope, …)`."""
    SOURCES.pupils = queryset
