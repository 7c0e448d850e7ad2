from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School

from . import pages, services
from .catalogue import PRESETS, SETTINGS, Section, objections
from .forms import ChangeForm, PresetForm, SectionForm, as_words, settings_of
from .models import PolicyVersion, PolicyVersionQuerySet

WATCHERS = (Verb.READ, Verb.WRITE, Verb.APPROVE)
GET_OR_POST = ["GET", "HEAD", "POST"]


@needs(Register.POLICY, *WATCHERS)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """The parts of the house rules, what the law says against them, and what lies before the board."""
    scope = request.scope
    board, of_schools = in_force_for(scope)
    parts = [(section, pages.section_values(section, board, of_schools)) for section in Section] if board else []
    values = [value for _section, found in parts for value in found]
    context = {
        "board": board, "of_schools": of_schools, "open": visible(scope).filter(is_approved=None).select_related("school"),
        "parts": [(section, found, sum(bool(value.differing) for value in found)) for section, found in parts],
        "warned": [value for value in values if value.has_warning],
        "may_write_board": may_write_board(scope), "schools": schools_to_write(scope),
    }
    return render(request, "policy/overview.html", context)


@needs(Register.POLICY, *WATCHERS)
@require_safe
def section(request: SignedInRequest, section: str) -> HttpResponse:
    """One part: the board's values, beside them those of the schools that differ, each with its source."""
    scope, part = request.scope, known_section(section)
    board, of_schools = in_force_for(scope)
    context = {
        "section": part, "sections": Section, "board": board, "values": pages.section_values(part, board, of_schools) if board else [],
        "may_write_board": may_write_board(scope), "schools": schools_to_write(scope),
    }
    return render(request, "policy/section.html", context)


@needs(Register.POLICY, *WATCHERS)
@require_safe
def setting(request: SignedInRequest, code: str) -> HttpResponse:
    """One setting through time: each value, from when, by whom and why."""
    if code not in SETTINGS:
        raise Http404
    approved = visible(request.scope).filter(is_approved=True).select_related("school", "by", "answered_by")
    steps = history_of(code, approved.order_by("school__name", "number"))
    shown = SETTINGS[code]
    models = [(name.upper(), shown.shown(values[code])) for name, values in PRESETS.items()]
    return render(request, "policy/setting.html", {"setting": shown, "steps": steps, "models": models})


@needs(Register.POLICY, *WATCHERS)
@require_safe
def version(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """One version: what it changes, and every value with its rule and what today's law says of it."""
    scope = request.scope
    shown = get_object_or_404(visible(scope).select_related("school", "by", "answered_by"), pk=version_id)
    others = visible(scope).of_place(shown.school).filter(is_approved=True)
    before = others.filter(number__lt=shown.number).order_by("-number").first()
    may_answer = shown.is_open and scope.may(Register.POLICY, Verb.APPROVE) and not shown.is_written_by(scope.user.pk)
    context = {
        "version": shown, "before": before, "others": others.order_by("-number"), "may_answer": may_answer,
        "changed": pages.changed(shown.whole, before.whole) if before else [], "parts": pages.in_sections(pages.values_of(shown.whole)),
    }
    return render(request, "policy/version.html", context)


@needs(Register.POLICY, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, section: str) -> HttpResponse:
    """Change one part for the board, or for the school of `?school=`: fill in, see what changes, lay before the board."""
    part, school = known_section(section), school_asked(request)
    services.check_may_write(request.scope, school)
    values = services.basis(school, request.scope.on)

    def form_for(data) -> SectionForm:
        return SectionForm(data, section=part, for_school=school is not None, values=values, on=request.scope.on)

    return fill_in(request, form_for, school=school, values=values, title=part.label, context={"section": part})


@needs(Register.POLICY, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """Take over a model policy for the board, or for the school of `?school=`."""
    school = school_asked(request)
    services.check_may_write(request.scope, school)
    values = services.basis(school, request.scope.on)
    was = as_words({each.code: values[each.code] for each in settings_of(school)})
    initial = {"valid_from": request.scope.on, "was": was, "preset": request.GET.get("preset", "")}

    def form_for(data) -> PresetForm:
        return PresetForm(data, initial=initial)

    return fill_in(request, form_for, school=school, values=values, title=_("Take over a model policy"), context={})


@needs(Register.POLICY, Verb.APPROVE)
@require_POST
def approve(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """The board puts proposed rules in force."""
    services.approve(get_object_or_404(visible(request.scope), pk=version_id), by=request.scope, at=timezone.now())
    messages.success(request, _("The rules are approved."))
    return redirect("policy:version", version_id)


@needs(Register.POLICY, Verb.APPROVE)
@require_POST
def decline(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """The board sends proposed rules back."""
    services.decline(get_object_or_404(visible(request.scope), pk=version_id), by=request.scope, at=timezone.now())
    messages.success(request, _("The rules went back to the privacy coordinator."))
    return redirect("policy:version", version_id)


def fill_in(
    request: SignedInRequest, form_for: Callable[[Any], Any], *, school: School | None, values: dict[str, Any], title: Any, context: dict
) -> HttpResponse:
    """The three screens of a change: the questions, what changes, and the questions again where a colleague was quicker."""
    context = {"school": school, "title": title, "values": values, **context}
    if request.method != "POST":
        return render(request, "policy/change.html", {"form": form_for(None), **context})
    form = form_for(request.POST)
    if not form.is_valid() or "change" in request.POST:
        return render(request, "policy/change.html", {"form": form, **context})
    after = values | form.mine()
    if found := {code: str(reason) for code, reason in objections(after).items() if code in form.mine()}:
        form.take(ValidationError(found))
        return render(request, "policy/change.html", {"form": form, **context})
    if "save" not in request.POST:
        return render(request, "policy/check.html", {"form": form, "changed": pages.changed(after, values), **context})
    try:
        proposed = lay_before_the_board(form, school, request.scope)
    except services.Clash as clash:
        again = request.POST.copy()
        again["was"] = as_words(form.cleaned_data["was"] | clash.theirs)
        clashing = [(SETTINGS[code], now, after[code]) for code, now in clash.theirs.items()]
        context["clashes"] = [(each, each.shown(theirs), each.shown(mine)) for each, theirs, mine in clashing]
        return render(request, "policy/change.html", {"form": form_for(again), **context}, status=409)
    except ValidationError as objection:
        form.take(objection)
        return render(request, "policy/change.html", {"form": form, **context})
    messages.success(request, _("The new rules lie before the board. Nothing changes until the board approves them."))
    return redirect("policy:version", proposed.pk)


def lay_before_the_board(form: ChangeForm, school: School | None, scope: Scope) -> PolicyVersion:
    found: Any = form
    return services.change(
        school=school, was=form.cleaned_data["was"], mine=found.mine(), valid_from=form.cleaned_data["valid_from"],
        note=form.cleaned_data["note"], by=scope, at=timezone.now(), preset=form.cleaned_data.get("preset", ""),
    )


def in_force_for(scope: Scope) -> tuple[PolicyVersion | None, list[PolicyVersion]]:
    """The board's rules on this day, and those of the schools that this person watches over, by name."""
    found = visible(scope).select_related("school").defer("school__logo").in_force(on=scope.on)
    rows = list(found.order_by("school_id", "-valid_from", "-number").distinct("school_id"))
    schools = [row for row in rows if row.school is not None]
    return next((row for row in rows if row.school is None), None), sorted(schools, key=lambda row: row.school.name)


def history_of(code: str, approved: PolicyVersionQuerySet) -> list[dict]:
    """Each approved version in which the value became another, the latest first."""
    steps: list[dict] = []
    last: dict[Any, Any] = {}
    for row in approved:
        value = getattr(row, code)
        if row.school_id not in last or last[row.school_id] != value:
            steps.append({"version": row, "value": SETTINGS[code].shown(value)})
        last[row.school_id] = value
    return sorted(steps, key=lambda step: (step["version"].valid_from, step["version"].made_at), reverse=True)


def known_section(section: str) -> Section:
    try:
        return Section(section)
    except ValueError as error:
        raise Http404 from error


def visible(scope: Scope) -> PolicyVersionQuerySet:
    """The board's rules, and those of the schools that this person watches over."""
    reach = scope.schools(Register.POLICY, *WATCHERS)
    return PolicyVersion.objects.all() if reach is None else PolicyVersion.objects.filter(Q(school=None) | Q(school__in=reach))


def may_write_board(scope: Scope) -> bool:
    return scope.schools(Register.POLICY, Verb.WRITE) is None


def schools_to_write(scope: Scope) -> QuerySet[School]:
    return School.objects.within(scope.schools(Register.POLICY, Verb.WRITE))


def school_asked(request: SignedInRequest) -> School | None:
    asked = request.GET.get("school", "")
    if not asked:
        return None
    try:
        return get_object_or_404(schools_to_write(request.scope), pk=UUID(asked))
    except ValueError as error:
        raise Http404 from error
