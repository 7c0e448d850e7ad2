"""The information notice: who has not got it, the proof of who has, and what went by hand (S1-14, S1-35, S1-63, S1-64)."""
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consent.forms.campaigns import NoticeForm
from consent.services import notices
from privacyadmin.access.catalogue import Category, Right, Verb
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.workflow import NotAllowed
from students.models import Enrolment, EnrolmentStatus, Student

from .pages import GET_OR_POST, schools, writes

AT_ONCE = 50
CURRENT = (EnrolmentStatus.ENROLLED, EnrolmentStatus.APPLICANT)


@writes
@require_http_methods(GET_OR_POST)
def index(request: SignedInRequest) -> HttpResponse:
    """Per school how many families have this year's notice, and the pupils whose family has not."""
    scope, places = request.scope, list(schools(request.scope, Verb.WRITE).order_by("name"))
    chosen = next((each for each in places if str(each.pk) == request.GET.get("school", "")), places[0] if places else None)
    if chosen is None:
        raise Http404
    rows = notices.lacking(chosen, on=scope.on)
    if request.method == "POST":
        count = notices.order(chosen, list(rows.values_list("student", flat=True).distinct()), by=scope, at=timezone.now())
        words = ngettext(
            "The notice about %(number)d pupil is being written.", "The notices about %(number)d pupils are being written.", count
        )
        messages.success(request, words % {"number": count} if count else _("They are being written already."))
        return redirect(f"{request.path}?school={chosen.pk}")
    shown = rows.select_related("student").defer("student__bsn_sealed")
    shown = shown.order_by("status", "student__last_name", "student__first_name", "pk")
    page = Paginator(shown, AT_ONCE).get_page(request.GET.get("page"))
    everybody = Enrolment.objects.filter(school=chosen, status__in=CURRENT, student__died_on=None).count()
    context = {
        "page": page, "places": places, "chosen": chosen, "everybody": everybody, "lacking": page.paginator.count,
        "told": everybody - page.paginator.count, "since": notices.since(scope.on),
    }
    return render(request, "consent/notices.html", context)


@needs_staff
@require_http_methods(GET_OR_POST)
def notice(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """What one family got and when; send it now, or record how it went otherwise."""
    scope, at = request.scope, timezone.now()
    pupils = Student.objects.visible_to(scope, category=Category.ENR, right=Right.READ)
    rows = Enrolment.objects.select_related("school", "student").defer("school__logo", "student__bsn_sealed")
    enrolment = get_object_or_404(rows, pk=enrolment_id, student__in=pupils.order_by().values("pk"))
    form = NoticeForm(on=scope.on)
    if request.method == "POST":
        notices.check_may(scope, enrolment.school_id, enrolment.student_id)
        if request.POST.get("action") == "send":
            notices.order(enrolment.school, [enrolment.student_id], by=scope, at=at, wave=f"{at:%Y%m%d%H%M}")
            messages.success(request, _("The notice is being written: in the portal for who has an account, else by post."))
            return redirect(request.path)
        form = NoticeForm(request.POST, on=scope.on)
        if form.is_valid():
            values = form.cleaned_data
            notices.record(enrolment, is_given=values["way"] == "given", on=values["on"], reason=values["reason"], by=scope, at=at)
            messages.success(request, _("It is recorded."))
            return redirect(request.path)
    return render(request, "consent/notice.html", _shown(enrolment, form, request), status=400 if form.errors else 200)


def _shown(enrolment: Enrolment, form: NoticeForm, request: SignedInRequest) -> dict[str, Any]:
    """Letters by kind of addressee and way: who exactly got one stands in the letter itself."""
    scope = request.scope
    letters, records, with_form = notices.proof(enrolment.student_id)
    try:
        notices.check_may(scope, enrolment.school_id, enrolment.student_id)
    except NotAllowed:
        may = False
    else:
        may = True
    found = notices.whom(enrolment.student, enrolment.school, on=scope.on) if may else None
    return {
        "enrolment": enrolment, "form": form, "letters": letters, "records": records, "with_form": with_form, "may": may, "whom": found,
        "waits": notices.why_not_enrol(enrolment) if enrolment.status == EnrolmentStatus.APPLICANT else "",
    }

