"""What the worker does for this app; imported where work is done, and never by the web."""
from datetime import datetime
from typing import Any
from uuid import UUID

from privacyadmin import outbox

from . import services


@outbox.handler(services.MAKE)
def make(item: Any, at: datetime) -> None:
    """Write one file."""
    services.make(UUID(item.get("export")), at=at)
