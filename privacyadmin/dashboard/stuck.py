"""Mail and work that could not be done, on the list of whoever can see to it: nothing fails in silence."""
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.access.holders import looks_after_installation
from privacyadmin.access.scope import Scope
from privacyadmin.files import held
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import Task


def check(scope: Scope) -> None:
    """A message says of itself only its kind, never to whom or about what."""
    if not looks_after_installation(scope):
        raise NotAllowed(_("Only the ICT manager and the privacy coordinator look after mail that could not be sent."))


def stuck_work(scope: Scope, on: date) -> Iterator[Task]:
    """One task, as long as something is stuck."""
    if looks_after_installation(scope) and (number := Item.objects.stuck().count()):
        title = ngettext("%(number)d message could not be sent", "%(number)d messages could not be sent", number) % {"number": number}
        yield Task(title=title, url=reverse("stuck"), kind=_("mail and documents"), due_on=on)


def held_files(scope: Scope, on: date) -> Iterator[Task]:
    """One task, as long as files wait for the scanner longer than a scanner needs."""
    if looks_after_installation(scope) and (number := held.waiting(scope, before=scope.at - held.PATIENCE).count()):
        title = ngettext("%(number)d file waits for the virus scanner", "%(number)d files wait for the virus scanner", number)
        yield Task(title=title % {"number": number}, url=reverse("files:held"), kind=_("files"), due_on=on)
