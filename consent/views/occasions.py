"""Asking consent for one occasion from the page of what it is for, and one occasion with its answers."""
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent import reach
from consent.forms.occasions import AskForm
from consent.models import CareTalk, Occasion, OccasionKind, OccasionPupil, Purpose, PurposeText
from consent.occasions.about import facts_about, facts_of
from consent.occasions.medical import CODE, resting_on_consent
from consent.services import occasions
from privacyadmin.access.catalogue import Category, Right, Verb
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.purposes import Ground
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines import add_months
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from processors.models import Disclosure
from processors.models.disclosure_words import Circle
from processors.workflow.disclosures import OF_CONSENT, records
from students.models import Case, DossierEntry, Student, Transfer
from students.services.dossier import check_may_write

from .pages import GET_OR_POST

MEDICAL_MONTHS, GIVING_MONTHS, MOST = 12, 6, 200


class Asked(NamedTuple):
    """What a question is put for: whose families, at which schools, and where it leads back to."""

    code: str
    pupils: dict[School, list[UUID]]
    label: str
    until: date
    back: str
    here: str


@needs_staff
@require_http_methods(GET_OR_POST)
def ask(request: SignedInRequest, kind: str, key: UUID) -> HttpResponse:
    """Put the question to the families, for this entry or this disclosure and nothing else."""
    if kind not in ("entry", "disclosure"):
        raise Http404
    is_entry = kind == "entry"
    asked = _entry(request.scope, key) if is_entry else _disclosure(request.scope, key)
    form = AskForm(sent(request), on=request.scope.on, initial={"until": asked.until})
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        for school, pupils in asked.pupils.items():
            occasions.ask(
                pupils, asked.code, source=key, school=school, label=asked.label, until=form.cleaned_data["until"], by=request.scope, at=at
            )
        messages.success(request, _("The question is put. Who has an account finds it in the portal; put it to the others yourself."))
        return redirect(asked.back)
    context = {
        "form": form, "title": _("Ask the family"), "crumbs": [{"label": asked.here, "url": asked.back}], "back_url": asked.back,
        "submit": _("Put the question"), "texts": _texts(asked),
        "facts": facts_about(OccasionKind.MEDICAL if is_entry else OccasionKind.DISCLOSURE, key),
    }
    return render(request, "consent/occasion_ask.html", context, status=400 if form.errors else 200)


def _texts(asked: Asked) -> list[PurposeText]:
    """What the families read, where the school has the purpose already."""
    purposes = Purpose.objects.filter(school__in=list(asked.pupils), code=asked.code, until=None)
    put = PurposeText.objects.filter(purpose__in=purposes, valid_from__isnull=False)
    rows = put.order_by("purpose_id", "-number").distinct("purpose_id")
    return list({row.body: row for row in rows}.values())


def _entry(scope: Scope, key: UUID) -> Asked:
    """Medical data that rests on consent, for who may write it (C-10, S2-78)."""
    entry, student = _entry_seen(scope, key)
    check_may_write(student, entry.school, Category(entry.category), scope)
    if entry.voided_at or not resting_on_consent([entry], on=scope.on):
        raise NotAllowed(_("This is kept because support needs it, or is void: no consent is asked."))
    back = reverse("students:category", args=[student.pk, entry.category])
    until = add_months(scope.on, MEDICAL_MONTHS)
    return Asked(CODE, {entry.school: [student.pk]}, "", until, back, str(Category(entry.category).label))


def _entry_seen(scope: Scope, key: UUID) -> tuple[DossierEntry, Student]:
    entry = get_object_or_404(DossierEntry.objects.select_related("school", "data_category").defer("school__logo", "sealed"), pk=key)
    student = get_object_or_404(Student.objects.visible_to(scope), pk=entry.student_id)
    seen = DossierEntry.objects.of_pupil(student, scope, categories=[Category(entry.category)], right=Right.READ)
    if not seen.filter(pk=entry.pk).exists():
        raise Http404
    return entry, student


def _disclosure(scope: Scope, key: UUID) -> Asked:
    """A disclosure that rests on consent and waits for a decision, for who records it (S2-159)."""
    rows = Disclosure.objects.visible_to(scope).select_related("party", "school").defer("school__logo")
    row = get_object_or_404(rows, pk=key)
    if reason := records(row, scope):
        raise NotAllowed(reason)
    if row.ground != Ground.CONSENT or row.circle != Circle.PUPILS or not row.is_draft:
        raise NotAllowed(_("Consent is asked for a disclosure that rests on it, names its pupils and waits for a decision."))
    pupils = list(Student.objects.with_places(on=scope.on).filter(disclosed__disclosure=row))
    if not pupils:
        raise NotAllowed(_("Say first whose data it is."))
    until = row.until if row.until and row.until > scope.on else add_months(scope.on, 12 if row.is_standing else GIVING_MONTHS)
    return Asked(OF_CONSENT, _by_school(pupils, row.school), row.party.name, until, row.get_absolute_url(), row.subject)


def _by_school(pupils: list[Student], school: School | None) -> dict[School, list[UUID]]:
    """Each pupil under the school that asks: that of the disclosure, else his own."""
    if school is not None:
        return {school: [pupil.pk for pupil in pupils]}
    keys = {pupil.school_ids[0] for pupil in pupils if pupil.school_ids}
    schools = School.objects.defer("logo").in_bulk(keys)
    found: dict[School, list[UUID]] = {}
    for pupil in pupils:
        if pupil.school_ids:
            found.setdefault(schools[pupil.school_ids[0]], []).append(pupil.pk)
    return found


@needs_staff
@require_safe
def occasion(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One occasion: what was asked, until when a yes counts, and of each pupil whether there is one."""
    scope = request.scope
    rows = Occasion.objects.select_related("purpose__school").defer("purpose__school__logo")
    shown = get_object_or_404(rows, pk=key)
    back = source_of(shown, scope)
    keys = list(OccasionPupil.objects.filter(occasion=shown).order_by("pk").values_list("student", flat=True))
    pupils = _pupils(shown, scope)
    answers = occasions.of_occasions([shown], [pupil.pk for pupil in pupils], on=scope.on).get(shown.pk, {})
    lines = [
        {"student": pupil, "answer": answers[pupil.pk], "may_note": reach.may(scope, pupil, Verb.WRITE)}
        for pupil in sorted(pupils, key=lambda each: each.full_name)
    ]
    is_open = shown.ended_at is None and shown.until > scope.on
    context = {
        "occasion": shown, "lines": lines[:MOST], "unseen": len(keys) - len(lines), "more": max(len(lines) - MOST, 0), "is_open": is_open,
        "facts": facts_of([shown]).get(shown.pk, []), "yes": sum(answers[pupil.pk].is_valid for pupil in pupils), "back": back,
        "text": PurposeText.objects.filter(purpose=shown.purpose, valid_from__isnull=False).first(),
    }
    return render(request, "consent/occasion.html", context)


def _pupils(shown: Occasion, scope: Scope) -> list[Student]:
    """Of an event those whose consents are read, of one child by who reads in its case alone (2.14); else who sees the pupil sees it.

    Care and medical data are known only to who reads them.
    """
    category = shown.purpose.category
    if shown.source is None:
        return list(asked_in(shown, scope).with_places(on=scope.on).defer("bsn_sealed"))
    found = Student.objects.visible_to(scope).filter(consent_asked__occasion=shown).defer("bsn_sealed")
    is_open = category not in (Category.MED, Category.CAR) or shown.kind == OccasionKind.CARE_TALK
    return [pupil for pupil in found if is_open or scope.can(pupil, category)]


def asked_in(shown: Occasion, scope: Scope) -> Any:
    """The pupils of an occasion whose answers this person reads."""
    return reach.pupils(scope, category=shown.purpose.category).filter(consent_asked__occasion=shown)


def source_of(shown: Occasion, scope: Scope) -> str:
    """The page of what it was asked for; raises Http404 for who does not see that."""
    found: Any = None
    if shown.kind == OccasionKind.TRANSFER:
        found = Transfer.objects.visible_to(scope).filter(pk=shown.source).first()
    elif shown.kind == OccasionKind.DISCLOSURE:
        found = Disclosure.objects.visible_to(scope).filter(pk=shown.source).first()
    elif shown.kind == OccasionKind.CARE_TALK and shown.source:
        found = CareTalk.objects.filter(pk=shown.source, case__in=Case.objects.visible_to(scope).values("pk")).first()
    elif shown.kind == OccasionKind.MEDICAL and shown.source:
        entry, student = _entry_seen(scope, shown.source)
        return reverse("students:category", args=[student.pk, entry.category])
    elif shown.source is None and asked_in(shown, scope).exists():
        found = Purpose.objects.read_by(scope).filter(pk=shown.purpose_id).first()
    if found is None:
        raise Http404
    return str(found.get_absolute_url())
