"""The letters and e-mails of a request: who takes in or handles requests reads them and adds to them («In and out»)."""

from collections.abc import Collection
from uuid import UUID

from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.files.correspondence import CaseFile

from .models import PrivacyRequest

KIND = "requests.request"
VERBS = (Verb.WRITE, Verb.INTAKE)          # the FG and the board read the register, and no pupil's content (2.14)


def case_of(scope: Scope, key: UUID) -> CaseFile | None:
    """A request as a case that letters belong to."""
    found = PrivacyRequest.objects.visible_to(scope).filter(pk=key).first()
    return letters_case(found, scope) if found else None


def letters_case(privacy_request: PrivacyRequest, scope: Scope) -> CaseFile | None:
    """The same, for a request that this person was shown already; None for who only reads the register."""
    student, school = privacy_request.student_id, privacy_request.school_id
    if student is None or not any(scope.may(Register.REQUESTS, verb, school=school) for verb in VERBS):
        return None
    return CaseFile(
        kind=KIND,
        key=privacy_request.pk,
        school=school,
        subject=student,
        category=Category.ID,
        title=privacy_request.number,
        url=privacy_request.get_absolute_url(),
    )


def urls_of(keys: Collection[UUID], scope: Scope) -> dict[UUID, str]:
    """Where these requests are, as far as somebody may see them; one query."""
    found = PrivacyRequest.objects.visible_to(scope).filter(pk__in=keys).only("pk") if keys else ()
    return {row.pk: row.get_absolute_url() for row in found}
