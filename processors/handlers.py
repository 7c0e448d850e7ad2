"""Work that the outbox does for this app; imported where work is done, never by the web (SETTLED 6)."""
from datetime import datetime
from typing import Any
from uuid import UUID

from privacyadmin import outbox

from . import handlers_register, publishing
from .services import uploads

__all__ = ["handlers_register"]            # it registers the application form on paper


@outbox.handler(publishing.PUBLISH)
def publish(item: Any, at: datetime) -> None:
    """Something changed of which a part may be public."""
    publishing.refresh(at=at)


@outbox.handler(uploads.FORGET)
def forget_upload(item: Any, at: datetime) -> None:
    """A list that nobody applied within the hour is destroyed."""
    uploads.forget_one(UUID(item.get("upload")))
