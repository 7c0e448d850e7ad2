"""The register of consents at one look: what a school asks, and what waits."""
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consent import seed
from consent.forms.lists import SchoolFilter
from consent.models import Purpose, PurposeText
from consent.services import disagreements, purposes
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.http import SignedInRequest
from privacyadmin.organisation.models import School

from .pages import SEES, counts, schools

CHOOSES_FROM = 2


@counts
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The purposes of one school with the state of their texts; the retired ones below."""
    scope = request.scope
    found = list(schools(scope, *SEES).order_by("name"))
    form = SchoolFilter(request.GET, schools=found)
    school = form.chosen
    rows = list(Purpose.objects.filter(school=school)) if school else []
    in_use = [row for row in rows if row.until is None or row.until > scope.on]
    texts = texts_of([row.pk for row in rows], request)
    may_write = school is not None and not purposes.why_not_write(scope, school)
    context = {
        "form": form if len(found) >= CHOOSES_FROM else None, "school": school,
        "rows": [texts[row.pk] | {"purpose": row} for row in in_use],
        "retired": [texts[row.pk] | {"purpose": row} for row in rows if row not in in_use],
        "may_write": may_write, "missing": _missing(school, rows) if may_write else 0, **_waiting(request),
    }
    return render(request, "consent/index.html", context)


def _waiting(request: SignedInRequest) -> dict[str, Any]:
    """For how many pupils the answers differ, for who keeps them."""
    scope = request.scope
    writes = scope.may(Register.CONSENTS, Verb.WRITE)
    return {"differing": len({row.student_id for row, _verdict in disagreements.waiting(scope)}) if writes else 0}


def _missing(school: School | None, rows: list[Purpose]) -> int:
    """How many purposes of the common list this school never had."""
    known = {row.code for row in rows}
    return sum(each.code not in known and school is not None and school.sector in each.sectors for each in seed.SEEDS)


def texts_of(keys: list[UUID], request: SignedInRequest) -> dict[UUID, dict[str, PurposeText | None]]:
    """Per purpose the text that holds today, the one that comes and the draft; one query."""
    found: dict[UUID, dict[str, PurposeText | None]] = {key: {"text": None, "coming": None, "draft": None} for key in keys}
    for text in PurposeText.objects.filter(purpose__in=keys).order_by("purpose", "-number"):
        place = "draft" if text.valid_from is None else "coming" if text.valid_from > request.scope.on else "text"
        found[text.purpose_id][place] = found[text.purpose_id][place] or text
    for each in found.values():
        each["title"] = each["text"] or each["coming"] or each["draft"]
    return found
