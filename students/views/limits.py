"""Restrictions (GDPR 18) and protections (C-25) of pupils: set, looked at, taken further step by step."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.catalogue import Role
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from students import given, rules
from students import limit_forms as forms
from students.forms import WhyForm
from students.models import Protection, Restriction, Student
from students.models.cases import schools_of as at_schools
from students.services import protections, restrictions
from students.workflow import PROTECTION, RESTRICTION, decides_protection, protects, restricts

from .loading import schools_of, student_or_404

RESTRICTS = gettext_lazy("A restriction is kept by the director or the privacy coordinator.")
PROTECTS = gettext_lazy("A pupil is protected by the director, who coordinates the care, or the privacy coordinator.")
WHO = ("student", "school", "by", "ended_by")


@dataclass(frozen=True)
class StepPage:
    """One step as a page: its form, the service that takes it, and what is said afterwards."""

    form: type[Any]
    take: Callable[..., Any]
    said: str | Promise
    is_dated: bool = False                # its form asks for a day after today


RESTRICTION_STEPS = {
    "announce": StepPage(forms.AnnounceForm, restrictions.announce, gettext_lazy("The family has been told. Lift it on that day."), True),
    "lift": StepPage(WhyForm, restrictions.lift, gettext_lazy("The restriction is lifted.")),
    "keep": StepPage(WhyForm, restrictions.keep, gettext_lazy("The restriction stays.")),
    "review": StepPage(forms.ReviewForm, restrictions.review, gettext_lazy("Noted: the restriction stays until the next review."), True),
    "use": StepPage(forms.UseForm, restrictions.note_use, gettext_lazy("Noted: this use has its ground.")),
}
PROTECTION_STEPS = {
    "confirm": StepPage(forms.ConfirmForm, protections.confirm, gettext_lazy("The protection is confirmed.")),
    "decline": StepPage(WhyForm, protections.decline, gettext_lazy("The protection has ended.")),
    "review": StepPage(forms.ReviewForm, protections.review, gettext_lazy("Noted: the protection stays until the next review."), True),
    "end": StepPage(WhyForm, protections.end_protection, gettext_lazy("The protection has ended.")),
}


@needs_staff
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Everything that stands on a file in one's own schools, what must be looked at first."""
    scope, at = request.scope, timezone.now()
    if not scope.holds(*rules.KEEP_LIMITS):
        raise NotAllowed(_("Restrictions and protections are kept by the director, who coordinates the care, and the privacy coordinator."))
    found: list[Any] = []
    if scope.holds(*rules.RESTRICT):
        found += _standing(Restriction, scope, *rules.RESTRICT, at=at)
    found += _standing(Protection, scope, *rules.PROTECT, *rules.DECIDE_PROTECTION, at=at)
    rows = sorted(found, key=lambda limit: (limit.review_on is None, limit.review_on, str(limit.pk)))
    return render(request, "students/limits.html", {"rows": [(row, isinstance(row, Protection)) for row in rows]})


def _standing(model: Any, scope: Scope, *roles: Role, at) -> list[Any]:
    return list(model.objects.in_force(at=at).filter(at_schools(scope, *roles)).select_related("student", "school").defer("school__logo"))


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def restriction_new(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """Restrict the processing of parts of a file (GDPR 18)."""
    student, schools = _pupil_and_schools(request, student_id, rules.RESTRICT, RESTRICTS)
    form = forms.RestrictionForm(sent(request), schools=schools, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        restriction = restrictions.restrict(student, by=request.scope, at=timezone.now(), **form.values())
        messages.success(request, _("The processing is restricted, and the family finds the news in the portal."))
        return redirect(restriction)
    return render(request, "students/limit_new.html", {"student": student, "form": form, "is_protection": False})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def protection_new(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """Hide parts of a file from the family, for the pupil's safety (C-25)."""
    student, schools = _pupil_and_schools(request, student_id, rules.PROTECT, PROTECTS)
    form = forms.ProtectionForm(sent(request), schools=schools, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        protection = protections.protect(student, by=request.scope, at=timezone.now(), **form.values())
        messages.success(request, _("Hidden from now on. Whoever decides has been told."))
        return redirect(protection)
    return render(request, "students/limit_new.html", {"student": student, "form": form, "is_protection": True})


def _pupil_and_schools(request: SignedInRequest, student_id: UUID, roles: tuple[Role, ...], reason: str | Promise):
    """The pupil, and his schools where this person holds one of the roles; 403 where he holds none."""
    student = student_or_404(request, student_id)
    schools = schools_of(request.scope, *roles).filter(pk__in=student.school_ids)
    if not request.scope.holds(*roles) or not schools:
        raise NotAllowed(str(reason))
    return student, schools


@needs_staff
@require_safe
def restriction(request: SignedInRequest, restriction_id: UUID) -> HttpResponse:
    """One restriction: on what, why, what was done with it, and what can be done now."""
    shown = _restriction_or_404(request, restriction_id)
    context = {
        "limit": shown, "student": shown.student, "steps": RESTRICTION.choices(shown, request.scope),
        "uses": shown.uses.select_related("by"),
        "told": restrictions.people_to_tell(shown, at=timezone.now()), "is_open": shown.until is None,
        "recipients": given.of_kinds(given.of([shown.student_id], on=request.scope.on)[shown.student_id], shown.categories),
    }
    return render(request, "students/restriction.html", context)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def restriction_step(request: SignedInRequest, restriction_id: UUID, step: str) -> HttpResponse:
    """Announce, lift, keep, review, or a use that the law allows."""
    shown = _restriction_or_404(request, restriction_id)
    told = restrictions.people_to_tell(shown, at=timezone.now()) if step == "announce" else []
    return _step(request, shown, step, RESTRICTION, RESTRICTION_STEPS, {"told": told})


@needs_staff
@require_safe
def protection(request: SignedInRequest, protection_id: UUID) -> HttpResponse:
    """One protection: from whom, why, who decides, and when somebody looks at it again."""
    shown = _protection_or_404(request, protection_id)
    context = {
        "limit": shown, "student": shown.student, "steps": PROTECTION.choices(shown, request.scope), "is_open": shown.until is None,
        "sees_pupil": Student.objects.visible_to(request.scope).filter(pk=shown.student_id).exists(),
    }
    return render(request, "students/protection.html", context)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def protection_step(request: SignedInRequest, protection_id: UUID, step: str) -> HttpResponse:
    """Confirm, decline, review or end."""
    return _step(request, _protection_or_404(request, protection_id), step, PROTECTION, PROTECTION_STEPS, {})


def _step(request: SignedInRequest, limit: Any, step: str, workflow, pages: dict[str, StepPage], more: dict) -> HttpResponse:
    if step not in pages:
        raise Http404
    label = workflow.check(step, limit, request.scope).label
    page = pages[step]
    form = page.form(sent(request), **({"on": request.scope.on} if page.is_dated else {}))
    if request.method == "POST" and form.is_valid():
        page.take(limit, by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, str(page.said))
        return redirect(limit)
    return render(request, "students/limit_step.html", {"limit": limit, "step": step, "label": label, "form": form} | more)


def _restriction_or_404(request: SignedInRequest, key: UUID) -> Restriction:
    found = Restriction.objects.select_related(*WHO, "announced_by").defer("school__logo", "student__bsn_sealed").filter(pk=key).first()
    if found is None:
        raise Http404
    student_or_404(request, found.student_id)
    if reason := restricts(found, request.scope):
        raise NotAllowed(reason)
    return found


def _protection_or_404(request: SignedInRequest, key: UUID) -> Protection:
    """For whoever decides, also where his role opens no file: he sees the name and this page (S2-199)."""
    found = Protection.objects.select_related(*WHO, "decided_by").defer("school__logo", "student__bsn_sealed").filter(pk=key).first()
    if found is None:
        raise Http404
    if request.scope.holds(Role.BOARD_MEMBER):
        return found
    student_or_404(request, found.student_id)
    if reason := protects(found, request.scope) and decides_protection(found, request.scope):
        raise NotAllowed(str(PROTECTS) if reason else "")
    return found
