"""What the administration enters by hand: an application, what is known of a pupil, the steps of an enrolment."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from students import forms, hand_forms
from students.models import Enrolment, Student
from students.services import deaths, enrolments, pupils
from students.workflow import ENROLMENT

from .loading import schools_keeping, student_or_404

BY_HAND = (Category.ID, Category.CT, Category.ENR)


def keeps_by_hand(scope: Scope) -> bool:
    """Whether this person writes enrolments for a whole school: asked of the scope alone."""
    return any(held.source in ("board", "school") for held, _sector in scope.giving(Category.ENR, Right.WRITE))


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: SignedInRequest) -> HttpResponse:
    """Record a child who is put forward for a school."""
    scope, at = request.scope, timezone.now()
    schools = schools_keeping(scope, *BY_HAND)
    if not schools:
        raise NotAllowed(_("Applications are recorded by the administration of the school."))
    form = hand_forms.ApplicationForm(sent(request), schools=schools, on=scope.on)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        answer = values.pop("identity", "")
        found = pupils.apply(
            values.pop("school"), applied_on=values.pop("applied_on"), year_group=values.pop("year_group"), details=values,
            is_same=answer == hand_forms.SAME, is_another=answer == hand_forms.ANOTHER, by=scope, at=at,
        )
        messages.success(request, _("The application has been recorded."))
        return redirect(found.student)
    return render(request, "students/application.html", {"form": form})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def pupil_change(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """Mend names, day of birth and address of a pupil."""
    student, scope = student_or_404(request, student_id), request.scope
    if reason := scope.why_not(student, Category.ID, Right.WRITE):
        raise NotAllowed(reason)
    form = hand_forms.PupilForm(
        sent(request), instance=copy(student), on=scope.on, with_contact=scope.can(student, Category.CT, Right.WRITE)
    )
    if request.method == "POST" and form.is_valid():
        pupils.change(student, details=form.cleaned_data, by=scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(student)
    return pupil_form(request, student, form, _("Change pupil"), note=_("The next import overwrites what the school's own system knows."))


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def death(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """Record that a pupil has died, or take it back."""
    student, scope = student_or_404(request, student_id), request.scope
    if reason := scope.why_not(student, Category.ID, Right.WRITE):
        raise NotAllowed(reason)
    form = hand_forms.DeathForm(sent(request), student=student, on=scope.on)
    if request.method == "POST" and form.is_valid():
        deaths.record(student, died_on=form.cleaned_data["died_on"], by=scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(student)
    note = _("The portal of the family closes at once, and letters no longer go out by themselves. Tell the family what you do.")
    return pupil_form(request, student, form, _("The pupil has died"), note=note)


def pupil_form(request: SignedInRequest, student: Student, form: Any, title: str, **context: Any) -> HttpResponse:
    """A page with one form about a pupil."""
    return render(request, "students/pupil_form.html", {"student": student, "form": form, "title": title, **context})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_step(request: SignedInRequest, enrolment_id: UUID, name: str) -> HttpResponse:
    """Enrol, not admit, leave or mend: one step of an enrolment."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).select_related("school").defer("school__logo").first()
    if enrolment is None or name not in ENROLMENT.steps:
        raise Http404
    student = student_or_404(request, enrolment.student_id)
    step = ENROLMENT.check(name, enrolment, request.scope)
    form = _step_form(name, enrolment, sent(request), request.scope.on)
    if request.method == "POST" and form.is_valid():
        take = getattr(enrolments, name)
        take(enrolment, by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The enrolment has been kept."))
        return redirect(student)
    return pupil_form(request, student, form, str(step.label), lede=enrolment.school.name, note=STEP_NOTES.get(name, ""))


STEP_NOTES = {
    "reject": gettext_lazy("From this day the term runs after which the data of the application must be destroyed."),
    "leave": gettext_lazy("From this day the terms run after which data must be destroyed. Places in classes end too."),
}
STEP_FORMS: dict[str, Any] = {
    "enrol": hand_forms.EnrolForm, "reject": hand_forms.RejectForm, "leave": forms.DepartureForm, "change": hand_forms.EnrolmentForm,
}


def _step_form(name: str, enrolment: Enrolment, data: Any, on) -> Any:
    made = STEP_FORMS[name]
    initial = {field: getattr(enrolment, field) for field in made.base_fields}
    days = {"entry_on", "rejected_on", "left_on"} & set(initial)
    return made(data, on=on, initial=initial | dict.fromkeys(days, on))
