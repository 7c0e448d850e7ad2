from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.catalogue import Role
from privacyadmin.access.doors import needs_staff, role_label
from privacyadmin.access.holdings import carriers_of
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import is_carried
from privacyadmin.files.correspondence import letters_of
from privacyadmin.workflow import NotAllowed
from students import consents, forms, rules
from students.letters import letters_case
from students.models import Case, CaseKind, Enrolment, EnrolmentStatus, ExceptionRequest, ExceptionState, Student
from students.models.pupils import fold
from students.services import cases as service

from .loading import PAGE_SIZE, schools_of, student_or_404


@needs_staff
@require_safe
def case_list(request: SignedInRequest) -> HttpResponse:
    """Own cases, those one runs, and exceptions that wait."""
    scope, at = request.scope, timezone.now()
    is_past = request.GET.get("state") == "ended"
    found = (
        Case.objects.visible_to(scope)
        .select_related("school")
        .defer("school__logo")
        .prefetch_related("pupils", "grants__user", "grants__permission")
    )
    found = found.exclude(pk__in=Case.objects.in_force(at=at)) if is_past else found.in_force(at=at)
    page = Paginator(found.order_by("until", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "is_past": is_past,
        "asked": list(_exceptions(scope).filter(status=ExceptionState.ASKED)),
        "is_adviser": scope.holds(Role.ADVISER),
        "runs": scope.holds(*rules.RUN_CARE_CASES),
        "asks": scope.holds(*rules.ASK_EXCEPTIONS),
        "keeps_limits": scope.holds(*rules.KEEP_LIMITS),
        "answers_concerns": scope.holds(*rules.ANSWER_CONCERNS),
    }
    return render(request, "students/cases.html", context)


def _exceptions(scope):
    """Those that one asked or may approve."""
    schools = schools_of(scope, *rules.ASK_EXCEPTIONS, *rules.APPROVE_EXCEPTIONS)
    return (
        ExceptionRequest.objects.filter(school__in=schools).select_related("school", "student", "person", "asked_by").defer("school__logo")
    )


@needs_staff
@require_safe
def case_detail(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """One case: whom it is about, what it opens, who takes part until when."""
    scope, at = request.scope, timezone.now()
    case = _case_or_404(request, case_id)
    runs = _runs(case, scope) and case.until > at
    taking_part = case.grants.select_related("user", "permission").order_by("since")
    carriers = carriers_of({grant.user_id for grant in taking_part}, at=at)
    grants = [
        (
            grant, role_label(grant.role), grant.until is None or grant.until > at,
            not is_carried(grant.role, case.school_id, carriers[grant.user_id]),
        )
        for grant in taking_part
    ]
    pupils = list(Student.objects.with_places(on=scope.on).filter(case_pupils__case=case).order_by("pk"))
    post = letters_case(case, pupils, scope)
    context = {
        "case": case,
        "pupils": pupils,
        "post": post,
        "letters": letters_of(post, at=at) if post else [],
        "grants": grants,
        "is_open": case.until > at,
        "consents": consents.beside("case", [case.pk], scope).get(case.pk),
        "categories": [label for code, label in forms.open_categories(without=frozenset()) if code in case.categories],
        "form": forms.PersonForm(school=case.school, on_behalf_of=scope.user) if runs and case.kind == CaseKind.CARE else None,
        "can_close": (runs or case.kind == CaseKind.ADVISER) and case.until > at,
    }
    return render(request, "students/case.html", context)


def _case_or_404(request: SignedInRequest, case_id: UUID) -> Case:
    case = Case.objects.visible_to(request.scope).select_related("school").filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def _runs(case: Case, scope) -> bool:
    roles = {CaseKind.CARE: rules.RUN_CARE_CASES, CaseKind.EXCEPTION: rules.APPROVE_EXCEPTIONS}.get(CaseKind(case.kind), ())
    return scope.holds(*roles, school=case.school_id)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """Open a care case on a pupil."""
    student, school = _student_and_school(
        request, student_id, rules.RUN_CARE_CASES, _("Care cases are opened by the director or who coordinates the care.")
    )
    at = timezone.now()
    initial = {"until_on": service.default_end(CaseKind.CARE, at).date()}
    form = forms.CaseForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        case = service.open_case(
            kind=CaseKind.CARE,
            school=school,
            pupils=[student],
            categories=values["categories"],
            reason=values["reason"],
            until=service.end_of(values["until_on"]),
            by=request.scope,
            at=at,
        )
        messages.success(request, _("The case is open. Now say who takes part."))
        return redirect("students:case", case_id=case.pk)
    return render(request, "students/case_new.html", {"student": student, "school": school, "form": form})


def _student_and_school(request: SignedInRequest, student_id: UUID, roles: tuple[Role, ...], reason: str):
    """The pupil, and the school at which this person holds one of the roles; 403 where he holds none."""
    student = student_or_404(request, student_id)
    enrolled = Enrolment.objects.filter(student=student, school__in=schools_of(request.scope, *roles)).exclude(
        status=EnrolmentStatus.REJECTED
    )
    enrolment = enrolled.select_related("school").order_by("-entry_on", "pk").first() if request.scope.holds(*roles) else None
    if enrolment is None:
        raise NotAllowed(reason)
    return student, enrolment.school


@needs_staff
@require_POST
def case_join(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Somebody takes part in the case, until it lapses."""
    case = _case_or_404(request, case_id)
    if not _runs(case, request.scope) or case.kind != CaseKind.CARE:
        raise NotAllowed(_("Who takes part is decided by who runs the case."))
    form = forms.PersonForm(request.POST, school=case.school, on_behalf_of=request.user)
    if form.is_valid():
        service.join(
            case,
            user=form.cleaned_data["person"],
            role=Role(form.cleaned_data["role"]),
            by=request.scope,
            why=case.reason,
            at=timezone.now(),
        )
        messages.success(request, _("This colleague takes part in the case now."))
    else:
        messages.error(request, _("Choose a colleague and a role."))
    return redirect("students:case", case_id=case.pk)


@needs_staff
@require_POST
def case_close(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """End the case, and all that it opened."""
    case = _case_or_404(request, case_id)
    is_own = case.kind == CaseKind.ADVISER
    if not is_own and not _runs(case, request.scope):
        raise NotAllowed(_("A case is closed by who runs it."))
    service.close_case(case, by=request.scope, at=timezone.now())
    messages.success(request, _("The case is closed; nobody reads anything through it any more."))
    return redirect("students:cases")


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def adviser_case(request: SignedInRequest) -> HttpResponse:
    """The confidential adviser opens a place for her own notes, by the name and birth that the pupil told her (S1-115)."""
    scope = request.scope
    if not scope.holds(Role.ADVISER):
        raise NotAllowed(_("Only the confidential adviser of this school keeps such notes."))
    form = forms.AdviserForm(sent(request), schools=schools_of(scope, Role.ADVISER))
    if request.method == "POST" and form.is_valid():
        student = _named(form.cleaned_data)
        if student is not None:
            service.open_adviser_case(school=form.cleaned_data["school"], student=student, by=scope, at=timezone.now())
            return redirect("students:category", student_id=student.pk, code="ADV")
        form.add_error(None, _("No pupil of this school has this name and date of birth. Check the spelling with the pupil."))
    return render(request, "students/adviser_case.html", {"form": form})


def _named(values: dict) -> Student | None:
    """The one present pupil with this name and date of birth."""
    enrolled = Enrolment.objects.current().filter(school=values["school"], student__birth_on=values["birth_on"]).select_related("student")
    found = [
        each.student
        for each in enrolled
        if fold(each.student.last_name) == fold(values["last_name"]) and fold(each.student.first_name) == fold(values["first_name"])
    ]
    return found[0] if len(found) == 1 else None


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def exception_new(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """A director asks for an exception to the matrix."""
    student, school = _student_and_school(
        request, student_id, rules.ASK_EXCEPTIONS, _("An exception is asked by the director of the school.")
    )
    at = timezone.now()
    initial = {"until_on": (at + service.LAPSES_AFTER).date()}
    form = forms.ExceptionForm(sent(request), school=school, on_behalf_of=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        service.ask_exception(
            school=school,
            student=student,
            person=values["person"],
            role=Role(values["role"]),
            categories=values["categories"],
            until_on=values["until_on"],
            reason=values["reason"],
            by=request.scope,
            at=at,
        )
        messages.success(request, _("The privacy coordinator has been asked to approve it."))
        return redirect("students:cases")
    return render(request, "students/exception_new.html", {"student": student, "school": school, "form": form})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def exception_detail(request: SignedInRequest, exception_id: UUID) -> HttpResponse:
    """The privacy coordinator approves or declines."""
    asked = _exceptions(request.scope).filter(pk=exception_id).first()
    if asked is None:
        raise Http404
    form = forms.WhyForm(sent(request))
    if request.method == "POST":
        if "approve" in request.POST:
            service.approve_exception(asked, by=request.scope, at=timezone.now())
            messages.success(request, _("The exception is approved; it ends by itself."))
            return redirect("students:cases")
        if form.is_valid():
            service.decline_exception(asked, why=form.cleaned_data["why"], by=request.scope, at=timezone.now())
            messages.success(request, _("The exception is declined."))
            return redirect("students:cases")
    may_decide = request.scope.holds(*rules.APPROVE_EXCEPTIONS, school=asked.school_id) and asked.status == ExceptionState.ASKED
    context = {
        "asked": asked,
        "form": form,
        "may_decide": may_decide,
        "role": role_label(asked.role),
        "categories": [label for code, label in forms.open_categories() if code in asked.categories],
    }
    return render(request, "students/exception.html", context)
