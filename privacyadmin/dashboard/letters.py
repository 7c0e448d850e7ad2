"""Letters that lie too long, on the list of whoever posts them; from the first day late the coordinator sees it too."""
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.letters.models import POSTED_WITHIN, Letter
from privacyadmin.letters.services import runs
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.worklist import Task


def to_post(scope: Scope, on: date) -> Iterator[Task]:
    """One task per school, due two days after its oldest letter was written; two queries."""
    if not runs.sees(scope):
        return
    found = Letter.objects.to_post().order_by().values("school").annotate(number=Count("pk"), first=Min("made_at"))
    rows = {row["school"]: row for row in found if is_for(scope, row, on)}
    for school in School.objects.defer("logo").filter(pk__in=rows) if rows else ():
        row = rows[school.pk]
        title = ngettext("%(number)d letter to post", "%(number)d letters to post", row["number"]) % {"number": row["number"]}
        yield Task(title=title, url=reverse("letters:post"), kind="", school=school, due_on=local_day(row["first"] + POSTED_WITHIN))


def is_for(scope: Scope, row: dict, on: date) -> bool:
    if runs.posts(scope, row["school"]):
        return True
    return local_day(row["first"] + POSTED_WITHIN) < on and scope.holds(Role.COORDINATOR, school=row["school"])


def posts(scope: Scope) -> bool:
    return runs.posts(scope)
