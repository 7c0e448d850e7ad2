from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.catalogue import Register
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.organisation import keeping
from privacyadmin.organisation.appointments import vacancies
from privacyadmin.organisation.compared import differences
from privacyadmin.organisation.forms import BOARD, AppointmentForm, CorrectionForm, EndForm
from privacyadmin.organisation.models import Appointment, Function
from privacyadmin.organisation.tasks import needed_functions

from .reach import GET_OR_POST, WATCHERS, keeps, keeps_board, keeps_something, of_kept_places, of_places, schools_kept, schools_seen


@needs(Register.POLICY, *WATCHERS)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Who holds which office, what is vacant, and where roles and appointments do not agree."""
    scope = request.scope
    schools = list(schools_seen(scope))
    rows = of_places(scope, Appointment).order_by("function", "school__name", "-since")
    rank = {function.value: place for place, function in enumerate(Function)}
    held = [row for row in rows if not row.is_ended(scope.on)]
    shown = sorted(held, key=lambda row: (row.school_id is not None, rank[row.function]))
    for row in shown:
        row.may_change = keeps(scope, row.school_id)
    context = {
        "appointments": shown,
        "ended": [row for row in rows if row.is_ended(scope.on)][:50],
        "vacancies": vacancies(schools, scope.on, needed=needed_functions(scope.on)),
        "differences": differences(schools, at=scope.at),
        "may_appoint": keeps_something(scope),
        "may_appoint_board": keeps_board(scope),
    }
    return render(request, "organisation/overview.html", context)


@needs(Register.POLICY, *keeping.KEEPERS)
@require_http_methods(GET_OR_POST)
def appoint(request: SignedInRequest) -> HttpResponse:
    """Record that the board appointed somebody."""
    scope = request.scope
    initial = {"function": request.GET.get("function", ""), "place": request.GET.get("school", BOARD), "since": scope.on}
    form = AppointmentForm(request.POST or None, schools=list(schools_kept(scope)), with_board=keeps_board(scope), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.appoint(**form.values(), by=scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("The appointment is recorded. Pages and letters show it from its first day."))
            return redirect("organisation:overview")
    return render(request, "organisation/appoint.html", {"form": form})


@needs(Register.POLICY, *keeping.KEEPERS)
@require_http_methods(GET_OR_POST)
def correct(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Another phone number or address; the appointment stays."""
    appointment = get_object_or_404(of_kept_places(request.scope, Appointment), pk=appointment_id)
    form = CorrectionForm.of(appointment, request.POST or None)
    if request.method == "POST" and form.is_valid():
        keeping.correct(appointment, **form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("Changed. Pages and letters show it at once."))
        return redirect("organisation:overview")
    return render(request, "organisation/correct.html", {"form": form, "appointment": appointment})


@needs(Register.POLICY, *keeping.KEEPERS)
@require_http_methods(GET_OR_POST)
def end(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """The last day of an appointment."""
    scope = request.scope
    appointment = get_object_or_404(of_kept_places(scope, Appointment), pk=appointment_id)
    form = EndForm(request.POST or None, initial={"last_day": scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            keeping.end_appointment(appointment, **form.cleaned_data, by=scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("The appointment has a last day. A role, if there is one, ends on the page of roles."))
            return redirect("organisation:overview")
    return render(request, "organisation/end.html", {"form": form, "appointment": appointment})
