from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin import crypto
from privacyadmin.access.catalogue import LOGGED, Category, Right, Role
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.organisation.models import School
from students import forms, rules
from students.models import (
    ClassGroup,
    DossierEntry,
    Enrolment,
    EnrolmentStatus,
    Guardian,
    GuardianRelation,
    Protection,
    Restriction,
    Student,
)
from students.readers import readers_of
from students.services import dossier, numbers

from .loading import PAGE_SIZE, LongList, category_or_404, posted, schools_where, student_or_404

PRESENT = (EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED)
NEWEST = 3
WITH_FACTS = (Category.ID, Category.CT, Category.FAM, Category.ENR)


@needs_staff
@require_safe
def student_list(request: SignedInRequest) -> HttpResponse:
    """All pupils whose name this person may see, 25 a page."""
    scope = request.scope
    form = forms.StudentFilter(request.GET, schools=schools_where(scope, Category.ID, Right.READ), classes=_classes(request))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _filtered(Student.objects.visible_to(scope), wanted)
    page = LongList(found.with_labels(on=scope.on).defer("bsn_sealed"), PAGE_SIZE).get_page(request.GET.get("page"))
    limited = set(scope.limits)
    context = {
        "form": form,
        "page": page,
        "limited": limited,
        "search_words": wanted.get("q", ""),
    }
    is_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, "students/_rows.html" if is_part else "students/list.html", context)


def _classes(request: SignedInRequest):
    """The classes of this year to choose from: own ones, or those of the chosen school."""
    where = request.scope.where(Category.ID)
    year = ClassGroup.objects.filter(school_year__start_on__lte=request.scope.on, school_year__end_on__gt=request.scope.on)
    whole = School.objects.filter(Q(pk__in=where.schools) | Q(sector__in=where.sectors))
    of_school = year.filter(school__in=whole)
    chosen = request.GET.get("school")
    if chosen and _is_uuid(chosen):
        of_school = of_school.filter(school=UUID(chosen))
    elif len(where.schools) != 1 or where.sectors:
        of_school = of_school.none()
    return (of_school | year.filter(pk__in=where.classes)).distinct().order_by("kind", "name")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _filtered(found, wanted: dict):
    enrolments = Enrolment.objects.order_by()
    if wanted.get("school"):
        enrolments = enrolments.filter(school=wanted["school"])
    match wanted.get("status") or forms.PRESENT:
        case forms.PRESENT:
            enrolments = enrolments.filter(status__in=PRESENT)
        case forms.LEFT:
            enrolments = enrolments.exclude(status__in=PRESENT)
    if wanted.get("school") or wanted.get("status") != forms.EVERYBODY:
        found = found.filter(pk__in=enrolments.values("student"))
    if wanted.get("class_group"):
        found = found.filter(pk__in=wanted["class_group"].memberships.filter(until=None).values("student"))
    return found.search(wanted.get("q", ""))


@needs_staff
@require_safe
def detail(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """One pupil: exactly the categories that this reader may see, and who else can read them."""
    student = student_or_404(request, student_id)
    scope, now = request.scope, timezone.now()
    rights = scope.rights(student)
    readable = [category for category, right in rights.items() if right in (Right.READ, Right.WRITE)]
    context = {
        "student": student,
        "age": student.age_on(scope.on),
        "enrolments": list(student.enrolments.select_related("school").defer("school__logo")),
        "places": list(
            Student.memberships_on(scope.on).filter(student=student).select_related("class_group").order_by("class_group__kind")
        ),
        "restrictions": list(Restriction.objects.in_force(at=now).filter(student=student)) if student.pk in scope.limits else [],
        "protections": list(Protection.objects.in_force(at=now).filter(student=student)) if student.pk in scope.limits else [],
        "sections": _sections(student, scope, rights, readable),
        "family": _family(student, request) if Category.FAM in readable else [],
        "readers": readers_of(student, scope, categories=readable, at=now),
        "sees_who_saw": scope.holds(*rules.WHO_SAW),
        "can_write_bsn": rights.get(Category.BSN) == Right.WRITE,
        "can_open_case": any(scope.holds(*rules.RUN_CARE_CASES, school=school) for school in student.school_ids),
        "can_ask_exception": any(scope.holds(*rules.ASK_EXCEPTIONS, school=school) for school in student.school_ids),
        "bsn": _last_digits(student, rights),
    }
    return render(request, "students/detail.html", context)


def _sections(student, scope, rights, readable) -> list[dict]:
    """Per category: how much there is, and of the unlogged ones the newest entries."""
    entries = DossierEntry.objects.of_pupil(student, scope, categories=readable)
    counts = _counts(entries)
    hidden = [category for category, right in rights.items() if right == Right.METADATA]
    counts |= _counts(DossierEntry.objects.filter(student=student, category__in=hidden))
    newest: dict[str, list[DossierEntry]] = defaultdict(list)
    for entry in entries.filter(category__in=set(readable) - LOGGED).defer("sealed")[:60]:
        if len(newest[entry.category]) < NEWEST:
            newest[entry.category].append(entry)
    return [
        {
            "category": category,
            "count": counts.get(category.value, 0),
            "newest": newest[category.value],
            "is_logged": category in LOGGED,
            "can_write": right == Right.WRITE,
            "is_hidden": right == Right.METADATA,
            "is_limited": scope.is_limited(student.pk, category),
        }
        for category, right in rights.items()
        if right != Right.QUERY and category != Category.BSN
    ]


def _counts(entries) -> dict[str, int]:
    return dict(entries.order_by().values_list("category").annotate(count=Count("pk")))


def _family(student: Student, request: SignedInRequest) -> list[GuardianRelation]:
    """The guardians, with an address where this reader may see it: a secret one is for the administration alone (DOMAIN 1.6)."""
    relations = list(student.guardian_relations.select_related("guardian").order_by("pk"))
    is_office = any(request.scope.holds(Role.OFFICE, school=school) for school in student.school_ids)
    shown = [each.guardian for each in relations if each.guardian.address_sealed and (is_office or not each.guardian.has_secret_address)]
    keyring = crypto.Keyring.for_subjects([person.pk for person in shown])
    for person in shown:
        person.address = _address(person, keyring)                       # type: ignore[attr-defined] # for the page
    for relation in relations:
        relation.decides = relation.has_authority(on=request.scope.on)   # type: ignore[attr-defined] # for the page
    return relations


def _address(person: Guardian, keyring: "crypto.Keyring") -> str:
    parts = person.address_parts(keyring)
    street = " ".join(parts[name] for name in ("street", "house_number") if parts.get(name))
    town = " ".join(parts[name] for name in ("postcode", "city") if parts.get(name))
    return ", ".join(part for part in (street, town, parts.get("country", "")) if part)


def _last_digits(student: Student, rights: dict) -> str | None:
    """The end of the number, for who may read it; None for anybody else."""
    if rights.get(Category.BSN) not in (Right.READ, Right.WRITE):
        return None
    return numbers.last_digits(student, crypto.Keyring.for_subjects([student.pk]))


@needs_staff
@require_safe
def category(request: SignedInRequest, student_id: UUID, code: str) -> HttpResponse:
    """All entries of one category, newest first, opened; reading a sensitive category is recorded (S2-121)."""
    student, chosen, scope = student_or_404(request, student_id), category_or_404(code), request.scope
    if chosen == Category.BSN or not scope.can(student, chosen):
        raise Http404
    now = timezone.now()
    entries = (
        DossierEntry.objects.of_pupil(student, scope, categories=[chosen])
        .select_related("school")
        .defer("school__logo")
        .prefetch_related("files")
    )
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    if page.object_list:
        dossier.note_reading(student, chosen, by=scope, at=now)
    context = {
        "student": student,
        "category": chosen,
        "page": page,
        "rows": _opened(page.object_list, student),
        "is_logged": chosen in LOGGED,
        "can_write": scope.can(student, chosen, Right.WRITE),
        "why_not": scope.why_not(student, chosen, Right.WRITE),
        "readers": readers_of(student, scope, categories=[chosen], at=now),
        "user_id": scope.user.pk,
    }
    return render(request, "students/category.html", context)


def _opened(entries, student: Student) -> list[dict]:
    keyring = crypto.Keyring.for_subjects([student.pk])
    return [{"entry": entry, "text": entry.opened(keyring), "files": _file_names(entry, keyring)} for entry in entries]


def _file_names(entry: DossierEntry, keyring: "crypto.Keyring") -> list[dict]:
    return [
        {"file": file, "name": keyring.open(file.student_id, file.name_sealed, label=dossier.FILE_NAME_LABEL, row_id=file.pk)}
        for file in entry.files.all()
    ]


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def bsn(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """The administration types the citizen service number; nobody sees more of it than the end."""
    student = student_or_404(request, student_id)
    if not request.scope.can(student, Category.BSN, Right.WRITE):
        raise Http404
    form = forms.BsnForm(posted(request))
    if request.method == "POST" and form.is_valid():
        numbers.set_bsn(student, number=form.cleaned_data["number"], by=request.scope, at=timezone.now())
        messages.success(request, _("The number has been kept."))
        return redirect(student)
    return render(request, "students/bsn.html", {"student": student, "form": form})
