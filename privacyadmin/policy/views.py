from dataclasses import dataclass
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

from . import services
from .catalogue import BOARD_WIDE, PRESETS, SETTINGS, Text, warnings
from .forms import PolicyForm, PresetForm
from .models import PolicyVersion, PolicyVersionQuerySet

WATCHERS = (Verb.READ, Verb.WRITE, Verb.APPROVE)
GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Value:
    """One setting of a version as the page shows it."""

    label: Text
    help: Text
    rules: str
    shown: Text
    before: Text
    warning: Text
    is_board_wide: bool

    @property
    def is_changed(self) -> bool:
        return bool(self.before) and str(self.before) != str(self.shown)


@needs(Register.POLICY, *WATCHERS)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """The rules in force: the board's, and those of schools that differ; with what lies before the board."""
    scope = request.scope
    found = visible(scope).select_related("school")
    in_force = found.in_force(on=scope.on).order_by("school_id", "-valid_from", "-number").distinct("school_id")
    places = sorted(in_force, key=lambda version: (version.school is not None, version.school.name if version.school else ""))
    context = {
        "places": [(version, values_of(version)) for version in places],
        "open": found.filter(is_approved=None),
        "may_write_board": scope.schools(Register.POLICY, Verb.WRITE) is None,
        "schools": schools_to_write(scope),
    }
    return render(request, "policy/overview.html", context)


@needs(Register.POLICY, *WATCHERS)
@require_safe
def version(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """One version: each value with its rule and what today's law says of it, beside the version before."""
    scope = request.scope
    shown = get_object_or_404(visible(scope).select_related("school", "by", "answered_by"), pk=version_id)
    others = visible(scope).of_place(shown.school).filter(is_approved=True)
    before = others.filter(number__lt=shown.number).order_by("-number").first()
    may_answer = shown.is_approved is None and scope.may(Register.POLICY, Verb.APPROVE) and shown.by_id != scope.user.pk
    context = {
        "version": shown, "values": values_of(shown, before), "before": before, "others": others.order_by("-number"),
        "may_answer": may_answer,
    }
    return render(request, "policy/version.html", context)


@needs(Register.POLICY, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """Propose new rules for the board (or for the school of `?school=`), beginning from those in force or a model policy."""
    scope, school = request.scope, school_asked(request)
    services.check_may_write(scope, school)
    form = PolicyForm(request.POST or None, for_school=school is not None, initial=initial_values(request, school))
    if request.method == "POST" and form.is_valid():
        proposed = propose(form, school, scope)
        if proposed:
            messages.success(request, _("The new rules lie before the board. Nothing changes until the board approves them."))
            return redirect("policy:version", proposed.pk)
    presets = PresetForm(initial={"preset": request.GET.get("preset", ""), "school": school.pk if school else ""})
    context = {"form": form, "school": school, "presets": presets, "warnings": warnings(form.initial)}
    return render(request, "policy/new.html", context)


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


def visible(scope: Scope) -> PolicyVersionQuerySet:
    """The board's rules, and those of the schools that this person watches over."""
    reach = scope.schools(Register.POLICY, *WATCHERS)
    return PolicyVersion.objects.all() if reach is None else PolicyVersion.objects.filter(Q(school=None) | Q(school__in=reach))


def schools_to_write(scope: Scope) -> QuerySet[School]:
    reach = scope.schools(Register.POLICY, Verb.WRITE)
    return School.objects.defer("logo") if reach is None else School.objects.defer("logo").filter(pk__in=reach)


def school_asked(request: SignedInRequest) -> School | None:
    asked = request.GET.get("school", "")
    if not asked:
        return None
    try:
        return get_object_or_404(schools_to_write(request.scope), pk=UUID(asked))
    except ValueError as error:
        raise Http404 from error


def initial_values(request: SignedInRequest, school: School | None) -> dict[str, Any]:
    preset = request.GET.get("preset", "")
    today = {"valid_from": request.scope.on}
    if preset in PRESETS:
        return PRESETS[preset] | today
    try:
        return services.in_force(school, request.scope.on).values | today
    except PolicyVersion.DoesNotExist:
        return PRESETS["po"] | today


def propose(form: PolicyForm, school: School | None, scope: Scope) -> PolicyVersion | None:
    """Hand over the form; what the law or the board objects to stands beside its question afterwards."""
    board_wide = services.board_wide(form.cleaned_data["valid_from"]) if school else {}
    try:
        return services.propose(
            school=school, values=form.values() | board_wide, valid_from=form.cleaned_data["valid_from"], note=form.cleaned_data["note"],
            by=scope, at=timezone.now(),
        )
    except ValidationError as objection:
        form.add_error(None, objection)
        return None


def values_of(version: PolicyVersion, before: PolicyVersion | None = None) -> list[Value]:
    """Every setting of a version with its rule and its warning."""
    said = warnings(version.values)
    return [
        Value(
            label=setting.label, help=setting.help, rules=setting.rules, shown=setting.shown(getattr(version, code)),
            before=setting.shown(getattr(before, code)) if before else "", warning=said.get(code, ""), is_board_wide=code in BOARD_WIDE,
        )
        for code, setting in SETTINGS.items()
    ]
