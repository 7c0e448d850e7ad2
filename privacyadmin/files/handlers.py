"""What the worker does with files that wait for the virus scanner."""

from datetime import datetime
from uuid import UUID

from privacyadmin import outbox

from . import pending, services


@outbox.handler(services.SCAN)
def scan(item, at: datetime) -> None:
    """Ask again; safe to run twice."""
    services.scan_held(item.about["model"], UUID(item.about["file"]), at=at)


def forget_upload(item, at: datetime) -> None:
    """A list that nobody applied within the hour is destroyed."""
    pending.forget(pending.models()[item.kind].objects.filter(pk=item.get("upload")))


for kind in pending.models():
    outbox.handler(kind)(forget_upload)
