"""The pages on which a step of a request is taken: each shows what it does, asks what it needs, and takes it."""
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.documents import services as documents
from privacyadmin.workflow import NotAllowed
from requests import forms
from requests.models import Attribute, Channel, Outcome, PrivacyRequest
from requests.services import answering, deciding, delivering, gathering, handling, identity, vetting
from requests.services import steps as services
from requests.workflow import is_handler

from .loading import request_of

takes_in = needs(Register.REQUESTS, Verb.INTAKE, Verb.WRITE)
handles = needs(Register.REQUESTS, Verb.WRITE)
decides = needs(Register.REQUESTS, Verb.DECIDE, Verb.WRITE)
both_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Words:
    """What the page of a step says."""

    title: str
    lede: str
    submit: str
    done: str
    is_danger: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def _page(
    request: HttpRequest, privacy_request: PrivacyRequest, step: str, form: django_forms.Form, act: Callable[[dict], Any], words: Words
) -> HttpResponse:
    """The same for every step; a step that role or state forbids is 403 with the reason, seen or sent."""
    if step not in privacy_request.steps.steps:
        raise Http404
    if reason := privacy_request.steps.why_not(step, privacy_request, request.scope):
        raise NotAllowed(reason)
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data)
        messages.success(request, words.done)
        return redirect(privacy_request)
    return render(request, "requests/step.html", {"privacy_request": privacy_request, "form": form, "words": words})


def _sent(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _nothing(request: HttpRequest) -> django_forms.Form:
    return django_forms.Form(_sent(request))


@takes_in
@both_methods
def identify(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    form = forms.IdentifyForm(_sent(request), on=request.scope.on)
    if privacy_request.channel == Channel.PORTAL:
        form.initial = {"method": "signed_in", "attribute_one": Attribute.SIGN_IN_ADDRESS}
    else:
        without = [choice for choice in form.fields["attribute_one"].choices if choice[0] != Attribute.SIGN_IN_ADDRESS]
        form.fields["attribute_one"].choices = form.fields["attribute_two"].choices = without
    words = Words(
        _("Establish identity"), _("Compare two things with what the school already knows. No copy of a document is made or kept."),
        _("Identity is established"), _("It is established who asks."),
    )
    return _page(request, privacy_request, "identify", form, lambda data: identity.identify(
        privacy_request, by=request.scope, at=timezone.now(), **data), words)


@handles
@both_methods
def gather(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Gather the dossier"),
        _("Everything that the school holds on this pupil is copied for this request. You can read it until the request is closed, and that is recorded."),
        _("Gather the dossier"), _("The dossier is put together."), more={"notes": [
            _("Medical and care reports and the citizen service number stay sealed: somebody whose role may read them vets them."),
            _("Notes of the confidential adviser stay outside; the answer says how they are decided on."),
        ]},
    )
    return _page(request, privacy_request, "gather", _nothing(request), lambda data: gathering.gather(
        privacy_request, by=request.scope, at=timezone.now()), words)


@handles
@both_methods
def gather_again(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Look for new entries"), _("What was written down since is added. Pieces that are there stay as they are."), _("Look for new entries"),
        _("New entries are added."),
    )
    return _page(request, privacy_request, "gather_again", _nothing(request), lambda data: gathering.gather_again(
        privacy_request, by=request.scope, at=timezone.now()), words)


@handles
@both_methods
def assign(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    form = forms.PersonForm(_sent(request), people=handling.possible_handlers(privacy_request, at=timezone.now()))
    words = Words(
        _("Name a handler"), _("The handler reads the dossier until the request is closed. Whoever decides on it cannot handle it."),
        _("Name the handler"), _("The handler is named."),
    )
    return _page(request, privacy_request, "assign", form, lambda data: handling.assign(
        privacy_request, handler=data["person"], by=request.scope, at=timezone.now()), words)


@handles
@both_methods
def ask(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Ask the requester a question"),
        _("Only when you cannot go on without it: who asks this, or what exactly is asked. From tomorrow the clock stands still until the answer is in."),
        _("Send the question"), _("The question is sent, and the clock stands still."),
    )
    return _page(request, privacy_request, "ask", forms.AskForm(_sent(request)), lambda data: handling.ask(
        privacy_request, by=request.scope, at=timezone.now(), **data), words)


@handles
@both_methods
def answer_question(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    question = privacy_request.open_question
    words = Words(
        _("Note the answer to the question"), question.text if question else "", _("Note the answer"), _("The answer is noted, and the clock runs on."),
    )
    return _page(request, privacy_request, "answer_question", forms.AnswerForm(_sent(request)), lambda data: handling.answer_question(
        privacy_request, by=request.scope, at=timezone.now(), **data), words)


@handles
@both_methods
def extend(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Extend the term"), _("The requester is told at once, with your reason. The law allows a first extension within a month of receipt."),
        _("Extend, and tell the requester"), _("The term is extended, and the requester has been told why."),
    )
    return _page(request, privacy_request, "extend", forms.ExtendForm(_sent(request)), lambda data: handling.extend(
        privacy_request, by=request.scope, at=timezone.now(), **data), words)


@handles
@both_methods
def withdraw(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Withdraw the request"), _("Only when the requester said so. The request is closed without an answer."), _("Withdraw the request"),
        _("The request is withdrawn."), is_danger=True,
    )
    return _page(request, privacy_request, "withdraw", _nothing(request), lambda data: handling.withdraw(
        privacy_request, by=request.scope, at=timezone.now()), words)


@handles
@both_methods
def submit(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Submit for decision"), _("Every piece has been read. Whoever decides sees the pieces, the black-outs and their reasons."),
        _("Submit for decision"), _("The request waits for a decision."),
    )
    return _page(request, privacy_request, "submit", _nothing(request), lambda data: deciding.submit(
        privacy_request, by=request.scope, at=timezone.now()), words)


@decides
@both_methods
def decide(request: HttpRequest, key) -> HttpResponse:
    """Grant, grant in part, or refuse."""
    privacy_request = request_of(request, key)

    def act(data: dict) -> None:
        service = deciding.refuse if data["outcome"] == Outcome.REFUSED else deciding.decide
        chosen = {name: value for name, value in data.items() if name != "outcome" or value != Outcome.REFUSED}
        service(privacy_request, by=request.scope, at=timezone.now(), **chosen)

    words = Words(
        _("Decide"), _("The requester reads the decision and its reasons, and where to go with a complaint."), _("Decide"),
        _("The decision is taken, and the requester is told."), more={"summary": summary(privacy_request)},
    )
    return _page(request, privacy_request, "decide", forms.DecideForm(_sent(request)), act, words)


@decides
@both_methods
def send_back(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Send back"), _("The handler looks once more, and reads your reason."), _("Send back"), _("The request is back with its handler."),
    )
    return _page(request, privacy_request, "send_back", forms.ReasonForm(_sent(request)), lambda data: deciding.send_back(
        privacy_request, by=request.scope, at=timezone.now(), **data), words)


@decides
@both_methods
def refuse(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Refuse"), _("Nothing is given. The requester reads why, and where to go with a complaint."), _("Refuse the request"),
        _("The request is refused, and the family has been told why."), is_danger=True,
    )
    return _page(request, privacy_request, "refuse", forms.RefuseForm(_sent(request)), lambda data: deciding.refuse(
        privacy_request, by=request.scope, at=timezone.now(), **data), words)


@handles
@both_methods
def make_again(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Make the answer again"), _("The answer could not be made. It is tried once more."), _("Make the answer again"),
        _("The answer is being made."),
    )
    return _page(request, privacy_request, "make_again", _nothing(request), lambda data: answering.make_again(
        privacy_request, by=request.scope, at=timezone.now()), words)


@handles
@both_methods
def hand_over(request: HttpRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Hand over the answer"), _("Print the answer, and give it to the requester after checking again who it is."),
        _("The answer is handed over"), _("The answer is handed over, and the request is closed."),
        more={"print": delivering.why_not_print(privacy_request, request.scope) or "yes"},
    )
    return _page(request, privacy_request, "hand_over", _nothing(request), lambda data: delivering.hand_over(
        privacy_request, by=request.scope, at=timezone.now()), words)


@handles
@require_POST
def print_answer(request: HttpRequest, key) -> HttpResponse:
    """The answer on paper, for somebody without an account; only by one who may read all that is in it."""
    privacy_request = request_of(request, key)
    reason = privacy_request.steps.why_not("hand_over", privacy_request, request.scope) or delivering.why_not_print(privacy_request, request.scope)
    if reason:
        raise NotAllowed(reason)
    document = next((row.document for row in delivering.latest(privacy_request) if row.part == "pdf"), None)
    if document is None:
        raise Http404
    return attachment(documents.open_document(document), document, privacy_request)


@handles
@both_methods
def ask_to_vet(request: HttpRequest, key, category: str) -> HttpResponse:
    """Name somebody who may read the sealed pieces of one category."""
    privacy_request = request_of(request, key)
    if category not in Category.values or not privacy_request.items.filter(category=category).exists():
        raise Http404
    if reason := is_handler(privacy_request, request.scope):
        raise NotAllowed(reason)
    found = vetting.candidates(privacy_request, category, at=timezone.now())
    form = forms.PersonForm(_sent(request), people=[person for person, _role, _case in found])
    if request.method == "POST" and form.is_valid():
        vetting.ask_to_vet(privacy_request, category=category, person=form.cleaned_data["person"], by=request.scope, at=timezone.now())
        messages.success(request, _("The colleague has been asked to vet these pieces."))
        return redirect(privacy_request)
    words = Words(
        _("Have sealed pieces vetted"), _("The colleague reads them, blacks out what is about others, and clears them. You do not see them."),
        _("Ask this colleague"), "",
    )
    return render(request, "requests/step.html", {"privacy_request": privacy_request, "form": form, "words": words})


@needs(Register.REQUESTS, Verb.INTAKE, Verb.WRITE, Verb.DECIDE)
@both_methods
def step(request: HttpRequest, key, name: str) -> HttpResponse:
    """Any step of any right that asks nothing further."""
    privacy_request = request_of(request, key)
    if name not in privacy_request.steps.steps or name in OWN_PAGES:
        raise Http404
    label = str(privacy_request.steps[name].label)
    words = Words(label, "", label, _("The step is taken."))
    return _page(request, privacy_request, name, _nothing(request), lambda data: services.take(
        privacy_request, name, by=request.scope, at=timezone.now()), words)


# Steps with a page, or with work, of their own are not taken by name alone.
OWN_PAGES = {
    "identify", "gather", "gather_again", "assign", "ask", "answer_question", "extend", "withdraw", "submit", "decide", "send_back", "refuse",
    "make_again", "hand_over", "deliver", "make_ready", "lapse",
}


def summary(privacy_request: PrivacyRequest) -> dict[str, Any]:
    """What the one who decides sees: how much, what is blacked out and on which ground, what is left out."""
    return {"counts": privacy_request.item_counts(), "redactions": vetting.redaction_counts(privacy_request),
            "left_out": privacy_request.items.filter(state="left_out").order_by("category")}


def attachment(content, document, privacy_request: PrivacyRequest) -> StreamingHttpResponse:
    """A file to save: never shown in the browser, never kept by it; its name holds the number alone."""
    suffix = {"application/pdf": "pdf", "application/zip": "zip", "application/json": "json"}.get(document.media_type, "bin")
    response = StreamingHttpResponse(content, content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="{privacy_request.number}.{suffix}"'
    response["Content-Length"] = str(document.size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
