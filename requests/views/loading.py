"""Finding what a page is about, through the scope of the one who asks: a stranger's is 404 (SETTLED 12)."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from privacyadmin.access.catalogue import Category
from privacyadmin.access.http import SignedInRequest
from requests.models import DossierItem, PrivacyRequest
from requests.services import redacting
from students.models import Student

RELATED = ("school", "student", "policy", "handler", "requester", "guardian", "case", "registered_by", "decided_by")


def request_of(request: SignedInRequest, key: UUID) -> PrivacyRequest:
    """A request in the register of this person's schools."""
    rows = PrivacyRequest.objects.visible_to(request.scope).select_related(*RELATED).defer("school__logo")
    return get_object_or_404(rows, pk=key)


def item_of(request: SignedInRequest, key: UUID, item_key: UUID) -> DossierItem:
    """A piece of a request that is visible, or that this person may vet."""
    item = get_object_or_404(
        DossierItem.objects.select_related(
            "privacy_request__school",
            "privacy_request__policy",
            "privacy_request__handler",
            "privacy_request__student",
            "privacy_request__guardian",
        ),
        pk=item_key,
        privacy_request=key,
    )
    if PrivacyRequest.objects.visible_to(request.scope).filter(pk=key).exists():
        return item
    reaches = Student.objects.visible_to(request.scope, category=Category(item.category)).filter(pk=item.privacy_request.student_id)
    return item if reaches.exists() else get_object_or_404(DossierItem.objects.none())


def names_of(request: SignedInRequest, rows: list[PrivacyRequest]) -> dict[UUID, str]:
    """The names of the pupils whom this person may know; the FG reads the register without them (2.14)."""
    keys = [row.student_id for row in rows if row.student_id]
    return {student.pk: student.full_name for student in Student.objects.visible_to(request.scope).filter(pk__in=keys)}


def shows_pupil(request: SignedInRequest, privacy_request: PrivacyRequest) -> bool:
    """Whoever handles or decides knows whose request it is; others where their role gives the name."""
    scope = request.scope
    if privacy_request.student_id is None:
        return False
    if any(
        not privacy_request.steps[name].lacks_right(privacy_request, scope)
        for name in ("decide", "assign")
        if name in privacy_request.steps.steps
    ):
        return True
    return scope.can(redacting.student_of(privacy_request, scope), Category.ID)
