"""Work that the outbox does for this app."""
from datetime import datetime
from typing import Any
from uuid import UUID

from privacyadmin import outbox
from students.imports import uploads


@outbox.handler(uploads.FORGET)
def forget_upload(item: Any, at: datetime) -> None:
    """An uploaded file that nobody applied within the hour is destroyed."""
    uploads.forget_one(UUID(item.get("upload")))
