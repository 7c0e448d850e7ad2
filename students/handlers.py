"""Work that the outbox does for this app."""
from datetime import datetime
from typing import Any

from django.utils import translation

from privacyadmin import outbox
from privacyadmin.accounts.models import Kind, User
from privacyadmin.outbox import mailing
from privacyadmin.outbox.services import extra_of
from students.services import activation
from students.transfers import handlers as transfer_handlers

__all__ = ["transfer_handlers"]                     # it says how the file for a next school is made


@outbox.handler(activation.MAIL)
def mail_activation(item: Any, at: datetime) -> None:
    """A code to an address that has no account yet."""
    extra = extra_of(item)
    to = User(kind=Kind.FAMILY, email=extra["address"], language=extra["language"])
    with translation.override(to.language):
        message = mailing.compose(item, to)
    message.send(fail_silently=False)
