"""Where parents do not agree: a task for who keeps the consents of the school, one per pupil."""
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.services import disagreements
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Nothing, and no query, for who does not write consents; the same few queries for any number."""
    if scope.is_family or not scope.may(Register.CONSENTS, Verb.WRITE):
        return
    seen = set()
    for row, _verdict in disagreements.waiting(scope):
        if row.student_id not in seen:
            seen.add(row.student_id)
            url = reverse("consent:pupil", args=[row.student_id])
            yield Task(title=_("Look at answers that differ"), url=url, kind=_("Consent"), school=row.purpose.school)
