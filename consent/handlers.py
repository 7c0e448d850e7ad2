"""Work that the outbox does for consents."""
from datetime import datetime
from typing import Any
from uuid import UUID

from privacyadmin import outbox

from . import papers
from .occasions import telling
from .services import occasions, sixteen

__all__ = ["papers"]                       # mails and forms of campaigns, and the notice


@outbox.handler(sixteen.SOON)
@outbox.handler(sixteen.TURNED)
@outbox.handler(sixteen.OF_AGE_SOON)
def write_of_birthday(item: Any, at: datetime) -> None:
    """The letters of one birthday."""
    sixteen.write_letters(item.kind, UUID(item.get("student")), at=at)


@outbox.handler(occasions.ASKED)
def tell_of_question(item: Any, at: datetime) -> None:
    """A mail to whoever may answer for one occasion."""
    telling.tell(UUID(item.get("occasion")), at=at)
