"""Talks of the care team: planned from a care case, the parents told and asked, and how it went (S1-105, S1-106)."""
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent.forms.occasions import InformedForm, SettleForm, TalkForm
from consent.models import CareTalk, TalkState
from consent.services import occasions, talks
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, ask_page, sent
from privacyadmin.workflow import NotAllowed
from students.models import Case, Student

from .pages import GET_OR_POST


def case_of(request: SignedInRequest, key: UUID) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.scope).select_related("school").defer("school__logo"), pk=key)


def talk_of(request: SignedInRequest, key: UUID) -> CareTalk:
    rows = CareTalk.objects.select_related("case__school", "school", "student", "made_by", "settled_by")
    rows = rows.defer("case__school__logo", "school__logo", "student__bsn_sealed")
    return get_object_or_404(rows.filter(case__in=Case.objects.visible_to(request.scope).values("pk")), pk=key)


@needs_staff
@require_http_methods(GET_OR_POST)
def talk_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Plan a talk about a pupil of the case."""
    case = case_of(request, key)
    talks.check_runs(case, request.scope)
    pupils = Student.objects.filter(case_pupils__case=case).order_by("pk").defer("bsn_sealed")
    form = TalkForm(sent(request), pupils=pupils, initial={"student": pupils.first()})
    if request.method == "POST" and form.is_valid():
        try:
            talk = talks.plan(case, form.cleaned_data.pop("student"), by=request.scope, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            needs_parents = talks.standing([talk], at=request.scope.at)[talk.pk].needs_parents
            messages.success(request, _("The talk is planned. Tell the parents now.") if needs_parents else _("The talk is planned."))
            return redirect(talk)
    return _asks(request, form, _("Plan a talk"), back=reverse("students:case", args=[case.pk]), here=_("Case"), submit=_("Plan"))


@needs_staff
@require_safe
def talk(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One talk: whether the parents know and said yes, and so whether the name may be said."""
    shown, scope = talk_of(request, key), request.scope
    is_planned = shown.state == TalkState.PLANNED
    context = {
        "talk": shown, "standing": talks.standing([shown], at=scope.at)[shown.pk] if is_planned else None,
        "runs": is_planned and talks.runs(shown.case, scope), "is_past": shown.on <= scope.on,
        "asked": occasions.standing([shown.pk], talks.CODE).get(shown.pk, []),
    }
    return render(request, "consent/talk.html", context)


@needs_staff
@require_http_methods(GET_OR_POST)
def talk_step(request: SignedInRequest, key: UUID, step: str) -> HttpResponse:
    """Ask the parents, note that they were told, or note how it went."""
    shown = talk_of(request, key)
    if step not in STEPS:
        raise Http404
    talks.check_runs(shown.case, request.scope)
    if shown.state != TalkState.PLANNED:
        raise NotAllowed(_("How this talk went was noted already."))
    return STEPS[step](request, shown)


def _ask(request: SignedInRequest, shown: CareTalk) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    talks.ask(shown, by=request.scope, at=timezone.now())
    messages.success(request, _("The question is put. Who has an account finds it in the portal; put it to the others yourself."))
    return redirect(shown)


def _informed(request: SignedInRequest, shown: CareTalk) -> HttpResponse:
    form = InformedForm(sent(request), initial={"informed_on": request.scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            talks.note_informed(shown, by=request.scope, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("It is noted."))
            return redirect(shown)
    title, here = _("The parents were told"), _("Talk of the care team")
    return _asks(request, form, title, back=shown.get_absolute_url(), here=here, submit=_("Note it"))


def _settle(request: SignedInRequest, shown: CareTalk) -> HttpResponse:
    reason = talks.standing([shown], at=request.scope.at)[shown.pk].why_not_by_name
    form = SettleForm(sent(request), with_name=not reason, is_past=shown.on <= request.scope.on)
    if request.method == "POST" and form.is_valid():
        talks.settle(shown, TalkState(form.cleaned_data["state"]), by=request.scope, at=timezone.now())
        messages.success(request, _("It is noted."))
        return redirect(shown)
    note = _("Only without a name: %(why)s") % {"why": reason} if reason else ""
    return _asks(
        request, form, _("How it went"), back=shown.get_absolute_url(), here=_("Talk of the care team"), submit=_("Note it"), note=note
    )


STEPS = {"ask": _ask, "informed": _informed, "settle": _settle}


def _asks(request: SignedInRequest, form, title: str, *, back: str, here: str, submit: str, note: str = "") -> HttpResponse:
    crumbs = [(_("Cases"), reverse("students:cases")), (here, back)]
    return ask_page(request, form, title, crumbs=crumbs, back=back, submit=submit, note=note)
