"""Tasks that colleagues gave, in the one list of what waits."""
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.scope import Scope

from . import assignments
from .models import Assignment
from .tasks import Task

MOST = 100


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Own open tasks, and late ones that one gave to another."""
    if scope.is_family:
        return
    mine = Assignment.objects.open().filter(assignee=scope.user)
    late = Assignment.objects.late(on=on).filter(asked_by=scope.user).exclude(assignee=scope.user)
    rows = (mine | late).select_related("assignee", "asked_by", "school").defer("school__logo")[:MOST]
    for task in assignments.opened(rows, scope):
        is_mine = task.row.assignee_id == scope.user.pk
        yield Task(
            title=task.words, url=reverse("task", args=[task.row.pk]), school=task.row.school, due_on=task.row.due_on,
            kind=_("Asked by %(name)s") % {"name": task.row.asked_by.name}, waiting_for="" if is_mine else task.row.assignee.name,
        )
