"""Records that look like one person: found, compared, made one, or said to be two."""
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin import history
from privacyadmin.access.catalogue import Category
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from students import doubles, merge_forms
from students.imports.difference import Stale
from students.merging import Who
from students.models import Guardian, Merge, MergeKind, Student
from students.services import comparing, merging

from .loading import PAGE_SIZE, student_or_404

GUARDIANS = "guardians"


@needs_staff
@require_safe
def double_list(request: SignedInRequest) -> HttpResponse:
    """Pairs that look like one pupil or one parent, within one's own reach; twins apart."""
    scope = request.scope
    if doubles.reach(scope) is None:
        raise NotAllowed(_("Double records are merged by who keeps the pupils of the school, or by the privacy coordinator."))
    kind = MergeKind.GUARDIAN if request.GET.get("kind") == GUARDIANS else MergeKind.PUPIL
    found = doubles.pupils(scope) if kind == MergeKind.PUPIL else doubles.guardians(scope)
    page = Paginator(sorted(found, key=lambda each: each.is_twins), PAGE_SIZE).get_page(request.GET.get("page"))
    people = doubles.people_of(kind, list(page), on=scope.on)
    rows = [(each, people[each.one], people[each.other]) for each in page if each.one in people and each.other in people]
    return render(request, "students/doubles.html", {"page": page, "rows": rows, "is_guardians": kind == MergeKind.GUARDIAN})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def merge_pupils(request: SignedInRequest, one_id: UUID, other_id: UUID) -> HttpResponse:
    """Two pupils side by side; the first stays, the second goes."""
    if done := _merged_already(one_id, other_id):
        return _told(request, done)
    survivor, absorbed = student_or_404(request, one_id), student_or_404(request, other_id)
    return _pair(request, MergeKind.PUPIL, survivor, absorbed)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def merge_guardians(request: SignedInRequest, one_id: UUID, other_id: UUID) -> HttpResponse:
    """Two parents side by side; the first stays, the second goes."""
    if done := _merged_already(one_id, other_id):
        return _told(request, done)
    return _pair(request, MergeKind.GUARDIAN, _guardian_or_404(request.scope, one_id), _guardian_or_404(request.scope, other_id))


def _merged_already(*keys: UUID) -> Merge | None:
    return Merge.objects.filter(absorbed__in=keys).first()


def _told(request: SignedInRequest, done: Merge) -> HttpResponse:
    _check_may_see(request, done)
    messages.info(request, _("One of these was merged already."))
    return redirect(done)


def _guardian_or_404(scope: Scope, key: UUID) -> Guardian:
    """A parent of whom this person sees the family of a child; the coordinator of the board also one without children."""
    guardian = Guardian.objects.filter(pk=key).first()
    if guardian is None:
        raise Http404
    children = Student.objects.visible_to(scope, category=Category.FAM).filter(guardian_relations__guardian=key)
    if not children.exists() and doubles.reach(scope) != []:
        raise Http404
    return guardian


def _pair(request: SignedInRequest, kind: MergeKind, survivor: Any, absorbed: Any) -> HttpResponse:
    if survivor.pk == absorbed.pk:
        raise Http404
    if reason := comparing.why_not(request.scope, Who(kind), survivor.pk, absorbed.pk):
        raise NotAllowed(reason)
    compare = comparing.pupils if kind == MergeKind.PUPIL else comparing.guardians
    found = compare(survivor, absorbed, by=request.scope, at=timezone.now())
    is_two = request.method == "POST" and "two" in request.POST
    form = merge_forms.MergeForm(request.POST if request.method == "POST" and not is_two else None, found=found)
    two = merge_forms.TwoPeopleForm(request.POST if is_two else None)
    if is_two and two.is_valid():
        return _apart(request, kind, survivor, absorbed, two.cleaned_data["why"])
    if request.method == "POST" and not is_two and form.is_valid():
        return _merge(request, kind, survivor, absorbed, form)
    context = {"found": found, "form": form, "two": two, "is_guardians": kind == MergeKind.GUARDIAN, **_places(kind, found)}
    return render(request, "students/merge_pair.html", context)


def _places(kind: MergeKind, found: comparing.Comparison) -> dict[str, Any]:
    """To what each of the two belongs: schools, or children."""
    people = (found.survivor, found.absorbed)
    if kind == MergeKind.GUARDIAN:
        children = [person.relations.select_related("student").order_by("pk") for person in people]
        return {"places": [[each.student.full_name for each in relations] for relations in children]}
    schools = [person.enrolments.select_related("school").defer("school__logo") for person in people]
    return {"places": [[each.school.name for each in enrolments] for enrolments in schools]}


def _apart(request: SignedInRequest, kind: MergeKind, one: Any, other: Any, why: str) -> HttpResponse:
    merging.keep_apart(kind, one.pk, other.pk, why=why, by=request.scope, at=timezone.now())
    messages.success(request, _("Noted: these are two people. They are offered no more."))
    return _back(kind)


def _merge(request: SignedInRequest, kind: MergeKind, survivor: Any, absorbed: Any, form: merge_forms.MergeForm) -> HttpResponse:
    service = merging.merge_pupils if kind == MergeKind.PUPIL else merging.merge_guardians
    try:
        done = service(
            survivor.pk, absorbed.pk, decisions=form.decisions(), shown=form.cleaned_data["shown"], by=request.scope, at=timezone.now()
        )
    except Stale:
        messages.warning(request, _("One of the two has changed since this page was shown, and nothing was done. Look at it again."))
        return redirect(request.path)
    messages.success(request, _("The two records are one now."))
    return redirect(done)


def _back(kind: MergeKind) -> HttpResponse:
    address = redirect("students:doubles")
    if kind == MergeKind.GUARDIAN:
        address["Location"] += f"?kind={GUARDIANS}"
    return address


@needs_staff
@require_safe
def merge(request: SignedInRequest, merge_id: UUID) -> HttpResponse:
    """What was merged, by whom, why, what was chosen and what the other record said."""
    done = get_object_or_404(Merge.objects.select_related("by"), pk=merge_id)
    now = _check_may_see(request, done)
    model: Any = Student if done.kind == MergeKind.PUPIL else Guardian
    before = history.versions_of(model)._default_manager.filter(id=done.absorbed, history_type="-").first()
    names = comparing.OF_PUPIL if done.kind == MergeKind.PUPIL else comparing.OF_GUARDIAN
    shown = [(model._meta.get_field(name).verbose_name, value) for name in names if before and (value := comparing.shown(before, name))]
    context = {
        "merge": done, "now": now, "before": shown, "is_guardians": done.kind == MergeKind.GUARDIAN, "choices": comparing.in_words(done),
        "moved": comparing.counts_in_words(done.moved), "united": comparing.counts_in_words(done.united),
    }
    return render(request, "students/merge.html", context)


def _check_may_see(request: SignedInRequest, done: Merge) -> Any:
    """The one who stayed, for who could merge him; not found where he is out of reach."""
    key = Merge.objects.survivor_of(done.absorbed) or done.survivor
    person = student_or_404(request, key) if done.kind == MergeKind.PUPIL else _guardian_or_404(request.scope, key)
    if reason := comparing.why_not(request.scope, Who(done.kind), key):
        raise NotAllowed(reason)
    return person


def following_merges(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A link to a record that was merged leads to the one that stayed, for who may see that one."""

    @wraps(view)
    def followed(request: SignedInRequest, student_id: UUID, **parts: Any) -> HttpResponse:
        try:
            return view(request, student_id, **parts)
        except Http404:
            survivor = Merge.objects.survivor_of(student_id)
            if survivor and Student.objects.reached_by(request.scope).filter(pk=survivor).exists():
                assert request.resolver_match is not None
                return redirect(request.resolver_match.view_name, student_id=survivor, **parts)
            raise

    return followed
