"""Who got data of a pupil, from every register that gives data away (GDPR 15(1)(c); S1-78)."""
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.workflow import NotAllowed
from students import given, rules

from .loading import PAGE_SIZE, student_or_404


@needs_staff
@require_safe
def who_got_it(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """To whom data of this pupil went: when, what, why, on which ground."""
    student, scope = student_or_404(request, student_id), request.scope
    if not any(scope.holds(*rules.WHO_SAW, school=school) for school in student.school_ids):
        raise NotAllowed(_("The director and the privacy coordinator see who got data of a pupil."))
    found = given.of([student.pk], on=scope.on)[student.pk]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "students/given.html", {"student": student, "page": page})
