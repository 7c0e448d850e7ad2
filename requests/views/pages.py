"""The page of a step: it shows what the step does, asks what it needs, and takes it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.workflow import NotAllowed
from requests.models import PrivacyRequest

takes_in = needs(Register.REQUESTS, Verb.INTAKE, Verb.WRITE)
handles = needs(Register.REQUESTS, Verb.WRITE)
decides = needs(Register.REQUESTS, Verb.DECIDE, Verb.WRITE)
SUFFIXES = {"application/pdf": "pdf", "application/zip": "zip", "application/json": "json", "image/png": "png", "image/jpeg": "jpg"}
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


def step_page(
    request: SignedInRequest, privacy_request: PrivacyRequest, step: str, form: django_forms.Form, act: Callable[[dict], Any], words: Words
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


def sent(request: SignedInRequest):
    return request.POST if request.method == "POST" else None


def nothing(request: SignedInRequest) -> django_forms.Form:
    return django_forms.Form(sent(request))


def attachment(content, document, privacy_request: PrivacyRequest) -> StreamingHttpResponse:
    """A file to save: never shown in the browser, never kept by it; its name holds the number alone."""
    suffix = SUFFIXES.get(document.media_type, "bin")
    response = StreamingHttpResponse(content, content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="{privacy_request.number}.{suffix}"'
    response["Content-Length"] = str(document.size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
