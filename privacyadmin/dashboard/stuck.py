"""Mail and work that could not be done, on the list of whoever can see to it: nothing fails in silence."""
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import Task


def sees_to_it(scope: Scope) -> bool:
    """The ICT manager and the privacy coordinator; a message says of itself only its kind, never to whom or about what."""
    return scope.may(Register.USERS, Verb.TECHNICAL) or scope.may(Register.POLICY, Verb.WRITE)


def check(scope: Scope) -> None:
    if not sees_to_it(scope):
        raise NotAllowed(_("Only the ICT manager and the privacy coordinator look after mail that could not be sent."))


def stuck_work(scope: Scope, on: date) -> Iterator[Task]:
    """One task, as long as something is stuck."""
    if sees_to_it(scope) and (number := Item.objects.stuck().count()):
        title = ngettext("%(number)d message could not be sent", "%(number)d messages could not be sent", number) % {"number": number}
        yield Task(title=title, url=reverse("stuck"), kind=_("mail and documents"), due_on=on)
