"""What waits of campaigns: a draft to start; one query, and none for who keeps no consents."""
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from consent.models import Campaign
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task

MOST = 50


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Drafts of the schools whose consents this person keeps."""
    if scope.is_family or not scope.may(Register.CONSENTS, Verb.WRITE):
        return
    reach = scope.schools(Register.CONSENTS, Verb.WRITE)
    rows = Campaign.objects.filter(started_at=None).select_related("school").defer("school__logo")
    if reach is not None:
        rows = rows.filter(school__in=reach)
    for row in rows.order_by("answer_by", "pk")[:MOST]:
        title = _("Start a campaign that lies ready")
        yield Task(title=title, url=row.get_absolute_url(), kind=row.name, school=row.school, due_on=row.answer_by)
