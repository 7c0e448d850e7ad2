"""What waits since somebody said no: for who keeps the consents, for web editors and for who placed it; one query."""
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from consent import reach
from consent.models import FollowUp
from privacyadmin.access.catalogue import CLASS_ROLES, Right, Role, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task

MOST = 100


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Nothing, and no query, for who keeps no consents and places nothing."""
    looks = reach.schools(scope, Verb.WRITE) != set() or any(any(scope.giving(each, Right.WRITE)) for each in reach.SPECIAL)
    if scope.is_family or not (looks or scope.holds(Role.WEB_EDITOR, *CLASS_ROLES)):
        return
    rows = FollowUp.objects.visible_to(scope).open().select_related("publication", "school").defer("school__logo").order_by("due_on", "pk")
    for row in rows[:MOST]:
        removes = row.is_removal and row.publication is not None
        if removes or looks:
            yield Task(
                title=_("Take a pupil out of a publication") if removes else _("Look whether data rests on a consent alone"),
                url=row.get_absolute_url(), kind=row.publication.title if removes else "", school=row.school, due_on=row.due_on,
            )
