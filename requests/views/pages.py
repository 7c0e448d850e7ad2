"""The page of a step: it shows what the step does, asks what it needs, and takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import View, needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.files import checking
from privacyadmin.files import http as files
from privacyadmin.workflow import NotAllowed
from requests import notifications
from requests.models import PrivacyRequest

takes_in = needs(Register.REQUESTS, Verb.INTAKE, Verb.WRITE)
handles = needs(Register.REQUESTS, Verb.WRITE)
decides = needs(Register.REQUESTS, Verb.DECIDE, Verb.WRITE)
SUFFIXES = checking.SUFFIXES | {"application/zip": "zip", "application/json": "json"}
both_methods = require_http_methods(["GET", "HEAD", "POST"])


def nothing(data: Any, privacy_request: PrivacyRequest, scope: Scope) -> django_forms.Form:
    """A step that asks nothing further."""
    return django_forms.Form(data)


def alone(privacy_request: PrivacyRequest, scope: Scope) -> dict[str, Any]:
    """Nothing beside the form."""
    return {}


@dataclass(frozen=True)
class StepPage:
    """A step as a page: the service that takes it, what the page says, what it asks and shows beside, behind which door."""

    take: Callable[..., Any]
    title: Any
    lede: Any = ""
    done: Any = ""
    submit: Any = ""                    # the title, where the button says the same
    is_danger: bool = False
    tells: bool = False                 # what is written here goes to the one who asked
    form: Callable[[Any, PrivacyRequest, Scope], django_forms.Form] = nothing
    beside: Callable[[PrivacyRequest, Scope], dict[str, Any]] = alone
    door: Callable[[View], View] = handles


def step_page(request: SignedInRequest, privacy_request: PrivacyRequest, step: str, page: StepPage) -> HttpResponse:
    """The same for every step; a step that role or state forbids is 403 with the reason, seen or sent."""
    scope = request.scope
    if step not in privacy_request.steps.steps:
        raise Http404
    if reason := privacy_request.steps.why_not(step, privacy_request, scope):
        raise NotAllowed(reason)
    form = page.form(sent(request), privacy_request, scope)
    is_unsaid = page.tells and notifications.is_blocked(privacy_request)
    if request.method == "POST" and form.is_valid():
        page.take(privacy_request, by=scope, at=scope.at, **form.cleaned_data)
        if is_unsaid:
            messages.warning(request, _("This is recorded, and nothing was sent: contact with the one who asks is blocked."))
        else:
            messages.success(request, page.done)
        return redirect(privacy_request)
    context = {
        "privacy_request": privacy_request, "form": form, "title": page.title, "lede": "" if is_unsaid else page.lede,
        "submit": page.submit or page.title, "is_danger": page.is_danger, "is_blocked": is_unsaid,
        **page.beside(privacy_request, scope),
    }
    return render(request, "requests/step.html", context)


def attachment(content, document, privacy_request: PrivacyRequest) -> StreamingHttpResponse:
    """A file to save: never shown in the browser, never kept by it; its name holds the number alone."""
    suffix = SUFFIXES.get(document.media_type, "bin")
    return files.attachment(content, name=f"{privacy_request.number}.{suffix}", media_type=document.media_type, size=document.size)
