import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
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
    _ask_days(page, request.scope.on)
    return render(request, "students/departures.html", {"page": page, "schools": schools})


def _ask_days(rows, on, data=None) -> None:
    """Each candidate with the question on which day he left."""
    for row in rows:
        row.form = forms.DepartureForm(data, on=on, initial={"left_on": row.exit_on_file or row.departure_candidate_on}, prefix=str(row.pk))


@needs_staff
@require_POST
def departures_settle(request: SignedInRequest) -> HttpResponse:
    """The ticked candidates, or all of a school, in one act: first what would change, then the change."""
    schools = schools_or_403(
        request.scope, rules.CONFIRM_DEPARTURES, _("Departures are confirmed by the administration or the director of the school.")
    )
    deed = "left" if "left" in request.POST else "stays"
    rows = _chosen(request, schools)
    if not rows:
        messages.error(request, _("Nobody was chosen. Tick the pupils first."))
        return redirect("students:departures")
    is_whole_school = bool(request.POST.get("school"))
    _ask_days(rows, request.scope.on, None if is_whole_school or deed == "stays" else request.POST)
    if deed == "left" and any(row.form.is_bound and not row.form.is_valid() for row in rows):
        messages.error(request, _("Fill in for each chosen pupil the first day without lessons."))
        return redirect("students:departures")
    days = {row.pk: _day_of(row) for row in rows}
    shown = _digest(deed, days)
    if request.POST.get("shown") == shown:
        return _settle(request, deed, days)
    if "shown" in request.POST:
        messages.warning(request, _("The list has changed since it was shown. Look at it again."))
    context = {"rows": rows, "days": days, "deed": deed, "shown": shown, "school": request.POST.get("school", "")}
    return render(request, "students/departures_settle.html", context)


def _chosen(request: SignedInRequest, schools: list[School]) -> list[Any]:
    """The candidates that were ticked, or all of the school that was named."""
    found = Enrolment.objects.current().filter(school__in=schools, departure_candidate_on__isnull=False)
    if key := request.POST.get("school"):
        found = found.filter(school=_own_school(key, schools))
    else:
        found = found.filter(pk__in=[UUID(value) for value in request.POST.getlist("chosen") if _is_uuid(value)])
    rows = found.select_related("student", "school").defer("school__logo", "student__bsn_sealed")
    return list(rows.order_by("school__name", "student__last_name", "student__first_name", "pk"))


def _day_of(row: Any) -> date:
    return row.form.cleaned_data["left_on"] if row.form.is_bound else row.form.initial["left_on"]


def _digest(deed: str, days: Mapping[UUID, date]) -> str:
    """The same for the same change."""
    lines = sorted(f"{key}:{day}" for key, day in days.items())
    return hashlib.sha256("\n".join([deed, *lines]).encode()).hexdigest()


def _settle(request: SignedInRequest, deed: str, days: Mapping[UUID, date]) -> HttpResponse:
    left, stays = (days, []) if deed == "left" else ({}, list(days))
    count = departure_service.settle(left=left, stays=stays, by=request.scope, at=timezone.now())
    if deed == "left":
        said = ngettext("Noted: %(count)d pupil has left.", "Noted: %(count)d pupils have left.", count)
    else:
        said = ngettext("Noted: %(count)d pupil is still here.", "Noted: %(count)d pupils are still here.", count)
    messages.success(request, said % {"count": count})
    return redirect("students:departures")


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
