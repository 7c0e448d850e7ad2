"""«May this be published?» (S1-85, S1-93): asked with one hand on a phone, answered in one sentence a pupil, kept under a number."""
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consent import checking, events, reach
from consent.checking import Use
from consent.forms.checks import CheckForm, NumberForm
from consent.models import CheckedPupil, Occasion, PublicationCheck, PurposeText
from consent.models.catalogue import OF_IMAGES
from consent.rules.pasted import Found, Trouble, Unclear, look_up
from consent.rules.verdict import Reason, Verdict
from consent.rules.words import to_colleague
from consent.services import checks as service
from consent.services.publications import began_on, why_not_publish
from privacyadmin import audit
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.crypto import asked
from privacyadmin.organisation.models import School
from students.models import ClassGroup, Student

from .pages import GET_OR_POST, reads

AT_ONCE, LATEST = 25, 5
MEND = "mend"                               # back to the form, with what was filled in
ROOM = 760                                  # characters of names that fit in the sealed part of an address


@reads
@require_http_methods(GET_OR_POST)
def check(request: SignedInRequest) -> HttpResponse:
    """Choose a class or paste names, say what you want to do, and see for whom it may be done."""
    schools = list(checking.schools_of(request.scope))
    school = _chosen(schools, request.GET.get("school", "")) or (schools[0] if len(schools) == 1 else None)
    if school is None:
        return _where(request, {"schools": schools})
    classes = list(checking.classes_of(request.scope, school))
    class_group = _chosen(classes, request.GET.get("class", ""))
    wants_names = "names" in request.GET or not classes
    if class_group is None and not wants_names and len(classes) == 1:
        class_group = classes[0]
    if class_group is None and not wants_names:
        return _where(request, {"school": school, "schools": schools, "classes": classes})
    return _ask(request, school, class_group, is_only=len(schools) == 1 and len(classes) == 1)


def _where(request: SignedInRequest, places: dict[str, Any]) -> HttpResponse:
    """First of which school or class; an answer without it is no question."""
    rows = PublicationCheck.objects.filter(made_by=request.user).select_related("class_group", "school").defer("school__logo")
    status = 400 if request.method == "POST" else 200
    return render(request, "consent/check_where.html", places | {"recent": rows[:LATEST]}, status=status)


def _ask(request: SignedInRequest, school: School, class_group: ClassGroup | None, *, is_only: bool) -> HttpResponse:
    scope = request.scope
    uses = checking.uses_of(scope, school, on=scope.on, class_group=class_group)
    pupils = checking.pupils_of(scope, school, class_group)
    form = CheckForm(sent(request), uses=uses, pupils=pupils, is_class=class_group is not None, today=scope.on)
    found, is_mended = Found(), request.POST.get("step") == MEND
    if request.method == "POST" and form.is_valid():
        chosen, found = _whom(form.cleaned_data, pupils, is_class=class_group is not None)
        if chosen and not is_mended:
            wanted = [use for use in uses if use.code in form.cleaned_data["uses"]]
            made = service.make(
                school, chosen, wanted, on=form.cleaned_data["on"], class_group=class_group, unknown=len(found.unclear),
                is_whole_class=class_group is not None and len(chosen) == len(pupils), by=scope, at=timezone.now(),
            )
            return redirect(made.get_absolute_url() + _sealed(found, request))
    context = {
        "school": school, "class_group": class_group, "form": form, "pupils": pupils, "uses": uses, "is_only": is_only,
        "unclear": checking.candidates(found.unclear, on=scope.on),
    }
    return render(request, "consent/check.html", context, status=400 if request.method == "POST" and not is_mended else 200)


def _whom(values: dict[str, Any], pupils: list[Student], *, is_class: bool) -> tuple[list[Student], Found]:
    """Who was ticked or named; nobody ticked and nobody named is the whole class. Of an unclear name somebody may say who is meant."""
    found = look_up(values["names"], checking.named(pupils), by_first_name=is_class)
    meant = {UUID(key) for key in values["meant"]}
    found.unclear = [each for each in found.unclear if not meant.intersection(each.who)]
    keys = {*found.pupils, *meant, *(UUID(key) for key in values["pupils"])}
    if is_class and not keys and not found.unclear:
        return pupils, found
    return [each for each in pupils if each.pk in keys], found


def _chosen(things: list[Any], key: str) -> Any:
    return next((each for each in things if str(each.pk) == key), None)


def _sealed(found: Found, request: SignedInRequest) -> str:
    """The names that were not checked go along to the answer, sealed: they are kept nowhere."""
    rows: list[tuple[str, str, str]] = []
    for each in found.unclear:
        if len(json.dumps([*rows, (each.typed, each.trouble, each.like)], ensure_ascii=False).encode()) > ROOM:
            break
        rows.append((each.typed, str(each.trouble), each.like))
    return f"?s={asked.hide(json.dumps(rows, ensure_ascii=False), by=request.user.pk)}" if rows else ""


def _opened(request: SignedInRequest, found: PublicationCheck) -> list[Unclear]:
    """The names that came along, each with the pupils it may be about as far as this person reads them today."""
    words = asked.shown(request.GET.get("s", ""), by=request.user.pk)
    rows = [Unclear(typed, Trouble(trouble), like) for typed, trouble, like in (json.loads(words) if words.startswith("[") else [])]
    if not rows:
        return []
    pupils = checking.named(checking.pupils_of(request.scope, found.school, found.class_group))
    again = look_up("\n".join(each.typed for each in rows), pupils, by_first_name=found.class_group is not None)
    who = {each.typed: each.who for each in again.unclear}
    return [replace(each, who=who.get(each.typed, ())) for each in rows]


@reads
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The checks that were made, the newest first; a number leads to its check."""
    found = PublicationCheck.objects.visible_to(request.scope)
    form = NumberForm(request.GET)
    if parts := form.parts():
        found = found.filter(year=parts[0], number=parts[1])
    rows = found.select_related("school", "class_group", "made_by").defer("school__logo").order_by("-made_at", "-pk")
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "consent/checks.html", {"page": page, "form": form, "is_narrowed": bool(request.GET.get("number"))})


def check_of(request: SignedInRequest, key: UUID) -> PublicationCheck:
    rows = PublicationCheck.objects.visible_to(request.scope).select_related("school", "class_group", "made_by")
    return get_object_or_404(rows.defer("school__logo"), pk=key)


@reads
@require_safe
def checked(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The answer: who may not first, and large; then who may."""
    found = check_of(request, key)
    if found.made_by_id != request.user.pk:
        audit.record(events.CHECK_OPENED, about=found, school=found.school_id, by=request.scope, at=timezone.now(), number=found.reference)
    context = answer_of(request, found) | {
        "not_checked": checking.candidates(_opened(request, found), on=request.scope.on), "again": _again(found),
        "is_ahead": found.on > request.scope.on,
        "why_not_publish": why_not_publish(request.scope, found.school), "began_on": began_on(found.school_id),
        "is_for_web_editor": request.scope.holds(Role.WEB_EDITOR, school=found.school_id),
    }
    return render(request, "consent/checked.html", context)


@reads
@require_safe
def sheet(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The same to print and take along: names with yes or no, and no reasons (S1-93)."""
    return render(request, "consent/check_sheet.html", answer_of(request, check_of(request, key)))


def answer_of(request: SignedInRequest, found: PublicationCheck) -> dict[str, Any]:
    """A check as this reader may see it: of the pupils whose consents he reads, and for who places things only images."""
    rows = found.pupils.select_related("purpose")
    if reach.where(request.scope) != reach.where(request.scope, category=Category.ID):
        rows = rows.filter(Q(purpose__kind__in=OF_IMAGES) | Q(student__in=reach.pupils(request.scope, category=Category.ID)))
    told, uses = _told(list(rows), found)
    seen = reach.pupils(request.scope).filter(pk__in=told).only(*checking.TO_NAME).order_by("first_name", "last_name", "pk")
    lines = checking.lines(seen, uses, told)
    for line in lines:
        for each in line["answers"]:
            each["why"] = to_colleague(each["verdict"])
        line["reasons"] = _reasons(line["no"])
    blocked = [line for line in lines if not line["is_yes"]]
    return {
        "check": found, "uses": uses, "blocked": blocked, "free": [line for line in lines if line["is_yes"]], "lines": lines,
        "unseen": max(len(told) - len(lines), 0), "is_one_use": len(uses) == 1,
    }


def _reasons(no: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each sentence once, with the uses that it is about."""
    titles: dict[str, list[str]] = {}
    for each in no:
        titles.setdefault(each["why"], []).append(each["use"].title)
    return [{"why": why, "titles": found} for why, found in titles.items()]


def _told(rows: list[CheckedPupil], found: PublicationCheck) -> tuple[dict[UUID, dict[str, Verdict]], list[Use]]:
    """What was answered; of two records that became one pupil the no counts."""
    texts = {text.purpose_id: text for text in PurposeText.objects.in_force(on=found.on).filter(purpose__in=found.purposes)}
    occasions = {each.pk: each for each in Occasion.objects.filter(pk__in=found.occasions)} if found.occasions else {}
    told: dict[UUID, dict[str, Verdict]] = {}
    uses: dict[str, Use] = {}
    for row in rows:
        occasion = occasions.get(row.occasion_id) if row.occasion_id else None
        title = occasion.label if occasion else texts[row.purpose_id].title if row.purpose_id in texts else row.purpose.code
        use = Use(row.purpose, title, occasion)
        uses.setdefault(use.code, use)
        answers = told.setdefault(row.student_id, {})
        if use.code not in answers or not row.is_yes:
            answers[use.code] = Verdict(row.is_yes, Reason(row.reason), row.answered_on)
    return told, sorted(uses.values(), key=lambda use: (use.purpose.order, use.title))


def _again(found: PublicationCheck) -> str:
    """The same question anew, for a list that has grown old."""
    place = f"class={found.class_group_id}" if found.class_group_id else "names"
    return f"?school={found.school_id}&{place}"
