"""The steps of a disclosure: whose data, its papers, and deciding, giving, reviewing, ending."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access import searching
from privacyadmin.access.http import SignedInRequest, sent, sent_files
from privacyadmin.files.forms import taken
from privacyadmin.files.http import attachment
from privacyadmin.workflow import NotAllowed
from processors.forms import disclosures as forms
from processors.models import Disclosure, DisclosureFile
from processors.services import disclosures as services
from processors.workflow import disclosures as workflow
from students import marks
from students.models import Student

from .disclosures import MOST, disclosure_of, pupils_shown
from .pages import GET_OR_POST, ask, reads

STEPS: dict[str, tuple[type[forms.StepForm], Callable[..., Any]]] = {
    "decide": (forms.DecideForm, services.decide), "give": (forms.GiveForm, services.give), "refuse": (forms.WhyForm, services.refuse),
    "review": (forms.StepForm, services.review), "end": (forms.EndForm, services.end), "void": (forms.WhyForm, services.void),
}


@reads
@require_http_methods(GET_OR_POST)
def pupils(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Look a pupil up and add him; one by one, there is no «all» (S2-110)."""
    disclosure = disclosure_of(request, key)
    services.check_draft(disclosure, request.scope)
    if request.method == "POST" and (chosen := _key(request.POST.get("pupil", ""))):
        student = get_object_or_404(Student.objects.visible_to(request.scope), pk=chosen)
        services.add_pupil(disclosure, student, by=request.scope, at=timezone.now())
        messages.success(request, _("The pupil has been added."))
        return redirect("processors:disclosure_pupils", disclosure.pk)
    if request.method == "POST":
        return searching.as_address(request)
    words = str(searching.question(request)[searching.WORDS])
    found = Student.objects.visible_to(request.scope).search(words).exclude(disclosed__disclosure=disclosure)
    if disclosure.school_id:
        found = found.filter(enrolments__school=disclosure.school_id)
    context = {"disclosure": disclosure, "words": words, "found": list(found[:MOST]) if words else []}
    return render(request, "processors/disclosure_pupils.html", context | pupils_shown(disclosure, request.scope))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@reads
@require_POST
def drop(request: SignedInRequest, key: UUID, student_id: UUID) -> HttpResponse:
    """This pupil's data is not given after all."""
    disclosure = disclosure_of(request, key)
    pupils = Student.objects.visible_to(request.scope)
    if disclosure.school_id:
        pupils = pupils.filter(enrolments__school=disclosure.school_id)
    student = get_object_or_404(pupils, pk=student_id)
    services.drop_pupil(disclosure, student.pk, by=request.scope, at=timezone.now())
    return redirect("processors:disclosure_pupils", disclosure.pk)


@reads
@require_http_methods(GET_OR_POST)
def papers(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Attach the order of police or justice, or another paper."""
    disclosure, at = disclosure_of(request, key), timezone.now()
    services.check_draft(disclosure, request.scope)
    form = forms.PapersForm(**sent_files(request), is_police=disclosure.is_police)
    if request.method == "POST" and form.is_valid():
        checked = taken(form, "uploads", about=disclosure, school=disclosure.school_id, by=request.scope, at=at)
        if form.is_valid():
            services.add_files(disclosure, checked=checked, by=request.scope, at=at)
            messages.success(request, _("It has been added."))
            return redirect(disclosure)
    return ask(request, form, _("Add a paper"), back=disclosure)


@reads
@require_safe
def paper(request: SignedInRequest, key: UUID) -> StreamingHttpResponse:
    """A paper of a disclosure, for who records it or decides on it."""
    row = get_object_or_404(DisclosureFile.objects.select_related("disclosure"), pk=key)
    disclosure_of(request, row.disclosure_id)
    opened = services.open_file(row, by=request.scope, at=timezone.now())
    return attachment(opened.content, name=opened.name, media_type=opened.media_type, size=opened.size)


@reads
@require_http_methods(GET_OR_POST)
def step(request: SignedInRequest, key: UUID, name: str) -> HttpResponse:
    """Take a step: what it asks stands on one page with its button."""
    if name not in STEPS:
        raise Http404
    disclosure = disclosure_of(request, key)
    label = str(workflow.DISCLOSURE_STEPS.check(name, disclosure, request.scope).label)
    form_class, service = STEPS[name]
    form = form_class(sent(request), today=request.scope.on, **_limits(disclosure, name, request))
    if request.method == "POST" and form.is_valid() and _taken(service, disclosure, form, request):
        messages.success(request, _("Done: %(step)s.") % {"step": label})
        return redirect(disclosure)
    note = _("A part of this is restricted for a pupil: it may be kept, but not passed on (GDPR 18).") if form.is_restricted else ""
    return ask(request, form, label, back=disclosure, submit=label, note=note, danger=name in ("refuse", "void", "end"))


def _limits(disclosure: Disclosure, name: str, request: SignedInRequest) -> dict[str, bool]:
    if name != "decide":
        return {}
    at = timezone.now()
    keys = list(disclosure.pupils.values_list("student", flat=True))
    return {
        "is_restricted": bool(marks.why_not_use(keys, disclosure.categories, at=at)),
        "needs_care": services.needs_care(disclosure, keys, at=at),
    }


def _taken(service: Callable[..., Any], disclosure: Disclosure, form: forms.StepForm, request: SignedInRequest) -> bool:
    try:
        service(disclosure, **form.cleaned_data, by=request.scope, at=timezone.now())
    except NotAllowed as refusal:
        form.add_error(None, refusal.reason)
    except ValidationError as mistake:
        form.add_error(None, mistake)
    return not form.errors
