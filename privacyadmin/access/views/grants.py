from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access import holdings, proposals, searching
from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.forms import GrantFilter, ProposalForm, ReasonForm
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.models import Grant, GrantProposal
from privacyadmin.access.scope import ADVISER_CASE, Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed

from .overview import PAGE_SIZE, WATCHERS

GET_OR_POST = ["GET", "HEAD", "POST"]


@needs(Register.USERS, *WATCHERS)
@require_http_methods(GET_OR_POST)
def grants(request: SignedInRequest) -> HttpResponse:
    """Who holds which role where, since when, given by whom and why."""
    if request.method == "POST":
        return searching.as_address(request, keep=[name for name in GrantFilter.base_fields if name != searching.WORDS])
    scope = request.scope
    reach = scope.schools(Register.USERS, *WATCHERS)
    form = GrantFilter(searching.question(request), schools=School.objects.within(reach))
    page = Paginator(holdings.find(form.wanted(reach), at=scope.at), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = holdings.rows(page)
    holdings.note_resting(rows, at=scope.at)
    for row in rows:
        row.shown_state = row.state(scope.at)
        why_not = proposals.why_not_end(holder=row.user_id, school=row.school_id, scope=scope)
        row.may_end = row.shown_state != holdings.ENDED and not why_not
    context = {
        "form": form, "page": page, "rows": rows, "may_propose": scope.may(Register.USERS, Verb.PROPOSE),
        "is_director": scope.holds(Role.DIRECTOR),
        "proposals": [(proposal, proposals.why_not_answer(proposal, scope)) for proposal in proposals.open_proposals(scope)],
    }
    if request.htmx and not request.htmx.boosted:
        return searching.part(request, render(request, "access/_grants.html", context))
    return render(request, "access/grants.html", context)


@needs(Register.USERS, Verb.PROPOSE)
@require_http_methods(GET_OR_POST)
def propose(request: SignedInRequest) -> HttpResponse:
    """Ask for a role of a colleague; somebody of another function confirms it."""
    scope = request.scope
    schools = School.objects.within(scope.schools(Register.USERS, Verb.PROPOSE))
    form = ProposalForm(request.POST or None, scope=scope, schools=schools, initial={"since": scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            proposals.propose(**form.proposal(), by=scope, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("The role is proposed. It gives nothing until somebody of another function confirms it."))
            return redirect("access:grants")
    return render(request, "access/propose.html", {"form": form})


@needs(Register.USERS, Verb.PROPOSE, Verb.APPROVE)
@require_http_methods(GET_OR_POST)
def proposal(request: SignedInRequest, proposal_id: UUID) -> HttpResponse:
    """One proposed role, to be confirmed or declined with a reason."""
    scope = request.scope
    shown = get_object_or_404(visible_proposals(scope), pk=proposal_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proposals.decline(shown, **form.cleaned_data, by=scope, at=timezone.now())
        messages.success(request, _("The proposed role is declined."))
        return redirect("access:grants")
    context = {"proposal": shown, "form": form, "why_not": proposals.why_not_answer(shown, scope)}
    return render(request, "access/proposal.html", context)


@needs(Register.USERS, Verb.PROPOSE, Verb.APPROVE)
@require_POST
def confirm(request: SignedInRequest, proposal_id: UUID) -> HttpResponse:
    """Give the proposed role."""
    shown = get_object_or_404(visible_proposals(request.scope), pk=proposal_id)
    proposals.confirm(shown, by=request.scope, at=timezone.now())
    messages.success(request, _("The role is given."))
    return redirect("access:grants")


@needs(Register.USERS, Verb.PROPOSE, Verb.APPROVE)
@require_http_methods(GET_OR_POST)
def end(request: SignedInRequest, model: str, grant_id: UUID) -> HttpResponse:
    """End a colleague's role at once, with a reason."""
    scope = request.scope
    held = grant_in_reach(scope, model, grant_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proposals.end_grant(held, **form.cleaned_data, by=scope, at=timezone.now())
        messages.success(request, _("The role has ended."))
        return redirect("access:grants")
    school = proposals.school_of(held.content_object)
    why_not = proposals.why_not_end(holder=held.user_id, school=school.pk if school else None, scope=scope)
    return render(request, "access/end.html", {"grant": held, "school": school, "form": form, "why_not": why_not})


def visible_proposals(scope: Scope):
    """Proposals, answered ones too, of the schools that this person watches over."""
    reach = scope.schools(Register.USERS, Verb.PROPOSE, Verb.APPROVE)
    found = GrantProposal.objects.select_related("user", "school", "asked_by", "answered_by")
    return found if reach is None else found.filter(school__in=reach)


def grant_in_reach(scope: Scope, model: str, grant_id: UUID) -> Grant:
    """A grant of a school that this person watches over, or 404; that of an adviser in her own case is hers alone (S1-115)."""
    known = holdings.model_of(model)
    if known is None:
        raise Http404
    found = known.objects.select_related("user", "permission", "content_object", "by")           # type: ignore[misc] # of the concrete grant
    held = get_object_or_404(found, pk=grant_id)
    if getattr(held.content_object, "kind", "") == ADVISER_CASE:
        raise Http404
    reach = scope.schools(Register.USERS, Verb.PROPOSE, Verb.APPROVE)
    school = proposals.school_of(held.content_object)
    if reach is not None and school is not None and school.pk not in reach:
        raise Http404
    return held
