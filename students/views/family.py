"""Guardians of a pupil and what they are to him, entered and mended by the administration."""

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.workflow import NotAllowed
from students import hand_forms, rules
from students.models import Guardian, GuardianRelation, Student
from students.services import activation, family
from students.services import guardians as guardian_service

from .by_hand import pupil_form
from .loading import schools_or_403, student_or_404


def _keeps(request: SignedInRequest, student: Student) -> None:
    """Raises NotAllowed unless this person writes family and contact data of this pupil."""
    for category in family.FAMILY:
        if reason := request.scope.why_not(student, category, Right.WRITE):
            raise NotAllowed(reason)


def relation_or_404(request: SignedInRequest, relation_id: UUID) -> tuple[GuardianRelation, Student]:
    """A relation whose pupil this person keeps the family of."""
    relation = GuardianRelation.objects.select_related("guardian").filter(pk=relation_id).first()
    if relation is None:
        raise Http404
    student = student_or_404(request, relation.student_id)
    if not request.scope.can(student, Category.FAM):
        raise Http404
    _keeps(request, student)
    return relation, student


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_new(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """A guardian of this pupil: who, what to him, with which authority."""
    student = student_or_404(request, student_id)
    _keeps(request, student)
    sees_secrets = family.may_see_secrets(request.scope, student)
    person = hand_forms.NewGuardianForm(sent(request), sees_secrets=sees_secrets, by=request.scope)
    relation = hand_forms.RelationForm(sent(request))
    if request.method == "POST" and all([person.is_valid(), relation.is_valid()]):
        is_same = person.cleaned_data.get("identity") == hand_forms.SAME
        family.add_guardian(
            student, person=person.person(), relation=relation.relation(), known=person.known if is_same else None,
            by=request.scope, at=timezone.now(),
        )
        messages.success(request, _("The guardian has been added."))
        return redirect(student)
    return render(request, "students/guardian_new.html", {"student": student, "form": person, "relation_form": relation})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_change(request: SignedInRequest, relation_id: UUID) -> HttpResponse:
    """Name, e-mail, phone and address of the guardian of a pupil."""
    relation, student = relation_or_404(request, relation_id)
    sees_secrets = family.may_see_secrets(request.scope, student)
    form = hand_forms.GuardianForm(
        sent(request), instance=copy(relation.guardian), initial=_address_of(relation.guardian, sees_secrets), sees_secrets=sees_secrets
    )
    if request.method == "POST" and form.is_valid():
        family.change_guardian(relation.guardian, student=student, person=form.person(), by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(student)
    note = _("The next import overwrites what the school's own system knows.")
    if relation.guardian.user_id:
        note += " " + _("Another e-mail address is used to sign in only after you confirmed it with the guardian.")
    return pupil_form(request, student, form, _("Change guardian"), lede=relation.guardian.full_name, note=note)


def _address_of(guardian: Guardian, sees_secrets: bool) -> dict[str, str]:
    """The address as it is now, for who may see it."""
    if not guardian.address_sealed or (guardian.has_secret_address and not sees_secrets):
        return {}
    return guardian.address_parts(crypto.Keyring.for_subjects([guardian.pk]))


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def relation_change(request: SignedInRequest, relation_id: UUID) -> HttpResponse:
    """Authority with its evidence, contact block, right to information."""
    relation, student = relation_or_404(request, relation_id)
    form = hand_forms.RelationForm(sent(request), instance=copy(relation))
    if request.method == "POST" and form.is_valid():
        family.change_relation(relation, details=form.relation(), by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept. It holds from now on."))
        return redirect(student)
    note = _("What this guardian may see, ask and decide follows from this at once.")
    return pupil_form(request, student, form, _("Authority and contact"), lede=relation.guardian.full_name, note=note)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: SignedInRequest, guardian_id: UUID) -> HttpResponse:
    """«These are two persons»: two people were taken for one, and are parted by their children (SETTLED 15)."""
    schools = schools_or_403(request.scope, rules.ADDRESSES, _("Guardians are kept by the administration of the school."))
    own = GuardianRelation.objects.filter(guardian=guardian_id, student__enrolments__school__in=schools)
    relations = GuardianRelation.objects.filter(pk__in=own.values("pk")).select_related("student", "guardian").defer("student__bsn_sealed")
    found = list(relations.order_by("student__last_name", "student__first_name", "pk"))
    if not found:
        raise Http404
    guardian = found[0].guardian
    form = hand_forms.SplitForm(sent(request), relations=relations)
    if request.method == "POST" and form.is_valid():
        guardian_service.split_guardian(guardian, relations=form.cleaned_data["relations"], by=request.scope, at=timezone.now())
        messages.success(request, _("They are two persons now. The other one needs an e-mail address of his own to sign in."))
        return redirect("students:addresses")
    return render(request, "students/split.html", {"guardian": guardian, "form": form, "has_several": guardian.relations.count() > 1})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: SignedInRequest, relation_id: UUID) -> HttpResponse:
    """A letter with a code, for a guardian of whom no e-mail address is known (SETTLED 15)."""
    schools_or_403(request.scope, rules.ADDRESSES, _("Guardians are kept by the administration of the school."))
    relation, student = relation_or_404(request, relation_id)
    if request.method == "POST":
        activation.issue(relation, by=request.scope, at=timezone.now())
        messages.success(request, _("The letter waits in the post of your school."))
        return redirect(student)
    relation.student = student
    context = {
        "student": student, "guardian": relation.guardian, "why_not": activation.why_not_issue(relation, on=request.scope.on),
        "open_code": activation.open_code(relation.guardian, at=timezone.now()),
    }
    return render(request, "students/activation.html", context)
