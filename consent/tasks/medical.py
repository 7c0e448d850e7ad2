"""Medical data that is closed until the family answers: for who may ask them, and for who runs the care of the school (C-10, S2-78)."""
from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.occasions import medical
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day
from privacyadmin.worklist import Task

ASKED_WITHIN = timedelta(days=7)
MOST = 50


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Nothing, and no query, for who neither writes medical data nor runs care; of a pupil whose file he does not read his first page."""
    if scope.is_family or not (scope.holds(*medical.CARE) or any(scope.giving(Category.MED, Right.WRITE))):
        return
    for entry, asks in medical.waiting(scope)[:MOST]:
        category = reverse("students:category", args=[entry.student_id, entry.category])
        url = f"{category}#e-{entry.pk}" if asks else reverse("students:detail", args=[entry.student_id])
        yield Task(
            title=_("Ask the family whether medical data may be kept"), url=url, kind=str(Category(entry.category).label),
            school=entry.school, due_on=local_day(entry.created_at) + ASKED_WITHIN,
        )
