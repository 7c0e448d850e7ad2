from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin import crypto
from privacyadmin.access.http import SignedInRequest, sent, sent_files
from privacyadmin.documents import signing
from privacyadmin.files.forms import taken
from privacyadmin.files.http import attachment
from privacyadmin.files.services import name_of, why_not_open
from privacyadmin.workflow import NotAllowed
from processors.acts import agreements as acts
from processors.forms import agreements as forms
from processors.models import Agreement, AgreementFile
from processors.models.catalogue import AgreementStatus, FileKind, Paper
from processors.rules.countries import objection_to
from processors.rules.papers import paper_for
from processors.services import agreements as services
from processors.services.parties import keeps
from processors.workflow import agreements as workflow

from .pages import AT_ONCE, GET_OR_POST, agreement_of, ask, kept_agreement_of, party_of, places_of, reads, writes
from .parties import kind_of

# The steps that ask something first: the form, what is done with its answers, and the button.
STEPS: dict[str, tuple[type[forms.OnForm], Callable[..., Any]]] = {
    "ask": (forms.OnForm, services.ask),
    "record": (forms.RecordForm, services.record),
    "refuse": (forms.WhyForm, services.refuse),
    "redraw": (forms.NothingForm, services.redraw),
    "review": (forms.ReviewForm, services.review),
    "prolong": (forms.ProlongForm, services.prolong),
    "terminate": (forms.TerminateForm, services.terminate),
    "chase": (forms.ChaseForm, services.chase),
    "prove": (forms.ProveForm, services.prove),
    "waive": (forms.WaiveForm, services.waive),
}
STATES = ("draft", "requested", "signed", "refused", "terminated")


@reads
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every agreement, those that need something first."""
    scope, state = request.scope, request.GET.get("state", "")
    found = Agreement.objects.visible_to(scope).select_related("party", "school").defer("school__logo")
    if state in STATES:
        found = found.filter(status=state)
    page = Paginator(found.order_by("party__name", "subject", "pk"), AT_ONCE).get_page(request.GET.get("page"))
    states = ((row, row.state_on(scope.on)) for row in page)
    rows = [{"row": row, "state": found, "kind": kind_of(found), "ends": row.ends_on(scope.on)} for row, found in states]
    context = {"page": page, "rows": rows, "state": state, "states": [(code, AgreementStatus(code).label) for code in STATES]}
    return render(request, "processors/agreements.html", context)


@writes
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Draw up an agreement; which paper is needed follows from the role of the party (C-26), who makes it from who uses it (S1-50)."""
    party, scope = party_of(request, key), request.scope
    count, is_for_board = services.contracting_level(party, scope.on)
    uses = list(party.uses.on(scope.on))
    papers = [paper for use in uses if (paper := paper_for(use.role, is_duty=use.is_duty)) != Paper.NONE]
    initial = {
        "paper": papers[0] if papers else Paper.PROCESSING, "covers_all": any(use.school_id is None for use in uses),
        "categories": sorted({code for use in uses for code in use.categories}),
        "schools": [use.school_id for use in uses if use.school_id],
        "school": None if is_for_board or not uses else uses[0].school_id,
    }
    form = forms.AgreementForm(sent(request), instance=Agreement(party=party), initial=initial, **places_of(scope))
    if request.method == "POST" and form.is_valid():
        agreement = services.draw_up(party, values=form.values(), schools=form.cleaned_data["schools"], by=scope, at=timezone.now())
        messages.success(request, _("The agreement is a draft. Tick now what its text has."))
        return redirect("processors:agreement_clauses", agreement.pk)
    note = ""
    if is_for_board:
        note = _("%(count)s schools use this party: the agreement is for the board to make.") % {"count": count}
    elif uses and not papers:
        note = _("In its role this party needs no agreement: the law is the ground.")
    return ask(request, form, _("Draw up an agreement"), back=party, note=note)


@writes
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Fill in an agreement that nobody signed yet."""
    agreement = kept_agreement_of(request, key)
    if not agreement.is_before_signing:
        raise NotAllowed(_("What was signed does not change. Prolong it, end it, or draw up a new one."))
    form = forms.AgreementForm(sent(request), instance=copy(agreement), **places_of(request.scope))
    if request.method == "POST" and form.is_valid():
        services.change(agreement, values=form.values(), schools=form.cleaned_data["schools"], by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(agreement)
    return ask(request, form, _("Change agreement"), back=agreement)


@writes
@require_http_methods(GET_OR_POST)
def clauses(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The eight things that GDPR 28(3) asks of the text."""
    agreement = kept_agreement_of(request, key)
    if not agreement.is_before_signing:
        raise NotAllowed(_("What was signed does not change. Prolong it, end it, or draw up a new one."))
    form = forms.ClausesForm(sent(request), agreement=agreement)
    if request.method == "POST" and form.is_valid():
        services.tick(agreement, ticks=form.values(), by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(agreement)
    lede = _("Tick what the text has, and name the clause. It can be signed when all eight are there.")
    return ask(request, form, _("Clauses of GDPR 28(3)"), back=agreement, lede=lede)


@reads
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One agreement: what it says, who signed, what is still to be done."""
    agreement, scope = agreement_of(request, key), request.scope
    on = scope.on
    state = agreement.state_on(on)
    rows = [*agreement.subprocessors.all()]
    context = {
        "agreement": agreement, "state": state, "kind": kind_of(state), "ends": agreement.ends_on(on),
        "signer": workflow.required_signer(agreement, on), "missing": workflow.lacks(agreement) if agreement.is_before_signing else [],
        "outside": workflow.outside_objections(agreement, on), "buttons": _buttons(agreement, scope),
        "may_write": keeps(scope, agreement.school_id),
        "subprocessors": [{"row": row, "objection": _outside(row, on), "is_open": row.state == "announced"} for row in rows],
        "transfers": [{"row": row, "objection": _outside(row, on)} for row in agreement.transfers.all()],
        "certificates": [{"row": row, "holds": row.holds(on)} for row in agreement.certificates.filter(replaced_on=None)],
        "annex": getattr(agreement, "annex", None), "sheets": agreement.sheets.select_related("product"),
        "files": _files(agreement), "duties": [{"duty": duty, "is_late": duty.is_late(on)} for duty in agreement.duties.open()],
        "signatures": signing.signatures_of(acts.AGREEMENT, agreement.pk),
        "is_processing": agreement.paper == Paper.PROCESSING,
    }
    return render(request, "processors/agreement.html", context)


def _outside(row, on) -> str:
    code = objection_to(row.country, row.mechanism, on, has_assessment=row.is_assessed)
    return str(workflow.OUTSIDE[code]) % {"where": row.country} if code else ""


def _files(agreement: Agreement) -> list[dict]:
    rows = list(agreement.files.all())
    keyring = crypto.Keyring.for_subjects([agreement.pk]) if rows else None
    return [{"row": row, "name": name_of(row, keyring), "closed": why_not_open(row)} for row in rows if keyring]


def _buttons(agreement: Agreement, scope) -> list[dict]:
    """Each step that this person may take in this state, the closed ones with their reason."""
    return [
        {"name": choice.name, "label": choice.label, "reason": choice.reason, "url": _url_of(agreement, choice.name)}
        for choice in workflow.AGREEMENT_STEPS.choices(agreement, scope)
    ]


def _url_of(agreement: Agreement, step: str) -> str:
    if step == "sign":
        return reverse("documents:sign", args=[acts.AGREEMENT, agreement.pk])
    return reverse("processors:agreement_step", args=[agreement.pk, step])


@writes
@require_http_methods(GET_OR_POST)
def step(request: SignedInRequest, key: UUID, name: str) -> HttpResponse:
    """Take a step: what it asks stands on one page with its button."""
    if name not in STEPS:
        raise Http404
    agreement, at = agreement_of(request, key), timezone.now()
    found = workflow.AGREEMENT_STEPS.check(name, agreement, request.scope)
    form_class, service = STEPS[name]
    form = form_class(**sent_files(request), today=request.scope.on, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        uploads = "uploads" in form.fields
        checked = taken(form, "uploads", about=agreement, school=agreement.school_id, by=request.scope, at=at) if uploads else []
        if form.is_valid() and _taken(service, agreement, form, checked, request.scope, at):
            messages.success(request, _("Done: %(step)s.") % {"step": found.label})
            return redirect(agreement)
    return ask(request, form, str(found.label), back=agreement, submit=str(found.label), danger=name in ("refuse", "terminate"))


def _taken(service: Callable[..., Any], agreement: Agreement, form: forms.OnForm, checked: list, by, at) -> bool:
    values = dict(form.cleaned_data)
    if service is services.prove:
        values["proofs"] = checked
    try:
        service(agreement, **values, by=by, at=at)
    except NotAllowed as refusal:
        form.add_error(None, refusal.reason)
        return False
    if checked and service is not services.prove:
        services.add_files(agreement, kind=FileKind.AGREEMENT, checked=checked, by=by, at=at)
    return True


@writes
@require_http_methods(GET_OR_POST)
def files(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Add papers to an agreement."""
    agreement, at = kept_agreement_of(request, key), timezone.now()
    form = forms.FilesForm(**sent_files(request))
    if request.method == "POST" and form.is_valid():
        checked = taken(form, "uploads", about=agreement, school=agreement.school_id, by=request.scope, at=at)
        if form.is_valid():
            services.add_files(agreement, kind=form.cleaned_data["kind"], checked=checked, by=request.scope, at=at)
            messages.success(request, _("It has been added."))
            return redirect(agreement)
    return ask(request, form, _("Add a paper"), back=agreement)


@reads
@require_safe
def file(request: SignedInRequest, key: UUID) -> StreamingHttpResponse:
    """A paper of an agreement, to save."""
    row = get_object_or_404(AgreementFile.objects.select_related("agreement"), pk=key)
    agreement_of(request, row.agreement_id)
    opened = services.open_file(row, by=request.scope, at=timezone.now())
    return attachment(opened.content, name=opened.name, media_type=opened.media_type, size=opened.size)
