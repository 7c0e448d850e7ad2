"""Letters with a code for pupils who are old enough to decide themselves."""
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from students import rules
from students.services import activation, invitations

from .loading import PAGE_SIZE, schools_or_403, student_or_404


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def invitations_list(request: SignedInRequest) -> HttpResponse:
    """Who became 16 and cannot sign in yet, with a letter for those who are ticked."""
    schools = schools_or_403(request.scope, rules.ADDRESSES, _("Letters with a code are written by the administration of the school."))
    if request.method == "POST":
        return _invite(request)
    rows = invitations.waiting(schools, at=request.scope.at).select_related("student", "school")
    rows = rows.defer("school__logo", "student__bsn_sealed")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "students/invitations.html", {"page": page, "schools": schools})


def _invite(request: SignedInRequest) -> HttpResponse:
    keys = [UUID(value) for value in request.POST.getlist("chosen")[:PAGE_SIZE] if _is_uuid(value)]
    written, refused = invitations.invite(keys, by=request.scope, at=timezone.now())
    if not written and not refused:
        messages.error(request, _("Nobody was chosen. Tick the pupils first."))
    if written:
        said = ngettext("%(count)d letter waits in the post of your school.", "%(count)d letters wait in the post of your school.", written)
        messages.success(request, said % {"count": written})
    for reason in refused:
        messages.warning(request, reason)
    return redirect("students:invitations")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """The letter of one pupil, also to replace one that was lost."""
    schools_or_403(request.scope, rules.ADDRESSES, _("Letters with a code are written by the administration of the school."))
    student, now = student_or_404(request, student_id), timezone.now()
    if request.method == "POST":
        activation.issue_to_pupil(student, by=request.scope, at=now)
        messages.success(request, _("The letter waits in the post of your school."))
        return redirect(student)
    context = {
        "student": student, "why_not": activation.why_not_issue(student, on=request.scope.on),
        "open_code": activation.open_code(student, at=now),
    }
    return render(request, "students/activation.html", context)
