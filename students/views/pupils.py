from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin import crypto, db
from privacyadmin.access import searching
from privacyadmin.access.catalogue import LOGGED, Category, Right, Role
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.files.services import name_of, why_not_open
from privacyadmin.worklist.rendering import escaped
from privacyadmin.worklist.templatetags.interface import status
from students import admission, consents, doubles, forms, links, rules
from students.addressees import CONTACTS
from students.models import (
    ClassMembership,
    ContactPerson,
    DossierEntry,
    Enrolment,
    EnrolmentStatus,
    Guardian,
    GuardianRelation,
    Merge,
    Protection,
    Restriction,
    Student,
)
from students.readers import readers_of
from students.services import agreements, dossier, numbers
from students.services.family import FAMILY
from students.workflow import ENROLMENT, protects, restricts

from .by_hand import keeps_by_hand
from .loading import PAGE_SIZE, LongList, category_or_404, schools_where, student_or_404
from .merging import following_merges

PRESENT = (EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED)
NEWEST = 3
LISTED = ("first_name", "initials", "prefix", "last_name", "died_on")
ANYBODY = UUID(int=0)
WITH_FACTS = (Category.ID, Category.CT, Category.FAM, Category.ENR)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def student_list(request: SignedInRequest) -> HttpResponse:
    """All pupils whose name this person may see, 25 a page; a name that is searched for is posted, and never stands in the address."""
    if request.method == "POST":
        return searching.as_address(request, keep=("school", "class_group", "status"))
    scope = request.scope
    form = forms.StudentFilter(searching.question(request), schools=_schools(request), classes=_classes(request))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _filtered(Student.objects.reached_by(scope, is_walked=True), wanted).with_labels(on=scope.on).only(*LISTED)
    with db.planned_once(unless=bool(wanted.get("q"))):
        page = LongList(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": _cells(page, set(scope.limits)), "search_words": wanted.get("q", "")}
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        return searching.part(request, render(request, "students/_rows.html", context))
    context["can_apply"], context["can_merge"] = keeps_by_hand(scope), doubles.reach(scope) is not None
    context["can_transfer"] = not scope.where(Category.TRF, Right.READ).is_nobody
    return render(request, "students/list.html", context)


def _cells(students, limited: set[UUID]) -> list[list]:
    """What each row of the list shows."""
    address = reverse("students:detail", args=[ANYBODY])                   # once: looking one up costs as much as a row
    mark = format_html(" {}", status(_("restricted or protected"), "warn"))
    died = format_html(" {}", status(_("deceased")))
    before, after = address.split(str(ANYBODY))
    return [
        [
            mark_safe(f'<a href="{before}{each.pk}{after}">{escaped(each.list_name)}</a>{_marks(each, limited, mark, died)}'),
            ", ".join(each.class_names) or "–", ", ".join(each.school_names), ", ".join(each.status_labels),
        ]
        for each in students
    ]


def _marks(student, limited: set[UUID], mark: str, died: str) -> str:
    return (mark if student.pk in limited else "") + (died if student.died_on else "")


def _schools(request: SignedInRequest) -> list[tuple]:
    """The schools to choose from, by key and name; none where there is nothing to choose."""
    schools = {each.school for each, _sector in request.scope.giving(Category.ID, Right.READ) if each.source != "case"}
    if schools == {None} or len(schools) > 1:                        # a role on the board stands at no school
        return list(schools_where(request.scope, Category.ID, Right.READ).values_list("pk", "name"))
    return []


OF_CLASSES = """
    select class.id, class.name from students_classgroup class
    join organisation_schoolyear year on year.id = class.school_year_id and year.start_on <= $1 and year.end_on > $1
    join organisation_school school on school.id = class.school_id
    where class.id = any($2) or class.school_id = any($3) and (class.school_id = any($4) or school.sector = any($5))
    order by class.kind, class.name"""


def _classes(request: SignedInRequest) -> list[tuple]:
    """The classes of this year to choose from: own ones, or those of the chosen school."""
    where, chosen = request.scope.where(Category.ID), request.GET.get("school")
    wanted = [UUID(chosen)] if chosen and _is_uuid(chosen) else list(where.schools) if len(where.schools) == 1 else []
    values = [request.scope.on, list(where.classes), wanted, list(where.schools), list(where.sectors)]
    return db.project_connection().rows_of_prepared(OF_CLASSES, "date, uuid[], uuid[], uuid[], text[]", values)


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
        present = ClassMembership.objects.filter(class_group=wanted["class_group"], until=None)
        found = found.filter(pk__in=present.values("student"))
    return found.search(wanted.get("q", ""))


@needs_staff
@following_merges
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
        "is_of_age": (student.age_on(scope.on) or 0) >= rules.OF_AGE,
        "enrolments": _enrolments(student, scope),
        "places": list(
            Student.memberships_on(scope.on).filter(student=student).select_related("class_group").order_by("class_group__kind")
        ),
        **_limits(student, scope),
        "twins": doubles.twins_of(student, scope),
        "merges": Merge.objects.into(student.pk) if any(doubles.merges_at(scope, school) for school in student.school_ids) else [],
        "can_restrict": any(scope.holds(*rules.RESTRICT, school=school) for school in student.school_ids),
        "can_protect": any(scope.holds(*rules.PROTECT, school=school) for school in student.school_ids),
        "sections": _sections(student, scope, rights, readable),
        "family": _family(student, request) if Category.FAM in readable else [],
        "keeps_family": all(rights.get(category) == Right.WRITE for category in FAMILY),
        "parts_guardians": any(scope.holds(*rules.ADDRESSES, school=school) for school in student.school_ids),
        "can_invite": _can_invite(student, scope),
        "readers": readers_of(student, scope, categories=readable, at=now),
        "sees_who_saw": scope.holds(*rules.WHO_SAW),
        "sees_who_got": any(scope.holds(*rules.WHO_SAW, school=school) for school in student.school_ids),
        "can_write_bsn": rights.get(Category.BSN) == Right.WRITE,
        "can_open_case": any(scope.holds(*rules.RUN_CARE_CASES, school=school) for school in student.school_ids),
        "can_transfer": Category.TRF in readable,
        "can_ask_exception": any(scope.holds(*rules.ASK_EXCEPTIONS, school=school) for school in student.school_ids),
        "bsn": _last_digits(student, rights),
        "links": links.of(student, scope),
    }
    return render(request, "students/detail.html", context)


def _can_invite(student: Student, scope) -> bool:
    """Whether this is a pupil of 16 without a sign-in, for the administration, which writes the letter."""
    is_his_own = student.user_id is None and (student.age_on(scope.on) or 0) >= rules.OWN_SIGN_IN and not student.died_on
    return is_his_own and any(scope.holds(*rules.ADDRESSES, school=school) for school in student.school_ids)


def _enrolments(student: Student, scope) -> list[Enrolment]:
    """The enrolments, each with the steps that this reader may take."""
    found = list(student.enrolments.select_related("school").defer("school__logo"))
    papers = admission.papers(student, found, scope)
    for enrolment in found:
        choices = ENROLMENT.choices(enrolment, scope)
        enrolment.steps = [choice for choice in choices if choice.is_open]                # type: ignore[attr-defined] # for the page
        enrolment.waits = [choice for choice in choices if not choice.is_open]            # type: ignore[attr-defined] # for the page
        enrolment.papers = papers[enrolment.pk]                                           # type: ignore[attr-defined] # for the page
    return found


def _limits(student: Student, scope, category: Category | None = None) -> dict[str, list]:
    """What stands on this file, or on one category of it, with a link for whoever keeps it (S2-185)."""
    if student.pk not in scope.limits or (category and not scope.is_limited(student.pk, category)):
        return {"restrictions": [], "protections": []}
    kinds = {"restrictions": (Restriction, restricts), "protections": (Protection, protects)}
    found: dict[str, list] = {}
    for name, (model, why_not) in kinds.items():
        standing = model.objects.in_force(at=scope.at).filter(student=student)
        found[name] = [limit for limit in standing if category is None or category in limit.categories]
        for limit in found[name]:
            limit.is_open = not why_not(limit, scope)                    # for the page
    return found


def _sections(student, scope, rights, readable) -> list[dict]:
    """Per category: how much there is, and of the unlogged ones the newest entries."""
    entries = DossierEntry.objects.of_pupil(student, scope, categories=readable)
    counts = _counts(entries)
    hidden = [category for category, right in rights.items() if right == Right.METADATA]
    if hidden:
        counts |= _counts(DossierEntry.objects.filter(student=student, category__in=hidden))
    newest: dict[str, list[DossierEntry]] = defaultdict(list)
    for entry in entries.filter(category__in=set(readable) - LOGGED).select_related("data_category").defer("sealed")[:60]:
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
    several = GuardianRelation.objects.filter(guardian=OuterRef("guardian")).exclude(student=student)
    relations: list[Any] = list(student.guardian_relations.select_related("guardian").annotate(has_several=Exists(several)).order_by("pk"))
    prefetch_related_objects([each for each in relations if each.guardian.is_organisation], CONTACTS)
    is_office = any(request.scope.holds(Role.OFFICE, school=school) for school in student.school_ids)
    shown = [each.guardian for each in relations if each.guardian.address_sealed and (is_office or not each.guardian.has_secret_address)]
    keyring = crypto.Keyring.for_subjects([person.pk for person in shown])
    for person in shown:
        person.address = _address(person, keyring)                       # type: ignore[attr-defined] # for the page
    is_of_age = (student.age_on(request.scope.on) or 0) >= rules.OF_AGE
    agreed = agreements.in_force(student, at=request.scope.at) if is_of_age else {}
    for relation in relations:
        relation.decides = not is_of_age and relation.has_authority(on=request.scope.on)   # type: ignore[attr-defined] # for the page
        relation.agreed = agreed.get(relation.pk)                        # type: ignore[attr-defined] # for the page
        relation.contacts = _contacts(relation.guardian, request.scope.on)      # type: ignore[attr-defined] # for the page
    return relations


def _contacts(organisation: Guardian, on: date) -> list[ContactPerson]:
    """Who speaks for an organisation now and who did before."""
    found = list(organisation.contacts.all()) if organisation.is_organisation else []
    for contact in found:
        contact.is_now = contact.is_present(on=on)                       # type: ignore[attr-defined] # for the page
    return found


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
@following_merges
@require_safe
def category(request: SignedInRequest, student_id: UUID, code: str) -> HttpResponse:
    """All entries of one category, newest first, opened; reading a sensitive category is recorded (S2-121)."""
    student, chosen, scope = student_or_404(request, student_id), category_or_404(code), request.scope
    if chosen == Category.BSN or not scope.can(student, chosen):
        raise Http404
    now = timezone.now()
    entries = (
        DossierEntry.objects.of_pupil(student, scope, categories=[chosen])
        .select_related("school", "data_category")
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
        "rows": _opened(page.object_list, student, scope),
        **_limits(student, scope, chosen),
        "is_logged": chosen in LOGGED,
        "can_write": scope.can(student, chosen, Right.WRITE),
        "why_not": scope.why_not(student, chosen, Right.WRITE),
        "readers": readers_of(student, scope, categories=[chosen], at=now),
        "user_id": scope.user.pk,
    }
    return render(request, "students/category.html", context)


def _opened(entries, student: Student, scope: Scope) -> list[dict]:
    keyring = crypto.Keyring.for_subjects([student.pk])
    asked = consents.beside("entry", [entry.pk for entry in entries if entry.category == Category.MED], scope)
    return [
        {"entry": entry, "text": entry.opened(keyring), "files": _file_names(entry, keyring), "consents": asked.get(entry.pk)}
        for entry in entries
    ]


def _file_names(entry: DossierEntry, keyring: "crypto.Keyring") -> list[dict]:
    return [{"file": file, "name": name_of(file, keyring), "why_not": why_not_open(file)} for file in entry.files.all()]


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def bsn(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """The administration types the citizen service number; nobody sees more of it than the end."""
    student = student_or_404(request, student_id)
    if not request.scope.can(student, Category.BSN, Right.WRITE):
        raise Http404
    form = forms.BsnForm(sent(request))
    if request.method == "POST" and form.is_valid():
        numbers.set_bsn(student, number=form.cleaned_data["number"], by=request.scope, at=timezone.now())
        messages.success(request, _("The number has been kept."))
        return redirect(student)
    return render(request, "students/bsn.html", {"student": student, "form": form})
