"""A DPIA on the screen: pre-scan, analysis, risks, the FG's advice, the board's decision, the review."""
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from processors.forms.dpia import AdviceForm, AnalysisForm, BeginForm, ConsultationForm, DecisionForm, PrescanForm, RiskForm
from processors.models import Activity, ActivityVersion, Dpia, DpiaAdvice, DpiaRisk
from processors.models.parties import SEES
from processors.models.register_words import DpiaStatus
from processors.rules.dpia import ANALYSIS, highest_left, is_needed, level
from processors.services import dpia as services
from processors.workflow.register import DPIA_STEPS, writes_dpia

from .activities import GET_OR_POST, PAGE_SIZE, may_write, schools_to_write, writes_board

BY_BUTTON = {"start", "not_needed", "look_again", "weigh", "ask_advice", "rework"}
ON_A_PAGE = {"advise": "processors:dpia_advise", "decide": "processors:dpia_decide"}
ORDER = (DpiaStatus.PRESCAN, DpiaStatus.ANALYSIS, DpiaStatus.RISKS, DpiaStatus.ADVICE, DpiaStatus.DECISION, DpiaStatus.DECIDED)


@needs(Register.PROCESSORS, *SEES)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every DPIA, what waits first; `?all=1` shows those that a later one has followed as well."""
    rows = Dpia.objects.visible_to(request.scope).select_related("school").defer("school__logo")
    if "all" not in request.GET:
        rows = rows.standing()
    page = Paginator(rows.order_by("due_on", "title", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": may_write(request.scope), "on": request.scope.on, "shows_all": "all" in request.GET}
    return render(request, "processors/dpias.html", context)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """Look whether a plan or an activity needs one."""
    scope = request.scope
    versions = ActivityVersion.objects.newest().visible_to(scope).filter(activity__taken_up_at__isnull=False, activity__stopped_on=None)
    activities = [(str(key), name) for key, name in versions.order_by("name").values_list("activity", "name")]
    form = BeginForm(
        sent(request), schools=schools_to_write(scope), activities=activities,
        is_board=writes_board(scope), initial={"activity": request.GET.get("activity", "")},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        activity = Activity.objects.get(pk=values["activity"]) if values["activity"] else None
        dpia = services.begin(title=values["title"], school=values["school"], activity=activity, by=scope, at=timezone.now())
        return redirect("processors:dpia_prescan", dpia.pk)
    return render(request, "processors/dpia_form.html", {"form": form, "heading": _("A new DPIA"), "dpia": None})


@needs(Register.PROCESSORS, *SEES)
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Where it is, what it says, and what can be done now."""
    scope = request.scope
    dpia = dpia_or_404(scope, key)
    risks = list(dpia.risks.all())
    context = {
        "dpia": dpia, "steps": _checklist(dpia), "buttons": _buttons(dpia, scope), "is_needed": is_needed(dpia.criteria),
        "analysis": [(_label_of(name), getattr(dpia, name)) for name in ANALYSIS],
        "risks": [(risk, level(risk.likelihood, risk.impact), _left(risk)) for risk in risks], "left": highest_left(risks),
        "writes": _writes(dpia, scope),
        "activity_name": _name_of(dpia), "on": scope.on,
    }
    return render(request, "processors/dpia.html", context)


def _label_of(name: str) -> Any:
    field: Any = Dpia._meta.get_field(name)
    return field.verbose_name


def _writes(dpia: Dpia, scope: Scope) -> set[str]:
    """The parts that this person can write now."""
    if writes_dpia(dpia, scope):
        return set()
    return {part for part, states in services.WRITTEN_IN.items() if dpia.status in states}


def _left(risk: DpiaRisk):
    return level(risk.likelihood_after, risk.impact_after) if risk.likelihood_after and risk.impact_after else None


def _name_of(dpia: Dpia) -> str:
    names = ActivityVersion.objects.filter(activity=dpia.activity_id).order_by("-number").values_list("name", flat=True)
    return names.first() or "" if dpia.activity_id else ""


def _checklist(dpia: Dpia) -> list[dict]:
    """The way of a DPIA, with where it is."""
    if dpia.status == DpiaStatus.NOT_NEEDED:
        return [{"label": DpiaStatus.PRESCAN.label, "status": DpiaStatus.NOT_NEEDED.label, "kind": "good"}]
    here = ORDER.index(DpiaStatus(dpia.status))
    last = len(ORDER) - 1
    found = []
    for place, status in enumerate(ORDER):
        is_done = place < here or here == last
        word, kind = (_("done"), "good") if is_done else (_("now"), "brand") if place == here else (_("later"), "")
        found.append({"label": status.label, "status": word, "kind": kind})
    return found


def _buttons(dpia: Dpia, scope: Scope) -> list[dict]:
    """The steps of this state. To decide, the board first chooses what; that page says what stands in the way."""
    return [
        {"label": choice.label, "name": choice.name, "reason": "" if choice.name == "decide" else choice.reason,
         "url_name": ON_A_PAGE.get(choice.name, "")}
        for choice in DPIA_STEPS.choices(dpia, scope)
    ]


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def prescan(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Which criteria apply: the law's, the policy's and the nine of WP248."""
    dpia = _to_write_or_404(request.scope, key, "prescan")
    form = PrescanForm.of(dpia, sent(request))
    if request.method == "POST" and form.is_valid():
        dpia = services.prescan(dpia, **form.values(), by=request.scope, at=timezone.now())
        said = _("A DPIA is needed.") if is_needed(dpia.criteria) else _("The law asks for no DPIA. You may do one.")
        messages.success(request, said)
        return redirect(dpia)
    return render(request, "processors/dpia_form.html", {"form": form, "heading": _("Pre-scan"), "dpia": dpia})


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def write(request: SignedInRequest, key: UUID, part: str) -> HttpResponse:
    """The analysis, or what the authority was asked."""
    kinds = {"analysis": (AnalysisForm, _("Analysis")), "consultation": (ConsultationForm, _("Put before the authority (AP)"))}
    if part not in kinds:
        raise Http404
    dpia = _to_write_or_404(request.scope, key, part)
    kind, heading = kinds[part]
    form = kind(sent(request), instance=dpia)
    if request.method == "POST" and form.is_valid():
        services.write(dpia, part, form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(dpia)
    return render(request, "processors/dpia_form.html", {"form": form, "heading": heading, "dpia": dpia})


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def risk_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Something that could go wrong."""
    dpia = _to_write_or_404(request.scope, key, "risks")
    return _risk_page(request, dpia, None)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def risk(request: SignedInRequest, key: UUID, risk_key: UUID) -> HttpResponse:
    """Change a risk; `drop` takes it away."""
    dpia = _to_write_or_404(request.scope, key, "risks")
    found = get_object_or_404(dpia.risks, pk=risk_key)
    if request.method == "POST" and "drop" in request.POST:
        services.drop_risk(dpia, found, by=request.scope, at=timezone.now())
        messages.success(request, _("Taken away."))
        return redirect(dpia)
    return _risk_page(request, dpia, found)


def _risk_page(request: SignedInRequest, dpia: Dpia, found: DpiaRisk | None) -> HttpResponse:
    form = RiskForm(sent(request), instance=found or DpiaRisk(dpia=dpia, place=0))
    if request.method == "POST" and form.is_valid():
        services.save_risk(dpia, form.cleaned_data, risk=found, by=request.scope, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(dpia)
    return render(request, "processors/dpia_form.html", {"form": form, "heading": _("Risk"), "dpia": dpia, "risk": found})


@needs(Register.PROCESSORS, Verb.WRITE)
@require_POST
def step(request: SignedInRequest, key: UUID, name: str) -> HttpResponse:
    """A step that asks nothing more."""
    dpia = dpia_or_404(request.scope, key)
    if name == "review":
        dpia = services.review(dpia, by=request.scope, at=timezone.now())
        messages.success(request, _("The review is begun with what was decided last time. First the pre-scan."))
    elif name in BY_BUTTON:
        dpia = services.step(dpia, name, by=request.scope, at=timezone.now())
        messages.success(request, _("Done. It is now in this state: %(state)s.") % {"state": dpia.get_status_display()})
    else:
        raise Http404
    return redirect(dpia)


@needs(Register.PROCESSORS, Verb.ADVISE)
@require_http_methods(GET_OR_POST)
def advise(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The FG advises (S2-51)."""
    dpia = dpia_or_404(request.scope, key)
    if reason := DPIA_STEPS.why_not("advise", dpia, request.scope):
        raise NotAllowed(reason)
    form = AdviceForm(sent(request))
    if request.method == "POST" and form.is_valid():
        services.advise(dpia, **form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("Your advice is recorded. The board decides now."))
        return redirect(dpia)
    return render(request, "processors/dpia_form.html", {"form": form, "heading": _("Advice of the FG"), "dpia": dpia})


@needs(Register.PROCESSORS, Verb.SIGN)
@require_http_methods(GET_OR_POST)
def decide(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The board chooses what it decides; then it reads the whole and signs."""
    dpia = dpia_or_404(request.scope, key)
    step = DPIA_STEPS["decide"]
    if reason := step.lacks_right(dpia, request.scope):
        raise NotAllowed(reason)
    if dpia.status != DpiaStatus.DECISION:
        raise NotAllowed(_("This step is not possible in the present state."))
    initial = {"verdict": dpia.verdict, "note": dpia.verdict_note, "review_months": dpia.review_months}
    form = DecisionForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.prepare_decision(dpia, **form.cleaned_data, by=request.scope, at=timezone.now())
        except NotAllowed as objection:
            form.add_error(None, objection.reason)
        else:
            return redirect("documents:sign", "processors.dpia", dpia.pk)
    return render(request, "processors/dpia_form.html", {"form": form, "heading": _("Decision of the board"), "dpia": dpia})


def dpia_or_404(scope: Scope, key: UUID) -> Dpia:
    rows = Dpia.objects.visible_to(scope).select_related("school", "activity", "follows", "followed_by", "decided_by", "made_by")
    rows = rows.defer("school__logo").prefetch_related("risks", Prefetch("advices", DpiaAdvice.objects.select_related("by")))
    return get_object_or_404(rows, pk=key)


def _to_write_or_404(scope: Scope, key: UUID, part: str) -> Dpia:
    dpia = dpia_or_404(scope, key)
    if reason := writes_dpia(dpia, scope):
        raise NotAllowed(reason)
    if dpia.status not in services.WRITTEN_IN[part]:
        raise NotAllowed(_("This part stands fast in the present state."))
    return dpia
