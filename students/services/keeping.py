"""Who may keep by hand what the school's own system did not send: whoever the matrix lets write it at that school (2.14, 2.12)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from students.models import Enrolment


def why_not(by: Scope, categories: Iterable[Category], *, school: UUID, student: UUID | None = None) -> str:
    """Why this person may not write these categories at a school, or of this pupil there; empty when he may."""
    for category in categories:
        ways = (held for held, _sector in by.giving(category, Right.WRITE))
        if not any(held.source == "board" or (held.source == "school" and held.school == school) for held in ways):
            return _("This is kept by the administration of the school.")
        if student and by.is_limited(student, category):
            return _("Processing is restricted: this part may be read, not changed.")
    return ""


def check(by: Scope, *categories: Category, school: UUID, student: UUID | None = None) -> None:
    """Raises NotAllowed with the reason."""
    if reason := why_not(by, categories, school=school, student=student):
        raise NotAllowed(reason)


def check_pupil(by: Scope, *categories: Category, student: UUID) -> None:
    """The same for what belongs to a pupil and to no school: one of his schools lets him."""
    schools = Enrolment.objects.filter(student=student).order_by().values_list("school", flat=True)
    reasons = [why_not(by, categories, school=school, student=student) for school in schools]
    if not reasons or all(reasons):
        raise NotAllowed(reasons[0] if reasons else _("This is kept by the administration of the school."))
