"""Talks of the care team before which the parents still have to be told and asked: for who planned it, by its day; after it,
how it went (S1-105, S1-106)."""
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from consent.models import CareTalk
from consent.services import talks
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task
from students.models.cases import schools_of
from students.rules import RUN_CARE_CASES

MOST = 50


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Until they answered, or it was noted how the talk went; nothing, and no query, for who runs no care cases."""
    if scope.is_family or not scope.holds(*RUN_CARE_CASES):
        return
    own = CareTalk.objects.planned().filter(schools_of(scope, *RUN_CARE_CASES), made_by=scope.user.pk)
    rows = list(own.select_related("school").defer("school__logo").order_by("on", "pk")[:MOST])
    standing = talks.standing([talk for talk in rows if talk.on >= on], at=scope.at)
    for talk in rows:
        if talk.on < on:
            yield _task(_("Note how a talk of the care team went"), talk)
        elif standing[talk.pk].waits:
            yield _task(_("Tell and ask the parents before a talk of the care team"), talk)


def _task(title: str, talk: CareTalk) -> Task:
    return Task(title=title, url=talk.get_absolute_url(), kind=_("Consent"), school=talk.school, due_on=talk.on)
