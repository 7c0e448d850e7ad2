"""The application form that a family filled in: recorded by whoever keeps enrolments, each answer read and written by its category."""
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from processors.forms.submissions import AnswersForm, NoticeForm, ReceivedForm
from processors.models import FormField, FormSubmission, FormUse, FormVersion
from processors.models.register_words import Answered, Section, VersionState
from processors.models.submissions import KEPT_ELSEWHERE
from processors.rules import submissions as rules
from processors.rules.application_forms import stands_in_the_way
from processors.services import submissions as services
from students.models import Enrolment, Guardian, Student
from students.services import keeping

from .pages import GET_OR_POST


@needs_staff
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Type over a form that came in for an enrolment."""
    scope = request.scope
    enrolment = Enrolment.objects.filter(pk=key).select_related("school").defer("school__logo").first()
    student = _student(enrolment.student_id, scope) if enrolment else None
    if enrolment is None or student is None:
        raise Http404
    services.check_keeps(student, enrolment.school, scope)
    version = _version(request, enrolment.school, scope)
    asked, others = _asked(version, student, enrolment.school, scope)
    facts = ReceivedForm(sent(request), guardians=_guardians(student), on=scope.on, initial={"received_on": scope.on})
    answers = AnswersForm(sent(request), asked=asked)
    if request.method == "POST" and facts.is_valid() & answers.is_valid():
        submission = services.record(
            student, school=enrolment.school, version=version, answers=answers.answers(), by=scope, at=timezone.now(), **facts.cleaned_data
        )
        messages.success(request, _("The form has been recorded."))
        return redirect(submission)
    context = {"student": student, "school": enrolment.school, "version": version, "versions": _versions(version), "others": others}
    return _form_page(request, _("Record the application form"), facts, answers, student.get_absolute_url(), context)


@needs_staff
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The answers that this person may read, and what still stands in the way of admission."""
    scope = request.scope
    submission, student = _submission(key, scope)
    found = services.read(submission, student, by=scope, at=timezone.now())
    fields = list(submission.version.fields.select_related("data_category"))
    shown = [field for field in fields if field.pk in found]
    context = {
        "submission": submission, "student": student, "parts": list(_parts(shown, found)), "unread": len(fields) - len(shown),
        "can_write": bool(_writable(fields, student, submission.school, scope)), "keeps": _keeps(student, submission.school, scope),
    }
    return render(request, "processors/submission.html", context)


@needs_staff
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Fill in or mend answers, each by who may write its category."""
    scope = request.scope
    submission, student = _submission(key, scope)
    asked, others = _asked(submission.version, student, submission.school, scope)
    if not asked:
        raise NotAllowed(_("Your role does not write this kind of data."))
    known = services.read(submission, student, by=scope, at=timezone.now())
    form = AnswersForm(sent(request), asked=asked, known=known)
    if request.method == "POST" and form.is_valid():
        services.change(submission, form.answers(), by=scope, at=timezone.now(), student=student)
        messages.success(request, _("Saved."))
        return redirect(submission)
    context = {"student": student, "school": submission.school, "version": submission.version, "versions": [], "others": others}
    return _form_page(request, _("Change answers"), None, form, submission.get_absolute_url(), context)


@needs_staff
@require_http_methods(GET_OR_POST)
def notice(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The day on which the family got the privacy notice (S1-35)."""
    scope = request.scope
    submission, student = _submission(key, scope)
    services.check_keeps(student, submission.school, scope)
    form = NoticeForm(sent(request), on=scope.on, initial={"notice_on": submission.notice_on or submission.received_on})
    if request.method == "POST" and form.is_valid():
        services.note_notice(submission, notice_on=form.cleaned_data["notice_on"], by=scope, at=timezone.now(), student=student)
        messages.success(request, _("Saved."))
        return redirect(submission)
    context = {"student": student, "school": submission.school, "version": submission.version, "versions": [], "others": []}
    return _form_page(request, _("Privacy notice"), form, None, submission.get_absolute_url(), context)


def _form_page(request: SignedInRequest, title: str, facts: Any, answers: Any, back: str, context: dict[str, Any]) -> HttpResponse:
    wrong = any(form is not None and form.errors for form in (facts, answers))
    context |= {"title": title, "facts": facts, "answers": answers, "back_url": back}
    return render(request, "processors/submission_form.html", context, status=400 if wrong else 200)


def _student(key: UUID, scope: Scope) -> Student | None:
    return Student.objects.visible_to(scope).filter(pk=key).first()


def _submission(key: UUID, scope: Scope) -> tuple[FormSubmission, Student]:
    """A form of a pupil whom this person sees, at a school of whose enrolments he reads; else it is not found (SETTLED 12)."""
    rows = FormSubmission.objects.select_related("school", "version", "policy", "entered_by", "handed_in_by").defer("school__logo")
    submission = rows.filter(pk=key).first()
    student = _student(submission.student_id, scope) if submission else None
    if submission is None or student is None or not rules.may(student, submission.school, Category.ENR, scope, Right.READ):
        raise Http404
    return submission, student


def _keeps(student: Student, school: School, scope: Scope) -> bool:
    return not keeping.why_not(scope, [Category.ENR], school=school.pk, student=student.pk)


def _guardians(student: Student) -> Any:
    """Who can have handed it in: never somebody with whom the school may have no contact."""
    return Guardian.objects.filter(relations__student=student, relations__has_contact_block=False).distinct()


def _version(request: SignedInRequest, school: School, scope: Scope) -> FormVersion:
    """The version that was asked for, else the one that the school uses, else the one in force. Raises NotAllowed where there is none."""
    approved = FormVersion.objects.filter(status=VersionState.APPROVED)
    wanted = request.GET.get("version", "")
    found = approved.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 6 else None
    if found is None:
        use = FormUse.objects.on(scope.on).filter(school=school).select_related("version").first()
        found = use.version if use else FormVersion.objects.in_force(on=scope.on).first()
    if found is None:
        raise NotAllowed(_("There is no approved application form yet. The privacy coordinator writes it in the register of processing."))
    return found


def _versions(current: FormVersion) -> list[FormVersion]:
    """The other approved versions: a family may have filled in an earlier one."""
    return list(FormVersion.objects.filter(status=VersionState.APPROVED).exclude(pk=current.pk).order_by("-number")[:5])


def _writable(fields: Collection[FormField], student: Student, school: School, scope: Scope) -> list[FormField]:
    writes = rules.categories(student, school, scope, Right.WRITE)
    return [field for field in fields if field.data_category.category in writes]


def _asked(version: FormVersion, student: Student, school: School, scope: Scope) -> tuple[list[FormField], list[FormField]]:
    """The questions that this person may write, and those that wait for a colleague."""
    fields = list(version.fields.select_related("data_category"))
    own = _writable(fields, student, school, scope)
    return own, [field for field in fields if field not in own and field.data_category.category not in KEPT_ELSEWHERE]


def _parts(fields: Collection[FormField], found: dict[UUID, services.Given]) -> Iterator[dict[str, Any]]:
    """The answers by part of the form."""
    for code, label in Section.choices:
        rows = [
            {
                "field": field, "text": services.in_words(field, found[field.pk].text), "answered": Answered(found[field.pk].answered),
                "is_in_the_way": stands_in_the_way(field.asking, found[field.pk].answered),
            }
            for field in fields if field.section == code
        ]
        if rows:
            yield {"label": label, "rows": rows}
