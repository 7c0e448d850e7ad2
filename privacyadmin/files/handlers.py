"""What the worker does with files that wait for the virus scanner."""

from datetime import datetime
from uuid import UUID

from privacyadmin import outbox

from . import services


@outbox.handler(services.SCAN)
def scan(item, at: datetime) -> None:
    """Ask again; safe to run twice."""
    services.scan_held(item.about["model"], UUID(item.about["file"]), at=at)
