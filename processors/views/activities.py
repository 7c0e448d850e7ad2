"""The register of processing: the list, one activity, its versions, and what the coordinator and the board do with it."""
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.data_models import KeptCategory
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import SchoolQuerySet
from privacyadmin.workflow import NotAllowed
from processors.forms.activities import AnswerForm, FilterForm, PartForm, RecipientForm, StopForm
from processors.models import Activity, ActivityRecipient, ActivityVersion, Dpia, Party
from processors.models.activities import visible_schools
from processors.models.parties import SEES
from processors.models.register_words import VersionState
from processors.rules.activities import asks_for_dpia, differences, kinds_kept_for_nothing
from processors.services import activities as services
from processors.wording import PARTS, Words, label_of, labels, part_of
from processors.workflow.register import VERSION_STEPS, writes_version

GET_OR_POST = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50
RECIPIENTS = Prefetch("recipients", ActivityRecipient.objects.select_related("party"))


@needs(Register.PROCESSORS, *SEES)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What the board does with data of pupils, what waits, and what the catalogue suggests."""
    scope = request.scope
    form = FilterForm(request.GET)
    rows = _narrowed(_latest(scope).filter(activity__taken_up_at__isnull=False), form, scope)
    page = Paginator(rows.order_by("name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "on": scope.on, "writes_board": writes_board(scope), "may_write": may_write(scope)}
    return render(request, "processors/activities.html", context)


def _narrowed(rows: QuerySet, form: FilterForm, scope: Scope) -> QuerySet:
    wanted = form.cleaned_data if form.is_valid() else {}
    state = wanted.get("state", "")
    rows = rows.exclude(activity__stopped_on=None) if state == "stopped" else rows.filter(activity__stopped_on=None)
    if state in VersionState.values:
        rows = rows.filter(status=state)
    if state == "late":
        rows = rows.filter(activity__due_on__lt=scope.on)
    return rows.filter(name__icontains=wanted["words"]) if wanted.get("words") else rows


@needs(Register.PROCESSORS, Verb.WRITE)
@require_safe
def suggested(request: SignedInRequest) -> HttpResponse:
    """What nearly every school does, to take up in the register."""
    if not writes_board(request.scope):
        raise NotAllowed(_("The privacy coordinator of the board takes suggestions up."))
    rows = ActivityVersion.objects.newest().filter(activity__taken_up_at=None).select_related("activity").order_by("name")
    return render(request, "processors/activities_suggested.html", {"rows": rows})


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """Something that the catalogue does not have."""
    scope = request.scope
    form = PartForm(sent(request), part="what", version=None, schools=schools_to_write(scope), is_board=writes_board(scope))
    if request.method == "POST" and form.is_valid():
        activity = services.add(form.values() | {"note": form.cleaned_data["note"]}, by=scope, at=timezone.now())
        messages.success(request, _("The activity is in the register as a draft. Fill in the other parts."))
        return redirect(activity)
    return _form_page(request, form, _("A new activity"))


@needs(Register.PROCESSORS, *SEES)
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What the register says of an activity now, what is still missing, and its versions."""
    scope = request.scope
    activity, version = _activity_or_404(scope, key)
    versions = list(activity.versions.select_related("approved_by").order_by("-number"))
    before = next((each for each in versions if each.number < version.number and each.status == VersionState.APPROVED), None)
    words = Words.now()
    whole = words.whole(version)
    missing = version.objections(on=scope.on) if version.is_open else {}
    dpias = list(activity.dpias.visible_to(scope).standing())
    context = {
        "activity": activity, "version": version, "versions": versions, "parts": _parts(version, whole),
        "recipients": version.recipients.all(), "missing": _missing(missing),
        "choices": VERSION_STEPS.choices(version, scope) if activity.taken_up_at and not activity.stopped_on else [],
        "may_write": not writes_version(version, scope) and not activity.stopped_on, "on": scope.on,
        "hints": _hints(version, words, dpias, scope) if version.is_open else [],
        "is_locked": version.status == VersionState.PROPOSED, "dpias": dpias,
        "changes": _changes(words, before, whole) if version.is_open else [],
    }
    return render(request, "processors/activity.html", context)


def _missing(found: dict[str, str]) -> list[tuple[str, Any, list[tuple[str, list[str]]]]]:
    """What is missing, by the part of the page where it is filled in; fields with one reason stand together."""
    parts: dict[str, dict[str, list[str]]] = {}
    for name, reason in found.items():
        parts.setdefault(part_of(name), {}).setdefault(reason, []).append(label_of(name) if name != "recipients" else "")
    labels_of = {part: label for part, (label, _names) in PARTS.items()}
    return [(part, labels_of.get(part) or _("Recipients outside the school"), list(reasons.items())) for part, reasons in parts.items()]


def _hints(version: ActivityVersion, words: Words, dpias: list[Dpia], scope: Scope) -> list[str]:
    """What stands in the way of nothing, and is worth a look."""
    found = []
    named = {code: words.kinds[code] for code in version.data_categories if code in words.kinds}
    if not dpias and asks_for_dpia(version, [code for code, kind in named.items() if kind.is_special]):
        found.append(_("Special data or a high risk: look whether a DPIA is needed."))
    idle = kinds_kept_for_nothing({code: kind.category for code, kind in named.items()}, version.purposes, kept_for(on=scope.on))
    if idle:
        names = "; ".join(named[code].name for code in idle)
        found.append(_("No school keeps this for these purposes: %(kinds)s.") % {"kinds": names})
    return found


def kept_for(*, on: date) -> dict[str, set[str]]:
    """For which purposes some school keeps each kind of data; one query."""
    found: dict[str, set[str]] = {}
    for code, purposes in KeptCategory.objects.in_force(on=on).filter(is_kept=True).values_list("data_category__code", "purposes"):
        found.setdefault(code, set()).update(purposes)
    return found


def _parts(version: ActivityVersion, whole: dict[str, str]) -> Iterable[tuple]:
    """The parts of the page; the balancing and the automated decisions only where they matter."""
    named = dict(labels())
    for part, (label, names) in PARTS.items():
        if part == "interest" and version.ground != "f" and not version.interest:
            continue
        if part == "automated" and not version.is_automated:
            names = names[:1]
        yield part, label, [(named[name], whole[name]) for name in names]


def _changes(words: Words, before: ActivityVersion | None, after: dict[str, str]) -> list:
    return differences(words.whole(before), after, labels()) if before else []


@needs(Register.PROCESSORS, *SEES)
@require_safe
def version(request: SignedInRequest, key: UUID, number: int) -> HttpResponse:
    """One version as it was approved, and what it changed."""
    activity, _latest_one = _activity_or_404(request.scope, key)
    rows = list(_with_people(activity.versions.filter(number__lte=number)).prefetch_related(RECIPIENTS).order_by("-number"))
    if not rows or rows[0].number != number:
        raise Http404
    words = Words.now()
    whole = words.whole(rows[0])
    context = {
        "activity": activity, "version": rows[0], "parts": _parts(rows[0], whole), "recipients": rows[0].recipients.all(),
        "changes": _changes(words, rows[1] if len(rows) > 1 else None, whole),
    }
    return render(request, "processors/activity_version.html", context)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID, part: str) -> HttpResponse:
    """Change one part of it."""
    scope = request.scope
    activity, current = _to_write_or_404(scope, key)
    if part not in PARTS:
        raise Http404
    form = PartForm(sent(request), part=part, version=current, schools=schools_to_write(scope), is_board=writes_board(scope))
    if request.method == "POST" and form.is_valid():
        services.change(activity, form.values(), note=form.cleaned_data["note"], by=scope, at=timezone.now())
        messages.success(request, _("Changed. It holds once the board has approved it."))
        return redirect(activity)
    return _form_page(request, form, PARTS[part][0], activity, current)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def recipients(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Who outside the school gets the data; `drop` takes one away."""
    scope = request.scope
    activity, current = _to_write_or_404(scope, key)
    if request.method == "POST" and "drop" in request.POST:
        services.drop_recipient(activity, _key_or_404(request.POST["drop"]), by=scope, at=timezone.now())
        messages.success(request, _("Taken away from this activity."))
        return redirect("processors:activity_recipients", activity.pk)
    form = RecipientForm(sent(request), parties=Party.objects.visible_to(scope))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_recipient(activity, **form.cleaned_data, by=scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("Added."))
            return redirect("processors:activity_recipients", activity.pk)
    context = {"form": form, "activity": activity, "version": current, "recipients": current.recipients.all()}
    return render(request, "processors/activity_recipients.html", context)


@needs(Register.PROCESSORS, Verb.WRITE, Verb.SIGN)
@require_POST
def step(request: SignedInRequest, key: UUID, name: str) -> HttpResponse:
    """A step that asks nothing more: take up, lay before the board, approve, or nothing has to change."""
    scope, at = request.scope, timezone.now()
    activity, current = _activity_or_404(scope, key)
    match name:
        case "take-up":
            services.take_up(activity, by=scope, at=at)
            messages.success(request, _("It stands in the register now, as a draft. Do the tests and complete it."))
        case "propose":
            services.propose(current, by=scope, at=at)
            messages.success(request, _("It lies before the board. Nothing changes until the board approves it."))
        case "approve":
            services.approve(current, by=scope, at=at)
            messages.success(request, _("Approved. This version no longer changes."))
        case "reviewed":
            services.review(activity, by=scope, at=at)
            messages.success(request, _("Noted that you looked at it and that nothing has to change."))
        case _:
            raise Http404
    return redirect(activity)


@needs(Register.PROCESSORS, Verb.SIGN)
@require_http_methods(GET_OR_POST)
def send_back(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The board wants something else."""
    activity, current = _activity_or_404(request.scope, key)
    if reason := VERSION_STEPS.why_not("send_back", current, request.scope):
        raise NotAllowed(reason)
    form = AnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        services.send_back(current, answer=form.cleaned_data["answer"], by=request.scope, at=timezone.now())
        messages.success(request, _("It went back to the privacy coordinator."))
        return redirect(activity)
    return _form_page(request, form, _("Send back"), activity, current)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def stop(request: SignedInRequest, key: UUID) -> HttpResponse:
    """It is no longer done."""
    activity, current = _to_write_or_404(request.scope, key)
    form = StopForm(sent(request), initial={"on": request.scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            services.stop(activity, **form.cleaned_data, by=request.scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("Written down as ended. What the register said of it stays."))
            return redirect(activity)
    return _form_page(request, form, _("End this activity"), activity, current)


def _with_people(versions: QuerySet[ActivityVersion]) -> QuerySet[ActivityVersion]:
    return versions.select_related("approved_by", "made_by")


def _form_page(request: SignedInRequest, form: Any, heading: Any, activity: Activity | None = None, current: Any = None) -> HttpResponse:
    context = {"form": form, "heading": heading, "activity": activity, "version": current}
    return render(request, "processors/activity_part.html", context)


def writes_board(scope: Scope) -> bool:
    return scope.schools(Register.PROCESSORS, Verb.WRITE) is None


def may_write(scope: Scope) -> bool:
    return scope.may(Register.PROCESSORS, Verb.WRITE)


def schools_to_write(scope: Scope) -> SchoolQuerySet:
    return visible_schools(scope).within(scope.schools(Register.PROCESSORS, Verb.WRITE))


def _latest(scope: Scope) -> QuerySet[ActivityVersion]:
    return ActivityVersion.objects.newest().visible_to(scope).select_related("activity")


def _activity_or_404(scope: Scope, key: UUID) -> tuple[Activity, ActivityVersion]:
    rows = _latest(scope).prefetch_related(RECIPIENTS)
    if not writes_board(scope):
        rows = rows.filter(activity__taken_up_at__isnull=False)
    found = get_object_or_404(rows.select_related("activity__reviewed_by", "made_by", "approved_by"), activity=key)
    return found.activity, found


def _to_write_or_404(scope: Scope, key: UUID) -> tuple[Activity, ActivityVersion]:
    activity, current = _activity_or_404(scope, key)
    if reason := writes_version(current, scope):
        raise NotAllowed(reason)
    if current.status == VersionState.PROPOSED:
        raise NotAllowed(_("This version lies before the board: wait for its answer."))
    if activity.stopped_on:
        raise NotAllowed(_("This activity has ended."))
    return activity, current


def _key_or_404(asked: str) -> UUID:
    try:
        return UUID(asked)
    except ValueError as error:
        raise Http404 from error
