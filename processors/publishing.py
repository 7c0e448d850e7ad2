"""What the board shows to everybody: computed by the worker, kept word for word with its moment, and handed out without a session.

An app says what stands on a public page: `register(Source(PublicList.PROCESSORS, …))`. A service that changes any of it calls
`publishing.soon(at)`; the worker compares, and writes a row where a page became another. The page itself reads that one row, so what
was public when is exactly what the rows say (S1-82, C-08).
"""
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp_replace
from django.core.cache import caches
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from privacyadmin import audit, db, outbox
from privacyadmin.access.doors import public
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day

from . import events
from .models import Publication, PublicList

PUBLISH = "processors.publish"
CACHED = 600                    # seconds in which a browser, or a proxy in front, need not ask again
KEPT = 3600                     # seconds in which the server itself does not draw it again
PREFIX = "/public/"
EMBEDDABLE = {"frame-ancestors": ["*"], "script-src": [NONE], "connect-src": [NONE], "form-action": [NONE]}
Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What stands on a public page of a school on a day. Rows are plain values, and hold no personal data."""

    kind: PublicList
    is_public: Callable[[School, date], bool]
    columns: Callable[[School, date], list[str]]
    rows: Callable[[Iterable[School], date], dict[Any, list[Row]]]          # of all schools at once, by the key of the school


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    if _sources.setdefault(source.kind, source) is not source:
        raise ValueError(f"The public page {source.kind} is registered twice.")
    return source


def soon(at: datetime) -> None:
    """Something changed of which a part may be public: the worker looks, within a minute."""
    outbox.put(PUBLISH, key=f"{PUBLISH}:{int(at.timestamp() * 1_000_000)}", about={}, at=at)


@transaction.atomic
def refresh(*, at: datetime) -> int:
    """Write down each public page that became another; safe to repeat. Returns how many did."""
    on = local_day(at)
    schools = list(School.objects.select_for_update(no_key=True).order_by("pk").defer("logo"))           # one worker at a time
    latest = {(row.kind, row.school_id): row for row in _latest()}
    return sum(_refresh(source, schools, latest, on, at) for source in _sources.values())


def _refresh(source: Source, schools: list[School], latest: dict, on: date, at: datetime) -> int:
    shown = [school for school in schools if source.is_public(school, on)]
    rows = source.rows(shown, on) if shown else {}
    changed = 0
    for school in schools:
        is_public = school.pk in {each.pk for each in shown}
        columns, lines = (source.columns(school, on), rows.get(school.pk, [])) if is_public else ([], [])
        changed += _write(latest.get((str(source.kind), school.pk)), source.kind, school, is_public, columns, lines, at)
    return changed


def _write(last: Publication | None, kind: PublicList, school: School, is_public: bool, columns: list, rows: list[Row], at) -> bool:
    sha256 = hashlib.sha256(json.dumps([columns, rows], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if last is None and not is_public:
        return False
    if last is not None and (last.is_public, last.sha256) == (is_public, sha256):
        return False
    row = Publication(
        kind=kind, school=school, number=last.number + 1 if last else 1, at=at, is_public=is_public, columns=columns, rows=rows,
        sha256=sha256,
    )
    row.save(force_insert=True)
    audit.record(events.LIST_PUBLISHED, about=row, school=school, by=None, at=at, kind=str(kind), rows=len(rows), number=row.number)
    return True


def _latest():
    latest = Publication.objects.order_by("kind", "school_id", "-number").distinct("kind", "school_id")
    return Publication.objects.filter(pk__in=latest.values("pk"))


def latest_of(schools: Iterable[School], kind: PublicList = PublicList.PROCESSORS) -> dict[Any, Publication]:
    """The last row of each school, without its rows; one query."""
    return {row.school_id: row for row in _latest().filter(school__in=list(schools), kind=kind).defer("rows")}


def name_of(school: School) -> str:
    """How the address of a school's public pages names it."""
    return f"{school.brin}{school.branch}".lower() if school.branch != "00" else school.brin.lower()


CURRENT = """
    select p.id, p.is_public from processors_publication p join organisation_school s on s.id = p.school_id
    where p.kind = $1 and s.brin = $2 and ($3 = '' or s.branch = $3) order by s.branch, p.number desc limit 1"""


def current(kind: PublicList, name: str) -> UUID:
    """What is public now of the school that an address names: its number with the ministry, with the branch where there are more."""
    values = [str(kind), name[:4].upper(), name[4:]]
    rows = db.project_connection().rows_of_prepared(CURRENT, "text, text, text", values)
    if not rows or not rows[0][1]:
        raise Http404
    return rows[0][0]


def page(kind: PublicList, template: str) -> Any:
    """The view of a public page: the same for everybody, cached, to be shown inside a school's own site: these pages alone (SETTLED 28)."""

    @transaction.non_atomic_requests     # one question that only reads: BEGIN and COMMIT would each cost as much as it does
    @public
    @require_safe
    @xframe_options_exempt
    @csp_replace(EMBEDDABLE)             # type: ignore[arg-type] # its hint knows views without parts in the address only
    def shown(request: HttpRequest, school: str) -> HttpResponse:
        language, publication = language_of(request), current(kind, school)
        content, etag = _made(template, publication, language)
        headers = {"ETag": etag, "Content-Language": language, "Cross-Origin-Resource-Policy": "cross-origin"}
        response = HttpResponse(content, headers=headers)
        patch_cache_control(response, public=True, max_age=CACHED)
        return get_conditional_response(request, etag=etag, response=response) or response

    return shown


def _made(template: str, publication_id: UUID, language: str) -> tuple[bytes, str]:
    """The page and its mark, drawn once for each publication and language; it never changes."""
    key = f"public:{publication_id}:{language}"
    kept = caches["drawn"].get(key)
    if kept is None:
        found = Publication.objects.select_related("school__board").defer("school__logo", "school__board__logo")
        publication = found.get(pk=publication_id)
        with translation.override(language):
            content = render_to_string(template, {"school": publication.school, "publication": publication, "language": language}).encode()
        kept = content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        caches["drawn"].set(key, kept, timeout=KEPT)
    return kept


def language_of(request: HttpRequest) -> str:
    """Dutch, or English for a browser that asks for it first: it hangs on no cookie."""
    asked = (code.split("-")[0] for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")))
    return next((code for code in asked if code in ("nl", "en")), "nl")


def without_visitor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: under /public/ no cookie is looked at and none is set, so that nobody is known there, and every copy is the same."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        response.cookies.clear()
        response.headers["Vary"] = "Accept-Language"
        return response

    return middleware
