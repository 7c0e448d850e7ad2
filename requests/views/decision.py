"""Submitting, deciding, and giving the answer."""

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from privacyadmin.access.http import SignedInRequest
from requests import forms
from requests.models import ItemState, Outcome, PrivacyRequest
from requests.services import answering, deciding, delivering, vetting

from .loading import request_of
from .pages import Words, attachment, both_methods, decides, handles, nothing, sent, step_page


@handles
@both_methods
def submit(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Submit for decision"),
        _("Every piece has been read. Whoever decides sees the pieces, the black-outs and their reasons."),
        _("Submit for decision"),
        _("The request waits for a decision."),
    )
    return step_page(
        request,
        privacy_request,
        "submit",
        nothing(request),
        lambda data: deciding.submit(privacy_request, by=request.scope, at=timezone.now()),
        words,
    )


@decides
@both_methods
def decide(request: SignedInRequest, key) -> HttpResponse:
    """Grant, grant in part, or refuse."""
    privacy_request = request_of(request, key)

    def act(data: dict) -> None:
        service = deciding.refuse if data["outcome"] == Outcome.REFUSED else deciding.decide
        chosen = {name: value for name, value in data.items() if name != "outcome" or value != Outcome.REFUSED}
        service(privacy_request, by=request.scope, at=timezone.now(), **chosen)

    words = Words(
        _("Decide"),
        _("The requester reads the decision and its reasons, and where to go with a complaint."),
        _("Decide"),
        _("The decision is taken, and the requester is told."),
        more={"summary": summary(privacy_request)},
    )
    return step_page(request, privacy_request, "decide", forms.DecideForm(sent(request)), act, words)


@decides
@both_methods
def send_back(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Send back"), _("The handler looks once more, and reads your reason."), _("Send back"), _("The request is back with its handler.")
    )
    return step_page(
        request,
        privacy_request,
        "send_back",
        forms.ReasonForm(sent(request)),
        lambda data: deciding.send_back(privacy_request, by=request.scope, at=timezone.now(), **data),
        words,
    )


@decides
@both_methods
def refuse(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Refuse"),
        _("Nothing is given. The requester reads why, and where to go with a complaint."),
        _("Refuse the request"),
        _("The request is refused, and the family has been told why."),
        is_danger=True,
    )
    return step_page(
        request,
        privacy_request,
        "refuse",
        forms.RefuseForm(sent(request)),
        lambda data: deciding.refuse(privacy_request, by=request.scope, at=timezone.now(), **data),
        words,
    )


@handles
@both_methods
def make_again(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Make the answer again"),
        _("The answer could not be made. It is tried once more."),
        _("Make the answer again"),
        _("The answer is being made."),
    )
    return step_page(
        request,
        privacy_request,
        "make_again",
        nothing(request),
        lambda data: answering.make_again(privacy_request, by=request.scope, at=timezone.now()),
        words,
    )


@handles
@both_methods
def hand_over(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Hand over the answer"),
        _("Print the answer, and give it to the requester after checking again who it is."),
        _("The answer is handed over"),
        _("The answer is handed over, and the request is closed."),
        more={"print": delivering.why_not_print(privacy_request, request.scope) or "yes"},
    )
    return step_page(
        request,
        privacy_request,
        "hand_over",
        nothing(request),
        lambda data: delivering.hand_over(privacy_request, by=request.scope, at=timezone.now()),
        words,
    )


@handles
@require_POST
def print_answer(request: SignedInRequest, key) -> StreamingHttpResponse:
    """The answer on paper, for somebody without an account; only by one who may read all that is in it."""
    privacy_request = request_of(request, key)
    if "hand_over" not in privacy_request.steps.steps:
        raise Http404
    document, content = delivering.print_out(privacy_request, by=request.scope, at=timezone.now())
    return attachment(content, document, privacy_request)


def summary(privacy_request: PrivacyRequest) -> dict[str, Any]:
    """What the one who decides sees: how much, what is blacked out and on which ground, what is left out."""
    return {
        "counts": privacy_request.item_counts(),
        "redactions": vetting.redaction_counts(privacy_request),
        "left_out": privacy_request.items.filter(state=ItemState.LEFT_OUT).order_by("category"),
    }
