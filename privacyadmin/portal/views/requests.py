from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin import policy
from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.portal.children import Child, brand_for, children_of
from privacyadmin.portal.forms import ChildForm, WhatForm
from privacyadmin.workflow import NotAllowed
from requests import answer, rights, timeline
from requests.forms import AnswerForm, CodeForm
from requests.models import Outcome, PrivacyRequest, Status
from requests.services import delivering, handling, receiving
from requests.views.pages import attachment

both_methods = require_http_methods(["GET", "HEAD", "POST"])


def rows_of(found: Iterable[PrivacyRequest]) -> list[dict]:
    """Requests as big rows: what, and in one sentence where it stands."""
    return [
        {
            "title": _("%(what)s: %(child)s") % {"what": row.title, "child": row.student.call_name if row.student else "–"},
            "text": where(row),
            "url": row.get_portal_url(),
            "tag": _("A question for you") if row.open_question else "",
            "kind": "warn",
        }
        for row in found
    ]


def where(row: PrivacyRequest) -> str:
    """Where a request stands, in one plain sentence with its date."""
    day = date_format(row.due_on, "l j F")
    if row.open_question and row.status != Status.CLOSED:
        return _("We asked you something. We go on as soon as you answer.")
    sentences: dict[str, str] = {
        Status.RECEIVED: _("We have received it. You get an answer on %(day)s at the latest."),
        Status.IDENTIFIED: _("We start collecting the papers. You get an answer on %(day)s at the latest."),
        Status.COLLECTING: _("We are collecting the papers. You get an answer on %(day)s at the latest."),
        Status.SUBMITTED: _("The school is about to decide. You get an answer on %(day)s at the latest."),
        Status.DECIDED: _("There is a decision. The answer is being made."),
        Status.READY: _("The answer is ready. You can download it."),
        Status.CLOSED: _("Closed."),
    }
    endings: dict[str, str] = {
        Outcome.REFUSED: _("The school said no. Read why."),
        Outcome.WITHDRAWN: _("Withdrawn."),
        Outcome.GRANTED: _("Answered."),
        Outcome.PARTLY: _("Answered."),
    }
    return (endings[row.outcome] if row.status == Status.CLOSED else sentences[row.status]) % {"day": day}


def own_request(request: SignedInRequest, key: UUID) -> PrivacyRequest:
    """A request of the one who signed in; anybody else's is 404, the other parent's too."""
    rows = PrivacyRequest.objects.select_related("student", "school__board", "policy", "requester")
    return get_object_or_404(rows, pk=key, requester=request.user)


@needs_family
@both_methods
def new(request: SignedInRequest) -> HttpResponse:
    """Which child, what, check, send: one thing per screen, nothing kept in between."""
    children = children_of(request.scope)
    may = [child for child in children if child.standing.may_ask]
    child = _chosen(request, may)
    if child is None:
        return _ask_child(request, children, may)
    return _ask_what(request, child)


def _chosen(request: SignedInRequest, may: list[Child]) -> Child | None:
    key = request.POST.get("child") or request.GET.get("child") or (str(may[0].key) if len(may) == 1 else "")
    return next((child for child in may if str(child.key) == key), None)


def _ask_child(request: SignedInRequest, children: list[Child], may: list[Child]) -> HttpResponse:
    """The first screen; a child for whom this person may not ask leads to the page that says why."""
    named = request.POST.get("child") or request.GET.get("child")
    if named:
        other = next((child for child in children if str(child.key) == named), None)
        if other is None:
            raise Http404
        raise NotAllowed(str(other.standing.reason))
    if not may:
        raise NotAllowed(_("There is no child for whom you can ask this."))
    form = ChildForm(sent(request), children=may)
    return render(request, "portal/new_child.html", {"form": form, "others": [child for child in children if not child.standing.may_ask]})


def _ask_what(request: SignedInRequest, child: Child) -> HttpResponse:
    """The second screen, and the third, where everything is shown once more before it is sent."""
    is_filled = request.method == "POST" and "right" in request.POST
    form = WhatForm(request.POST if is_filled else None)
    rules = policy.in_force(child.school, request.scope.on)
    context = {"child": child, "form": form, "rights": rights.all_rights(), "words": rules.rights_words} | brand_for(child.school)
    if not is_filled or not form.is_valid() or "change" in request.POST:
        return render(request, "portal/new_what.html", context)
    if "send" not in request.POST:
        return render(
            request, "portal/new_check.html", context | {"right": rights.get(form.cleaned_data["right"]), "data": form.cleaned_data}
        )
    privacy_request, is_new = receiving.receive(student=child.student, by=request.scope, at=timezone.now(), **form.cleaned_data)
    if is_new:
        day = date_format(privacy_request.due_on, "l j F Y")
        messages.success(request, _("We have received your request. You get an answer on %(day)s at the latest.") % {"day": day})
    else:
        messages.warning(request, _("You asked this before. This is the request that is open already."))
    return redirect(privacy_request.get_portal_url())


@needs_family
@require_safe
def detail(request: SignedInRequest, key) -> HttpResponse:
    """How far it is, what we ask of you, what was decided, and the answer to download."""
    return _detail(request, own_request(request, key))


def _detail(request: SignedInRequest, privacy_request: PrivacyRequest, *, answer_form=None, code_form=None) -> HttpResponse:
    scope = request.scope
    steps = privacy_request.steps
    people = answer.people_of(privacy_request, scope.on)
    context = {
        "privacy_request": privacy_request,
        "where": where(privacy_request),
        "question": privacy_request.open_question,
        "answer_form": answer_form or AnswerForm(),
        "code_form": code_form or CodeForm(),
        "extensions": privacy_request.extensions.all(),
        "lines": timeline.for_family(privacy_request, privacy_request.timeline.all()),
        "parts": _parts(request, privacy_request),
        "may_withdraw": "withdraw" in steps.steps and not steps.why_not("withdraw", privacy_request, scope),
        "can_be_issued_again": delivering.can_be_issued_again(privacy_request, at=scope.at)
        and not delivering.why_not_any_more(privacy_request, scope, at=scope.at),
        "rights": answer.rights_in_words(),
        "complaints": answer.complaint_route(privacy_request, people),
        "adviser": answer.adviser_sentence(people),
        "code_is_open": privacy_request.reissue_codes.filter(use="open", expires_at__gt=scope.at).exists(),
    }
    status = 400 if answer_form is not None or code_form is not None else 200
    return render(request, "portal/request.html", context | brand_for(privacy_request.school), status=status)


def _parts(request: SignedInRequest, privacy_request: PrivacyRequest) -> list[dict]:
    """What can be downloaded, with the reason where it cannot."""
    if not privacy_request.deliveries.exists():
        return []
    sign_in, at = delivering.fingerprint(request.session.session_key or ""), request.scope.at
    closed = delivering.why_not_any_more(privacy_request, request.scope, at=at)
    return [
        {"delivery": row, "reason": closed or delivering.why_not(row, sign_in=sign_in, at=at)} for row in delivering.latest(privacy_request)
    ]


@needs_family
@require_POST
def answer_question(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = own_request(request, key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, privacy_request, answer_form=form)
    handling.answer_question(privacy_request, by=request.scope, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Thank you. We go on with your request."))
    return redirect(privacy_request.get_portal_url())


@needs_family
@both_methods
def withdraw(request: SignedInRequest, key) -> HttpResponse:
    """Asked once more before it is done."""
    privacy_request = own_request(request, key)
    if reason := privacy_request.steps.why_not("withdraw", privacy_request, request.scope):
        raise NotAllowed(reason)
    if request.method == "POST":
        handling.withdraw(privacy_request, by=request.scope, at=timezone.now())
        messages.success(request, _("Your request is withdrawn. You can ask again at any time."))
        return redirect(privacy_request.get_portal_url())
    return render(request, "portal/withdraw.html", {"privacy_request": privacy_request} | brand_for(privacy_request.school))


@needs_family
@require_POST
def download(request: SignedInRequest, key, delivery_key) -> StreamingHttpResponse:
    """One part, one time: asked by a button, so that nothing that only looks at links uses it up."""
    privacy_request = own_request(request, key)
    delivery = get_object_or_404(privacy_request.deliveries.select_related("document"), pk=delivery_key)
    delivery.privacy_request = privacy_request
    sign_in = delivering.fingerprint(request.session.session_key or "")
    content = delivering.stream(delivery, by=request.scope, sign_in=sign_in, at=timezone.now())
    return attachment(content, delivery.document, privacy_request)


@needs_family
@require_POST
def send_code(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = own_request(request, key)
    delivering.send_code(privacy_request, by=request.scope, at=timezone.now())
    messages.success(request, _("A code is on its way to your e-mail address. It works for ten minutes."))
    return redirect(f"{privacy_request.get_portal_url()}#again")


@needs_family
@require_POST
def issue_again(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = own_request(request, key)
    form = CodeForm(request.POST)
    if form.is_valid() and not delivering.issue_again(
        privacy_request, typed=form.cleaned_data["code"], by=request.scope, at=timezone.now()
    ):
        form.add_error("code", _("This code is not right, or too old. Ask for a new one."))
    if not form.is_valid():
        return _detail(request, privacy_request, code_form=form)
    messages.success(request, _("You can download the answer once more."))
    return redirect(privacy_request.get_portal_url())
