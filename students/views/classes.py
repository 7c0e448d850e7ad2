"""Classes of a school year and who is in them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.organisation.models import SchoolYear
from privacyadmin.workflow import NotAllowed
from students import hand_forms
from students.models import ClassGroup, ClassMembership
from students.services import classes as service

from .by_hand import pupil_form
from .loading import PAGE_SIZE, schools_keeping, student_or_404


def years_from(on) -> QuerySet[SchoolYear]:
    """This school year and those after it."""
    return SchoolYear.objects.filter(end_on__gt=on).order_by("start_on")


def _classes(request: SignedInRequest) -> QuerySet[ClassGroup]:
    """The classes that this person keeps, from this school year on."""
    schools = schools_keeping(request.scope, Category.ID)
    if not schools:
        raise NotAllowed(_("Classes are kept by the administration of the school."))
    found = ClassGroup.objects.filter(school__in=schools, school_year__in=years_from(request.scope.on))
    return found.select_related("school", "school_year").defer("school__logo")


@needs_staff
@require_safe
def class_list(request: SignedInRequest) -> HttpResponse:
    """The classes of own schools, this year's first."""
    now_in = Count("memberships", filter=Q(memberships__until=None))
    rows = _classes(request).annotate(pupils=now_in).order_by("school__name", "school_year__start_on", "kind", "name")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "students/classes.html", {"page": page})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def class_new(request: SignedInRequest) -> HttpResponse:
    """Add a class."""
    _classes(request)
    schools, years = schools_keeping(request.scope, Category.ID), years_from(request.scope.on)
    form = hand_forms.ClassForm(sent(request), schools=schools, years=years)
    if request.method == "POST" and form.is_valid():
        group = service.open_class(**form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The class has been added. Put pupils in it from their own page."))
        return redirect("students:class", class_id=group.pk)
    return render(request, "students/class_form.html", {"form": form, "title": _("Add a class")})


def _class_or_404(request: SignedInRequest, class_id: UUID) -> ClassGroup:
    group = _classes(request).filter(pk=class_id).first()
    if group is None:
        raise Http404
    return group


@needs_staff
@require_safe
def class_detail(request: SignedInRequest, class_id: UUID) -> HttpResponse:
    """One class: who is in it now, and who works with it."""
    group = _class_or_404(request, class_id)
    places = group.memberships.filter(until=None).select_related("student").defer("student__bsn_sealed")
    page = Paginator(places.order_by("student__last_name", "student__first_name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    staff = group.grants.in_force(at=timezone.now()).select_related("user", "permission").order_by("user__name")
    return render(request, "students/class.html", {"group": group, "page": page, "staff": staff})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def class_change(request: SignedInRequest, class_id: UUID) -> HttpResponse:
    """Another name or year."""
    group = _class_or_404(request, class_id)
    form = hand_forms.ClassForm(sent(request), initial={"name": group.name, "year_group": group.year_group})
    if request.method == "POST" and form.is_valid():
        service.change_class(group, **form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The class has been changed."))
        return redirect("students:class", class_id=group.pk)
    return render(request, "students/class_form.html", {"form": form, "group": group, "title": _("Change class")})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """Put a pupil in a class."""
    student, scope = student_or_404(request, student_id), request.scope
    if reason := scope.why_not(student, Category.ID, Right.WRITE):
        raise NotAllowed(reason)
    found = _classes(request).filter(school__in=student.school_ids).order_by("school_year__start_on", "kind", "name")
    form = hand_forms.PlaceForm(sent(request), classes=found, initial={"since": scope.on})
    if request.method == "POST" and form.is_valid():
        service.place(student, **form.cleaned_data, by=scope, at=timezone.now())
        messages.success(request, _("The pupil has a place in the class."))
        return redirect(student)
    note = _("A new base group ends the place in the old one. Who works with the class sees the pupil from then on.")
    return pupil_form(request, student, form, _("Put in a class"), note=note)


@needs_staff
@require_POST
def take_out(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
    """This pupil is no longer in this class from today."""
    membership = ClassMembership.objects.filter(pk=membership_id).first()
    if membership is None:
        raise Http404
    group = _class_or_404(request, membership.class_group_id)
    service.take_out(membership, on=request.scope.on, by=request.scope, at=timezone.now())
    messages.success(request, _("The pupil is no longer in this class."))
    return redirect("students:class", class_id=group.pk)
