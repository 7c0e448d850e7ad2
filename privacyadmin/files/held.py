"""Files that nobody can open: held for the virus scanner, or found with a virus; for whoever looks after the installation."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Count, Max, QuerySet, Value
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.holders import looks_after_installation, schools_looked_after
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed

from . import events
from .checking import Reason
from .models import Correspondence, CorrespondenceFile, FileState, ReceivedFile

PATIENCE = timedelta(hours=1)          # a scanner that works answers within minutes
REFUSED_FOR = timedelta(days=30)
COLUMNS = ("pk", "created_at", "state", "media_type", "size", "model")


@dataclass(frozen=True)
class Origin:
    """Where a file came in, as one reader may know it: always of what kind, the place itself for who may see that."""

    what: str
    school: str = ""
    url: str = ""
    school_key: UUID | None = None         # None: of the whole board


Origins = Callable[[Collection[UUID], Scope], dict[UUID, Origin]]
_origins: dict[str, Origins] = {}
_schools: dict[str, str] = {}
_letter_urls: dict[str, Callable[[Collection[UUID], Scope], dict[UUID, str]]] = {}


def register(model: type[ReceivedFile], origins: Origins, *, school: str) -> None:
    """An app says where files of its model came in: `origins(keys, scope)`, in a constant number of queries; `school` is the way there."""
    _origins[model._meta.label], _schools[model._meta.label] = origins, school


def register_case(kind: str, urls: Callable[[Collection[UUID], Scope], dict[UUID, str]]) -> None:
    """A register says where its cases are, as far as somebody may see them: `urls(keys of cases, scope)`."""
    _letter_urls[kind] = urls


def check(scope: Scope) -> None:
    if not looks_after_installation(scope):
        raise NotAllowed(_("Only the ICT manager and the privacy coordinator look after files that wait for the scanner."))


def waiting(scope: Scope | None, *, before: datetime | None = None) -> QuerySet[Any, dict[str, Any]]:
    """The files of every app that are held or hold a virus, at the schools of this person, the oldest first; one query."""
    each = [_of_model(model, scope) for model in models()]
    each = [found.filter(created_at__lte=before) if before else found for found in each]
    each = [found.annotate(model=Value(found.model._meta.label, output_field=CharField())).values(*COLUMNS) for found in each]
    return each[0].union(*each[1:], all=True).order_by("created_at", "pk")


def _of_model(model: Any, scope: Scope | None) -> QuerySet[Any]:
    found = model._default_manager.order_by().filter(state__in=[FileState.HELD, FileState.INFECTED])
    schools = schools_looked_after(scope) if scope else None
    if schools is None:
        return found
    path = _schools.get(model._meta.label)                 # of no school: for who looks after the whole board
    return found.filter(**{f"{path}__in": schools}) if path else found.none()


def models() -> list[type[ReceivedFile]]:
    return [model for model in apps.get_models() if issubclass(model, ReceivedFile)]


def find(key: UUID, scope: Scope) -> ReceivedFile | None:
    """The file with this key that waits, of whichever app, at a school of this person."""
    found = (_of_model(model, scope).filter(pk=key).first() for model in models())
    return next((row for row in found if row is not None), None)


def may_drop(row: ReceivedFile, scope: Scope) -> bool:
    """Who looks after one school destroys nothing of another."""
    each = scope.schools(Register.USERS, Verb.TECHNICAL), scope.schools(Register.POLICY, Verb.WRITE)
    if None in each:
        return True
    origins = _origins.get(row._meta.label)
    origin = origins([row.pk], scope).get(row.pk) if origins else None
    return origin is not None and any(origin.school_key in reach for reach in each if reach)


def with_origins(rows: Iterable[dict[str, Any]], scope: Scope) -> list[dict[str, Any]]:
    """Each row with its state in words and where it came in; a constant number of queries."""
    rows, known = list(rows), dict[UUID, Origin]()
    for model, origins in _origins.items():
        keys = [row["pk"] for row in rows if row["model"] == model]
        known |= origins(keys, scope) if keys else {}
    words = dict(FileState.choices)
    return [row | {"words": words[row["state"]], "origin": known.get(row["pk"], Origin(_("another file")))} for row in rows]


def of_letters(keys: Collection[UUID], scope: Scope) -> dict[UUID, Origin]:
    """Where files of letters came in: on a case, which is named to who may see it."""
    files = CorrespondenceFile.objects.filter(pk__in=keys).values_list("pk", "correspondence")
    letters = Correspondence.objects.filter(pk__in=[letter for _key, letter in files]).select_related("school").defer("school__logo")
    found = {letter.pk: letter for letter in letters}
    urls: dict[UUID, str] = {}
    for kind, of_kind in _letter_urls.items():
        urls |= of_kind([letter.case for letter in found.values() if letter.case_kind == kind], scope)
    return {key: _origin(found[letter], urls) for key, letter in files}


def _origin(letter: Correspondence, urls: dict[UUID, str]) -> Origin:
    school = letter.school.name if letter.school else ""
    return Origin(_("letter or e-mail of a case"), school, urls.get(letter.case, ""), letter.school_id)


def refused(scope: Scope) -> list[dict[str, Any]]:
    """For which reasons files were refused lately, how often, and when last; from the register, which names nobody here."""
    rows = audit.Event.objects.filter(name=events.FILE_REFUSED.name, at__gte=scope.at - REFUSED_FOR).order_by()
    schools = schools_looked_after(scope)
    rows = rows if schools is None else rows.filter(chain__in=schools)
    counted = rows.values("details__reason").annotate(count=Count("at"), last=Max("at")).order_by("-last")
    labels = dict(Reason.choices)
    return [{"reason": labels.get(row["details__reason"], ""), "count": row["count"], "last": row["last"]} for row in counted]


register(CorrespondenceFile, of_letters, school="correspondence__school")
