"""Files that go and come, in the list of what waits: by school what nobody took up, and one by one what somebody is busy with."""
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.worklist import Task, provide
from students.models import FileRequest, FileRequestStatus, Transfer, TransferStatus

MOST = 60


@provide
def files_of_pupils(scope: Scope, on: date) -> Iterator[Task]:
    """For whoever keeps the transfer files of a school or a class; four queries."""
    if scope.is_family or scope.where(Category.TRF, Right.WRITE).is_nobody:
        return
    schools = {school.pk: school for school in School.objects.defer("logo")}
    yield from _to_begin(scope, schools)
    yield from _begun(scope, schools)
    yield from _to_come(scope, schools)


def _to_begin(scope: Scope, schools: dict) -> Iterator[Task]:
    found = Transfer.objects.open().visible_to(scope, right=Right.WRITE).filter(responsible=None, status=TransferStatus.DRAFT)
    for row in found.order_by().values("school").annotate(count=Count("pk"), first=Min("due_on")):
        words = ngettext("%(count)d file to send to the next school", "%(count)d files to send to the next school", row["count"])
        yield _task(words % {"count": row["count"]}, reverse("students:transfers"), schools[row["school"]], row["first"])


def _begun(scope: Scope, schools: dict) -> Iterator[Task]:
    found = Transfer.objects.open().visible_to(scope, right=Right.WRITE).exclude(responsible=None, status=TransferStatus.DRAFT)
    mine = Q(responsible=scope.user) & ~Q(status=TransferStatus.CHOSEN) | Q(status=TransferStatus.CHOSEN)
    for row in found.filter(mine).select_related("chosen_by")[:MOST]:
        is_review = row.status == TransferStatus.CHOSEN
        waits = "" if row.chosen_by_id != scope.user.pk or not is_review else _("a colleague")
        title = _("A transfer file to review") if is_review else _("A transfer file that you began")
        yield _task(title, row.get_absolute_url(), schools[row.school_id], row.due_on, waiting_for=waits)


def _to_come(scope: Scope, schools: dict) -> Iterator[Task]:
    found = FileRequest.objects.open().visible_to(scope, right=Right.WRITE).filter(
        Q(due_on__lt=scope.on) | ~Q(status=FileRequestStatus.ASKED)
    )
    for row in found.order_by().values("school", "status").annotate(count=Count("pk"), first=Min("due_on")):
        url = f"{reverse('students:transfers')}?what=in"
        yield _task(_words(row["status"], row["count"]), url, schools[row["school"]], row["first"])


def _words(status: str, count: int) -> str:
    if status == FileRequestStatus.OPEN:
        found = ngettext("%(count)d file to ask of a previous school", "%(count)d files to ask of a previous school", count)
    elif status == FileRequestStatus.ASKED:
        found = ngettext("%(count)d file of a previous school has not come", "%(count)d files of previous schools have not come", count)
    else:
        found = ngettext(
            "Tell %(count)d family what came from the previous school", "Tell %(count)d families what came from the previous school", count
        )
    return found % {"count": count}


def _task(title: str, url: str, school: School, due_on: date, *, waiting_for: str = "") -> Task:
    return Task(title=title, url=url, kind=_("Transfers"), school=school, due_on=due_on, waiting_for=waiting_for)
