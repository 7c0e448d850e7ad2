from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access.catalogue import CLASS_ROLES, Role
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import School
from students import forms, rules
from students.models import Appointment, AppointmentState, Enrolment, Guardian
from students.services import appointments as service
from students.services import departures as departure_service
from students.services import guardians as guardian_service

from .loading import PAGE_SIZE, schools_or_403


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def appointments(request: SignedInRequest) -> HttpResponse:
    """The appointments that an import proposed, per school in one screen (SETTLED 8)."""
    schools = schools_or_403(
        request.scope, rules.APPOINT, _("Appointments are confirmed by the administration or the director of the school.")
    )
    if request.method == "POST":
        return _decide_appointments(request, schools)
    waiting = Appointment.objects.filter(class_group__school__in=schools, state__in=service.WAITING)
    waiting = waiting.select_related("staff_member__user", "class_group__school", "class_group__school_year").defer(
        "class_group__school__logo"
    )
    rows = list(waiting.order_by("class_group__school__name", "staff_member__name", "class_group__name"))
    by_school: dict[School, list] = defaultdict(list)
    for row in rows:
        by_school[row.class_group.school].append(row)
    _show_accounts(rows)
    context = {"by_school": dict(by_school), "roles": [(role.value, role.label) for role in CLASS_ROLES], "own": request.user.pk}
    return render(request, "students/appointments.html", context)


def _show_accounts(rows: list[Appointment]) -> None:
    """The account that would be joined to each member of staff, so that the person who confirms sees it."""
    emails = {row.staff_member.email.lower() for row in rows if row.staff_member.email and not row.staff_member.user_id}
    users = {user.email: user for user in User.objects.filter(kind=Kind.STAFF, is_active=True, email__in=emails)}
    for row in rows:
        account = row.staff_member.user or users.get(row.staff_member.email.lower())
        row.account = account                                            # type: ignore[attr-defined] # for the page
        row.is_end = row.state == AppointmentState.END_PROPOSED          # type: ignore[attr-defined] # for the page


def _decide_appointments(request: SignedInRequest, schools: list[School]) -> HttpResponse:
    school = _own_school(request.POST.get("school"), schools)
    ids = [UUID(value) for value in request.POST.getlist("appointment") if _is_uuid(value)]
    at = timezone.now()
    if "decline" in request.POST:
        count = service.decline(school, ids=ids, by=request.scope, at=at)
        messages.success(request, ngettext("%(count)d proposal declined.", "%(count)d proposals declined.", count) % {"count": count})
    else:
        roles = {key: request.POST.get(f"role-{key}", "") for key in ids}
        count = service.confirm(school, ids=ids, roles=roles, by=request.scope, at=at)
        messages.success(request, ngettext("%(count)d proposal confirmed.", "%(count)d proposals confirmed.", count) % {"count": count})
    return redirect("students:appointments")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _own_school(key: str | None, schools: list[School]) -> School:
    school = next((each for each in schools if str(each.pk) == key), None)
    if school is None:
        raise Http404
    return school


@needs_staff
@require_http_methods(["GET", "HEAD"])
def departures(request: SignedInRequest) -> HttpResponse:
    """Pupils who seem to have left, for a person to look at."""
    schools = schools_or_403(
        request.scope, rules.CONFIRM_DEPARTURES, _("Departures are confirmed by the administration or the director of the school.")
    )
    found = Enrolment.objects.current().filter(school__in=schools, departure_candidate_on__isnull=False)
    rows = found.select_related("student", "school").defer("school__logo", "student__bsn_sealed")
    page = Paginator(rows.order_by("school__name", "student__last_name", "student__first_name", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    for row in page:
        row.form = forms.DepartureForm(
            on=request.scope.on, initial={"left_on": row.exit_on_file or row.departure_candidate_on}, prefix=str(row.pk)
        )
    return render(request, "students/departures.html", {"page": page, "several": len(schools) > 1})


@needs_staff
@require_POST
def departure(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """Left on a day, or still here."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).first()
    if enrolment is None or not request.scope.holds(*rules.CONFIRM_DEPARTURES, school=enrolment.school_id):
        raise Http404
    if "stays" in request.POST:
        departure_service.decline(enrolment, by=request.scope, at=timezone.now())
        messages.success(request, _("Noted: this pupil is still here."))
        return redirect("students:departures")
    form = forms.DepartureForm(request.POST, on=request.scope.on, prefix=str(enrolment.pk))
    if not form.is_valid():
        for error in form.errors["left_on"]:
            messages.error(request, str(error))
        return redirect("students:departures")
    departure_service.confirm(enrolment, left_on=form.cleaned_data["left_on"], by=request.scope, at=timezone.now())
    messages.success(request, _("Noted: this pupil has left."))
    return redirect("students:departures")


@needs_staff
@require_http_methods(["GET", "HEAD"])
def addresses(request: SignedInRequest) -> HttpResponse:
    """Guardians who cannot sign in by themselves yet, and new addresses to confirm."""
    schools = schools_or_403(request.scope, rules.ADDRESSES, _("Guardians are kept by the administration of the school."))
    people = Guardian.objects.to_settle(schools).select_related("user").defer("address_sealed").prefetch_related("relations__student")
    page = Paginator(people.order_by("last_name", "first_name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "students/addresses.html", {"page": page})


@needs_staff
@require_POST
def address(request: SignedInRequest, guardian_id: UUID) -> HttpResponse:
    """Confirm the new sign-in address of a guardian."""
    schools = schools_or_403(request.scope, (Role.OFFICE,), _("Guardians are kept by the administration of the school."))
    guardian = Guardian.objects.to_settle(schools).filter(pk=guardian_id).first()
    if guardian is None:
        raise Http404
    guardian_service.confirm_address(guardian, by=request.scope, at=timezone.now())
    messages.success(request, _("The guardian signs in with the new address from now on."))
    return redirect("students:addresses")
