"""What waits of disclosures: to decide on, to give, to review; a constant number of queries."""
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task
from processors.models import Disclosure
from processors.models.disclosure_words import DisclosureStatus
from processors.workflow.disclosures import decides, records

AHEAD = timedelta(days=30)
MOST = 200


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Nothing, and no query, for who neither records nor decides."""
    if scope.is_family or not (scope.verbs(Register.PROCESSORS) & {Verb.WRITE, Verb.SIGN} or scope.holds(Role.DIRECTOR)):
        return
    waits = Q(status=DisclosureStatus.DRAFT) | Q(status=DisclosureStatus.DECIDED, is_standing=False)
    review = Q(status=DisclosureStatus.DECIDED, is_standing=True, due_on__lte=on + AHEAD)
    rows = Disclosure.objects.visible_to(scope).filter(waits | review).select_related("party", "school").defer("school__logo")
    for row in rows.order_by("made_at", "pk")[:MOST]:
        if title := _title(row, scope):
            yield Task(
                title=title, url=row.get_absolute_url(), kind=row.party.name, school=row.school,
                due_on=row.due_on if row.is_standing and not row.is_draft else None,
            )


def _title(row: Disclosure, scope: Scope) -> str:
    if row.is_draft:
        return "" if decides(row, scope) else _("Decide whether data is given to a party")
    if records(row, scope):
        return ""
    return _("Review a standing disclosure") if row.is_standing else _("Give the data, and record how")
