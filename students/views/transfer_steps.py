"""Each step of a transfer and of a request for a file as a page: what is asked, the service that takes it, what is said afterwards."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.catalogue import Category
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.organisation.models import School
from students.forms import WhyForm
from students.models import FileRequest, Transfer
from students.services import file_requests, transfer_steps, transfers
from students.transfers import forms as asked
from students.transfers.candidates import candidates
from students.transfers.picture import has_secret_address, picture_of
from students.transfers.workflow import FILE_REQUEST, TRANSFER

from .loading import student_or_404
from .transfers import in_order, list_url, transfer_or_404


@dataclass(frozen=True)
class StepPage:
    """One step as a page."""

    form: type[Any]
    take: Callable[..., Any]
    said: str | Promise
    note: str | Promise = ""


TRANSFER_STEPS = {
    "relocate": StepPage(forms.Form, transfer_steps.relocate, gettext_lazy("The move is recorded."),
                         gettext_lazy("The file moves along with the pupil. No rule of a transfer applies.")),
    "submit": StepPage(asked.TestsForm, transfer_steps.submit, gettext_lazy("A colleague can review it now."),
                       gettext_lazy("What fails one of these tests does not go. Then choose less.")),
    "review": StepPage(forms.Form, transfer_steps.review, gettext_lazy("It is reviewed. Show it to the family."),
                       gettext_lazy("Look at each thing: does the next school need it? If not, choose again.")),
    "send_back": StepPage(WhyForm, transfer_steps.send_back, gettext_lazy("It can be chosen again.")),
    "show": StepPage(forms.Form, transfer_steps.show, gettext_lazy("The family can look at it."),
                     gettext_lazy("Who has an account finds it in the portal. Show it to the others on paper or in person. "
                                  "The family can say something that goes along; it cannot stop what the law orders.")),
    "note_seen": StepPage(asked.SeenForm, transfer_steps.note_seen, gettext_lazy("It is noted.")),
    "ask_consent": StepPage(asked.AskedForm, transfer_steps.ask_consent, gettext_lazy("It is noted. The answer stands with the consents."),
                            gettext_lazy("Who has an account finds the question in the portal. Put it to the others yourself. "
                                         "No answer is not a yes.")),
    "order": StepPage(WhyForm, transfer_steps.order, gettext_lazy("It goes as the law orders."),
                      gettext_lazy("The school asks consent by its own rule. "
                                   "Since 1 August 2020 the law does not: it orders this report.")),
    "allow": StepPage(asked.AllowForm, transfer_steps.allow, gettext_lazy("Noted: this use has its ground."),
                      gettext_lazy("Restricted data is only kept. "
                                   "Any other use needs one of these grounds, and stays on record (GDPR 18(2)).")),
    "make": StepPage(forms.Form, transfer_steps.make, gettext_lazy("The file is being made."),
                     gettext_lazy("It holds what was chosen, and what the family says of it.")),
    "send": StepPage(asked.SendForm, transfer_steps.send, gettext_lazy("It is noted that it was sent.")),
    "give_copy": StepPage(asked.CopyForm, transfer_steps.give_copy, gettext_lazy("It is noted.")),
    "close": StepPage(forms.Form, transfer_steps.close, gettext_lazy("The transfer is closed.")),
    "stop": StepPage(asked.StopForm, transfer_steps.stop, gettext_lazy("It is noted that nothing is sent.")),
}
FILE_STEPS = {
    "ask": StepPage(asked.AskFileForm, file_requests.ask, gettext_lazy("It is noted that the file was asked.")),
    "chase": StepPage(asked.ChaseForm, file_requests.chase, gettext_lazy("It is noted.")),
    "receive": StepPage(asked.ReceiveForm, file_requests.receive, gettext_lazy("Now tell the family what came."),
                        gettext_lazy("Put what came into the file of the pupil, with the previous school as its source.")),
    "tell": StepPage(asked.ToldForm, file_requests.tell, gettext_lazy("It is noted, and done.")),
    "nothing": StepPage(WhyForm, file_requests.nothing, gettext_lazy("It is noted that nothing comes.")),
}


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_step(request: SignedInRequest, transfer_id: UUID, step: str) -> HttpResponse:
    """Where it goes, what goes along, review, family, sending, copy, end."""
    shown = transfer_or_404(request, transfer_id)
    if step not in (*TRANSFER_STEPS, "address", "choose"):
        raise Http404
    label = str(TRANSFER.check(step, shown, request.scope).label)
    if step == "choose":
        return _choose(request, shown, label)
    if step == "address":
        return _address(request, shown, label)
    return _step(request, shown, label, TRANSFER_STEPS[step], {"student": shown.student, "list_url": list_url()})


def _address(request: SignedInRequest, shown: Transfer, label: str) -> HttpResponse:
    known = {name: getattr(shown, name) for name in ("to_kind", "to_school", "to_name", "to_brin", "to_contact", "applied_on")}
    form = asked.PlaceForm(sent(request), school=shown.school, schools=School.objects.defer("logo"), initial=known)
    if request.method == "POST" and form.is_valid():
        transfers.address(shown, by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is kept where the file goes."))
        return redirect(shown)
    context = {"thing": shown, "student": shown.student, "form": form, "label": label, "list_url": list_url()}
    return render(request, "students/transfer_step.html", context)


def _choose(request: SignedInRequest, shown: Transfer, label: str) -> HttpResponse:
    """One tick for each thing that this person reads; what he does not read is left to a colleague who does."""
    picture, scope = picture_of(shown, request.scope), request.scope
    offered = [each for each in candidates(shown, shown.student, scope) if not picture.restricted({each.category})]
    form = asked.ChooseForm(sent(request), candidates=offered, items=picture.items)
    if request.method == "POST" and form.is_valid():
        transfers.choose(shown, wanted=form.wanted(), by=scope, at=timezone.now())
        messages.success(request, _("It is kept what goes along."))
        return redirect(shown)
    by_others = sum(not scope.can(shown.student, Category(item.category)) for item in picture.items)
    return render(request, "students/transfer_choose.html", {
        "transfer": shown, "student": shown.student, "form": form, "label": label, "list_url": list_url(), "by_others": by_others,
        "secret": has_secret_address(shown.student_id), "is_restricted": bool(picture.marks.restricted) and not picture.is_allowed,
    })


@needs_staff
@require_safe
def file_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """One file of a previous school: asked, received, told."""
    shown = _request_or_404(request, request_id)
    steps = in_order(FILE_REQUEST.choices(shown, request.scope))
    context = {"row": shown, "student": shown.student, "steps": steps, "list_url": list_url(is_in=True)}
    return render(request, "students/file_request.html", context)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def file_request_step(request: SignedInRequest, request_id: UUID, step: str) -> HttpResponse:
    """Asked, asked again, received, told, or nothing comes."""
    shown = _request_or_404(request, request_id)
    if step not in FILE_STEPS:
        raise Http404
    label = str(FILE_REQUEST.check(step, shown, request.scope).label)
    known = {"previous_name": shown.previous_name, "channel": shown.channel or "oso", "reference": shown.reference}
    return _step(request, shown, label, FILE_STEPS[step], {"student": shown.student, "list_url": list_url(is_in=True)}, initial=known)


def _request_or_404(request: SignedInRequest, key: UUID) -> FileRequest:
    rows = FileRequest.objects.visible_to(request.scope).select_related("school", "student", "asked_by", "received_by")
    found = rows.defer("school__logo").filter(pk=key).first()
    if found is None:
        raise Http404
    found.student = student_or_404(request, found.student_id)
    return found


def _step(request: SignedInRequest, thing: Any, label: str, page: StepPage, context: dict, initial: dict | None = None) -> HttpResponse:
    dated = {"on": request.scope.on} if issubclass(page.form, asked.Dated) else {}
    form = page.form(sent(request), initial=initial, **dated)
    if request.method == "POST" and form.is_valid():
        page.take(thing, by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, str(page.said))
        return redirect(thing)
    return render(request, "students/transfer_step.html", {"thing": thing, "form": form, "label": label, "note": page.note} | context)
