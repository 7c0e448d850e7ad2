"""The consents of one pupil: what may be done, why, and for who keeps them who answered what."""
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent import asking, reach
from consent.models import Decision, Disagreement, Evidence, Mode, Occasion, OccasionKind, Purpose, Settled
from consent.models.decisions import NOTE_LABEL
from consent.rules.words import to_colleague
from consent.services import disagreements, noted, occasions
from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Right, Verb
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.files.services import name_of, why_not_open
from privacyadmin.workflow import NotAllowed
from students.models import Student

from .overview import texts_of
from .pages import reads

MOST = 200


def pupil_of(request: SignedInRequest, key: UUID, verb: Verb = Verb.READ) -> Student:
    found: Any = reach.pupils(request.scope, verb)
    return get_object_or_404(found.with_places(on=request.scope.on).defer("bsn_sealed"), pk=key)


@reads
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Each purpose with yes or no and the reason; the answers behind it for who keeps them and for the FG."""
    scope, student = request.scope, pupil_of(request, key)
    purposes = purposes_of(student, request)
    texts = texts_of([each.pk for each in purposes], request)
    verdicts = asking.verdicts([student.pk], [each.pk for each in purposes], at=scope.at).get(student.pk, {})
    lines = [
        {"purpose": each, "title": texts[each.pk]["title"], "is_yes": verdicts[each.pk].is_yes, "why": to_colleague(verdicts[each.pk])}
        for each in purposes
        if each.mode != Mode.PER_EVENT and texts[each.pk]["text"]
    ]
    sees_answers, may_note = noted.reads_answers(scope, student), not noted.why_not(student, scope)
    seen = reach.categories(scope, student)
    reads_words = noted.reads_words(scope, student)
    context = {
        "student": student, "lines": lines, "occasions": _occasions(student, request), "may_note": may_note, "sees_answers": sees_answers,
        "answers": _answers(student, seen, reads_words=reads_words) if sees_answers else [],
        "differing": _differing(student, seen, request) if may_note else [], "outcomes": [Settled(each) for each in disagreements.BY_HAND],
        "sees_pupil": scope.can(student, Category.ID), "asked_himself": _asked_himself(student, reads_words=reads_words),
    }
    return render(request, "consent/pupil.html", context)


def purposes_of(student: Student, request: SignedInRequest) -> list[Purpose]:
    """What the schools of this pupil ask now, as far as this person reads what is answered."""
    seen = reach.categories(request.scope, student)
    found = Purpose.objects.read_by(request.scope).in_use(on=request.scope.on).filter(school__in=student.school_ids)
    return [each for each in found.select_related("school").defer("school__logo") if each.category in seen]


def _occasions(student: Student, request: SignedInRequest) -> list[dict[str, Any]]:
    """What was asked for one time and goes on; special data only for who may know that it is there."""
    scope = request.scope
    found = Occasion.objects.filter(pupils__student=student, until__gt=scope.on, ended_at=None).select_related("purpose")
    shown = [each for each in found if may_know(each, student, scope)]
    answers = occasions.of_occasions(shown, [student.pk], on=scope.on)
    texts = texts_of([each.purpose_id for each in shown], request)
    return [
        {"occasion": each, "title": texts[each.purpose_id]["title"], "answer": answers[each.pk].get(student.pk)} for each in shown
    ]


def may_know(occasion: Occasion, student: Student, scope: Scope) -> bool:
    """An event is known to all; that there is an illness, a talk, a transfer or somebody who asks for data to whom the file shows it."""
    category = occasion.purpose.category
    is_event = occasion.kind == OccasionKind.EVENT
    return reach.may(scope, student, category=category) and (is_event or scope.can(student, category, Right.METADATA))


def _answers(student: Student, seen: Collection[Category], *, reads_words: bool) -> list[dict[str, Any]]:
    """Every answer about these parts of the file, the newest first, with its proof; a constant number of queries."""
    rows = list(
        Decision.objects.filter(student=student, category__in=seen)
        .select_related("text", "guardian", "occasion", "evidence__noted_by", "recorded_by")
        .prefetch_related("evidence__files")[:MOST]
    )
    keyring = crypto.Keyring.for_subjects([student.pk] if reads_words else [])
    by_evidence: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        evidence = row.evidence
        if reads_words and evidence is not None and evidence.pk not in by_evidence:
            by_evidence[evidence.pk] = _proof(evidence, keyring)
    return [{"row": row, **(by_evidence[row.evidence_id] if row.evidence_id else {})} for row in rows]


def _asked_himself(student: Student, *, reads_words: bool) -> list[dict[str, Any]]:
    """The paper or the talk by which the pupil decides himself, where nothing else was answered with it (S1-70)."""
    if not reads_words or student.strict16_on is None:
        return []
    keyring = crypto.Keyring.for_subjects([student.pk])
    rows = Evidence.objects.filter(student=student, decisions=None).select_related("noted_by").prefetch_related("files")
    return [{"evidence": row, **_proof(row, keyring)} for row in rows]


def _proof(evidence: Evidence, keyring: crypto.Keyring) -> dict[str, Any]:
    files = [{"row": file, "name": name_of(file, keyring), "closed": why_not_open(file)} for file in evidence.files.all()]
    return {"note": opened(evidence, keyring), "files": files}


def opened(evidence: Evidence, keyring: crypto.Keyring) -> str:
    """What was said, for who reads it."""
    sealed = evidence.note_sealed
    return keyring.open(evidence.student_id, sealed, label=NOTE_LABEL, row_id=evidence.pk) if sealed else ""


def _differing(student: Student, seen: Collection[Category], request: SignedInRequest) -> list[dict[str, Any]]:
    """Where the answers differ and nobody looked yet."""
    rows = list(Disagreement.objects.open().filter(student=student, category__in=seen).select_related("purpose", "occasion"))
    texts = texts_of([row.purpose_id for row in rows], request)
    return [{"row": row, "title": texts[row.purpose_id]["title"]} for row in rows]


@reads
@require_POST
def settle(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Somebody looked at answers that differ."""
    student, outcome = pupil_of(request, key), request.POST.get("outcome", "")
    if reason := noted.why_not(student, request.scope):
        raise NotAllowed(reason)
    if outcome not in disagreements.BY_HAND:
        messages.error(request, _("Choose what was done."))
        return redirect("consent:pupil", student.pk)
    seen = reach.categories(request.scope, student)
    rows = list(Disagreement.objects.open().filter(student=student, category__in=seen).values_list("pk", flat=True))
    disagreements.settle(student, rows, outcome=Settled(outcome), by=request.scope, at=timezone.now())
    messages.success(request, _("That has been noted. The answer stays no until one of them answers otherwise."))
    return redirect("consent:pupil", student.pk)
