"""The pages on which a request is handled and decided: a table of steps, and one view for all of them."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.doors import View, needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.workflow import NotAllowed
from requests import forms
from requests.models import Attribute, Channel, ItemState, Outcome, PrivacyRequest
from requests.services import answering, deciding, delivering, gathering, handling, identity, vetting
from requests.services import steps as services
from requests.workflow import is_handler

from .loading import request_of
from .pages import StepPage, attachment, both_methods, decides, handles, step_page, takes_in

# Forms, and services, of steps that ask or do something of their own.


def identify_form(data: Any, privacy_request: PrivacyRequest, scope) -> django_forms.Form:
    """Who came through the portal was known by his address; who did not was not."""
    form = forms.IdentifyForm(data, on=scope.on)
    if privacy_request.channel == Channel.PORTAL:
        form.initial = {"method": "signed_in", "attribute_one": Attribute.SIGN_IN_ADDRESS}
        return form
    fields: dict[str, Any] = form.fields
    without = [choice for choice in fields["attribute_one"].choices if choice[0] != Attribute.SIGN_IN_ADDRESS]
    fields["attribute_one"].choices = fields["attribute_two"].choices = without
    return form


def assign_form(data: Any, privacy_request: PrivacyRequest, scope) -> django_forms.Form:
    return forms.PersonForm(data, people=handling.possible_handlers(privacy_request, at=scope.at))


def assign(privacy_request: PrivacyRequest, *, person, by, at) -> PrivacyRequest:
    return handling.assign(privacy_request, handler=person, by=by, at=at)


def decide(privacy_request: PrivacyRequest, *, outcome: str, by, at, **told) -> PrivacyRequest:
    """A refusal is a decision with a step of its own."""
    if outcome == Outcome.REFUSED:
        return deciding.refuse(privacy_request, by=by, at=at, **told)
    return deciding.decide(privacy_request, outcome=outcome, by=by, at=at, **told)


# What stands on the page beside the form.


def what_stays_sealed(privacy_request: PrivacyRequest, scope) -> dict[str, Any]:
    return {
        "notes": [
            _("Medical and care reports and the citizen service number stay sealed: somebody whose role may read them vets them."),
            _("Notes of the confidential adviser stay outside; the answer says how they are decided on."),
        ]
    }


def open_question(privacy_request: PrivacyRequest, scope) -> dict[str, Any]:
    question = privacy_request.open_question
    return {"lede": question.text if question else ""}


def summary(privacy_request: PrivacyRequest, scope) -> dict[str, Any]:
    """What the one who decides sees: how much, what is blacked out and on which ground, what is left out."""
    return {
        "summary": {
            "counts": privacy_request.item_counts(),
            "redactions": vetting.redaction_counts(privacy_request),
            "left_out": privacy_request.items.filter(state=ItemState.LEFT_OUT).order_by("category"),
        }
    }


def print_first(privacy_request: PrivacyRequest, scope) -> dict[str, Any]:
    return {"print": delivering.why_not_print(privacy_request, scope) or "yes"}


PAGES = {
    "identify": StepPage(
        identity.identify,
        lazy("Establish identity"),
        lazy("Compare two things with what the school already knows. No copy of a document is made or kept."),
        submit=lazy("Identity is established"),
        done=lazy("It is established who asks."),
        form=identify_form,
        door=takes_in,
    ),
    "gather": StepPage(
        gathering.gather,
        lazy("Gather the dossier"),
        lazy(
            "Everything that the school holds on this pupil is copied for this request. "
            "You can read it until the request is closed, and that is recorded."
        ),
        done=lazy("The dossier is put together."),
        beside=what_stays_sealed,
    ),
    "gather_again": StepPage(
        gathering.gather_again,
        lazy("Look for new entries"),
        lazy("What was written down since is added. Pieces that are there stay as they are."),
        done=lazy("New entries are added."),
    ),
    "assign": StepPage(
        assign,
        lazy("Name a handler"),
        lazy("The handler reads the dossier until the request is closed. Whoever decides on it cannot handle it."),
        submit=lazy("Name the handler"),
        done=lazy("The handler is named."),
        form=assign_form,
    ),
    "ask": StepPage(
        handling.ask,
        lazy("Ask the requester a question"),
        lazy(
            "Only when you cannot go on without it: who asks this, or what exactly is asked. "
            "From tomorrow the clock stands still until the answer is in."
        ),
        submit=lazy("Send the question"),
        done=lazy("The question is sent, and the clock stands still."),
        tells=True,
        form=lambda data, privacy_request, scope: forms.AskForm(data),
    ),
    "answer_question": StepPage(
        handling.answer_question,
        lazy("Note the answer to the question"),
        submit=lazy("Note the answer"),
        done=lazy("The answer is noted, and the clock runs on."),
        form=lambda data, privacy_request, scope: forms.AnswerForm(data),
        beside=open_question,
    ),
    "extend": StepPage(
        handling.extend,
        lazy("Extend the term"),
        lazy("The requester is told at once, with your reason. The law allows a first extension within a month of receipt."),
        submit=lazy("Extend, and tell the requester"),
        done=lazy("The term is extended, and the requester has been told why."),
        tells=True,
        form=lambda data, privacy_request, scope: forms.ExtendForm(data, due_on=privacy_request.due_on),
    ),
    "withdraw": StepPage(
        handling.withdraw,
        lazy("Withdraw the request"),
        lazy("Only when the requester said so. The request is closed without an answer."),
        done=lazy("The request is withdrawn."),
        is_danger=True,
    ),
    "submit": StepPage(
        deciding.submit,
        lazy("Submit for decision"),
        lazy("Every piece has been read. Whoever decides sees the pieces, the black-outs and their reasons."),
        done=lazy("The request waits for a decision."),
    ),
    "decide": StepPage(
        decide,
        lazy("Decide"),
        lazy("The requester reads the decision and its reasons, and where to go with a complaint."),
        done=lazy("The decision is taken, and the requester is told."),
        tells=True,
        form=lambda data, privacy_request, scope: forms.DecideForm(data),
        beside=summary,
        door=decides,
    ),
    "send_back": StepPage(
        deciding.send_back,
        lazy("Send back"),
        lazy("The handler looks once more, and reads your reason."),
        done=lazy("The request is back with its handler."),
        form=lambda data, privacy_request, scope: forms.ReasonForm(data),
        door=decides,
    ),
    "refuse": StepPage(
        deciding.refuse,
        lazy("Refuse"),
        lazy("Nothing is given. The requester reads why, and where to go with a complaint."),
        submit=lazy("Refuse the request"),
        done=lazy("The request is refused, and the family has been told why."),
        tells=True,
        form=lambda data, privacy_request, scope: forms.RefuseForm(data),
        is_danger=True,
        door=decides,
    ),
    "make_again": StepPage(
        answering.make_again,
        lazy("Make the answer again"),
        lazy("The answer could not be made. It is tried once more."),
        done=lazy("The answer is being made."),
    ),
    "hand_over": StepPage(
        delivering.hand_over,
        lazy("Hand over the answer"),
        lazy("Print the answer, and give it to the requester after checking again who it is."),
        submit=lazy("The answer is handed over"),
        done=lazy("The answer is handed over, and the request is closed."),
        beside=print_first,
    ),
}
WITHOUT_PAGE = {"deliver", "make_ready", "lapse"}        # taken by the worker, or by who collects the answer


def page_of(name: str) -> View:
    """The view of a step that has a page of its own."""
    page = PAGES[name]

    @both_methods
    def view(request: SignedInRequest, key) -> HttpResponse:
        return step_page(request, request_of(request, key), name, page)

    return page.door(view)


@needs(Register.REQUESTS, Verb.INTAKE, Verb.WRITE, Verb.DECIDE)
@both_methods
def step(request: SignedInRequest, key, name: str) -> HttpResponse:
    """Any step of any right that asks nothing further."""
    privacy_request = request_of(request, key)
    if name not in privacy_request.steps.steps or name in PAGES or name in WITHOUT_PAGE:
        raise Http404

    def take(privacy_request: PrivacyRequest, *, by, at) -> PrivacyRequest:
        return services.take(privacy_request, name, by=by, at=at)

    return step_page(request, privacy_request, name, StepPage(take, privacy_request.steps[name].label, done=_("The step is taken.")))


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
    context = {
        "privacy_request": privacy_request,
        "form": form,
        "title": _("Have sealed pieces vetted"),
        "lede": _("The colleague reads them, blacks out what is about others, and clears them. You do not see them."),
        "submit": _("Ask this colleague"),
    }
    return render(request, "requests/step.html", context)


@handles
@require_POST
def print_answer(request: SignedInRequest, key) -> StreamingHttpResponse:
    """The answer on paper, for somebody without an account; only by one who may read all that is in it."""
    privacy_request = request_of(request, key)
    if "hand_over" not in privacy_request.steps.steps:
        raise Http404
    document, content = delivering.print_out(privacy_request, by=request.scope, at=timezone.now())
    return attachment(content, document, privacy_request)
