"""The pages on which a request is handled, one per step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.workflow import NotAllowed
from requests import forms
from requests.models import Attribute, Channel
from requests.services import gathering, handling, identity, vetting
from requests.services import steps as services
from requests.workflow import is_handler

from .loading import request_of
from .pages import Words, both_methods, handles, nothing, sent, step_page, takes_in


@takes_in
@both_methods
def identify(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    form = forms.IdentifyForm(sent(request), on=request.scope.on)
    if privacy_request.channel == Channel.PORTAL:
        form.initial = {"method": "signed_in", "attribute_one": Attribute.SIGN_IN_ADDRESS}
    else:
        fields: dict[str, Any] = form.fields
        without = [choice for choice in fields["attribute_one"].choices if choice[0] != Attribute.SIGN_IN_ADDRESS]
        fields["attribute_one"].choices = fields["attribute_two"].choices = without
    words = Words(
        _("Establish identity"),
        _("Compare two things with what the school already knows. No copy of a document is made or kept."),
        _("Identity is established"),
        _("It is established who asks."),
    )
    return step_page(
        request,
        privacy_request,
        "identify",
        form,
        lambda data: identity.identify(privacy_request, by=request.scope, at=timezone.now(), **data),
        words,
    )


@handles
@both_methods
def gather(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Gather the dossier"),
        _(
            "Everything that the school holds on this pupil is copied for this request. "
            "You can read it until the request is closed, and that is recorded."
        ),
        _("Gather the dossier"),
        _("The dossier is put together."),
        more={
            "notes": [
                _("Medical and care reports and the citizen service number stay sealed: somebody whose role may read them vets them."),
                _("Notes of the confidential adviser stay outside; the answer says how they are decided on."),
            ]
        },
    )
    return step_page(
        request,
        privacy_request,
        "gather",
        nothing(request),
        lambda data: gathering.gather(privacy_request, by=request.scope, at=timezone.now()),
        words,
    )


@handles
@both_methods
def gather_again(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Look for new entries"),
        _("What was written down since is added. Pieces that are there stay as they are."),
        _("Look for new entries"),
        _("New entries are added."),
    )
    return step_page(
        request,
        privacy_request,
        "gather_again",
        nothing(request),
        lambda data: gathering.gather_again(privacy_request, by=request.scope, at=timezone.now()),
        words,
    )


@handles
@both_methods
def assign(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    form = forms.PersonForm(sent(request), people=handling.possible_handlers(privacy_request, at=timezone.now()))
    words = Words(
        _("Name a handler"),
        _("The handler reads the dossier until the request is closed. Whoever decides on it cannot handle it."),
        _("Name the handler"),
        _("The handler is named."),
    )
    return step_page(
        request,
        privacy_request,
        "assign",
        form,
        lambda data: handling.assign(privacy_request, handler=data["person"], by=request.scope, at=timezone.now()),
        words,
    )


@handles
@both_methods
def ask(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Ask the requester a question"),
        _(
            "Only when you cannot go on without it: who asks this, or what exactly is asked. "
            "From tomorrow the clock stands still until the answer is in."
        ),
        _("Send the question"),
        _("The question is sent, and the clock stands still."),
    )
    return step_page(
        request,
        privacy_request,
        "ask",
        forms.AskForm(sent(request)),
        lambda data: handling.ask(privacy_request, by=request.scope, at=timezone.now(), **data),
        words,
    )


@handles
@both_methods
def answer_question(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    question = privacy_request.open_question
    words = Words(
        _("Note the answer to the question"),
        question.text if question else "",
        _("Note the answer"),
        _("The answer is noted, and the clock runs on."),
    )
    return step_page(
        request,
        privacy_request,
        "answer_question",
        forms.AnswerForm(sent(request)),
        lambda data: handling.answer_question(privacy_request, by=request.scope, at=timezone.now(), **data),
        words,
    )


@handles
@both_methods
def extend(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Extend the term"),
        _("The requester is told at once, with your reason. The law allows a first extension within a month of receipt."),
        _("Extend, and tell the requester"),
        _("The term is extended, and the requester has been told why."),
    )
    return step_page(
        request,
        privacy_request,
        "extend",
        forms.ExtendForm(sent(request), due_on=privacy_request.due_on),
        lambda data: handling.extend(privacy_request, by=request.scope, at=timezone.now(), **data),
        words,
    )


@handles
@both_methods
def withdraw(request: SignedInRequest, key) -> HttpResponse:
    privacy_request = request_of(request, key)
    words = Words(
        _("Withdraw the request"),
        _("Only when the requester said so. The request is closed without an answer."),
        _("Withdraw the request"),
        _("The request is withdrawn."),
        is_danger=True,
    )
    return step_page(
        request,
        privacy_request,
        "withdraw",
        nothing(request),
        lambda data: handling.withdraw(privacy_request, by=request.scope, at=timezone.now()),
        words,
    )


@handles
@both_methods
def ask_to_vet(request: SignedInRequest, key, category: str) -> HttpResponse:
    """Name somebody who may read the sealed pieces of one category."""
    privacy_request = request_of(request, key)
    if category not in Category.values or not privacy_request.items.filter(category=category).exists():
        raise Http404
    if reason := is_handler(privacy_request, request.scope):
        raise NotAllowed(reason)
    found = vetting.candidates(privacy_request, category, at=timezone.now())
    form = forms.PersonForm(sent(request), people=[person for person, _role, _case in found])
    if request.method == "POST" and form.is_valid():
        vetting.ask_to_vet(privacy_request, category=category, person=form.cleaned_data["person"], by=request.scope, at=timezone.now())
        messages.success(request, _("The colleague has been asked to vet these pieces."))
        return redirect(privacy_request)
    words = Words(
        _("Have sealed pieces vetted"),
        _("The colleague reads them, blacks out what is about others, and clears them. You do not see them."),
        _("Ask this colleague"),
        "",
    )
    return render(request, "requests/step.html", {"privacy_request": privacy_request, "form": form, "words": words})


@needs(Register.REQUESTS, Verb.INTAKE, Verb.WRITE, Verb.DECIDE)
@both_methods
def step(request: SignedInRequest, key, name: str) -> HttpResponse:
    """Any step of any right that asks nothing further."""
    privacy_request = request_of(request, key)
    if name not in privacy_request.steps.steps or name in OWN_PAGES:
        raise Http404
    label = str(privacy_request.steps[name].label)
    words = Words(label, "", label, _("The step is taken."))
    return step_page(
        request,
        privacy_request,
        name,
        nothing(request),
        lambda data: services.take(privacy_request, name, by=request.scope, at=timezone.now()),
        words,
    )


# Steps with a page, or with work, of their own are not taken by name alone.
OWN_PAGES = {
    "identify",
    "gather",
    "gather_again",
    "assign",
    "ask",
    "answer_question",
    "extend",
    "withdraw",
    "submit",
    "decide",
    "send_back",
    "refuse",
    "make_again",
    "hand_over",
    "deliver",
    "make_ready",
    "lapse",
}
