"""Work of the outbox that this app does itself; imported by the worker only."""
from datetime import datetime

from privacyadmin import outbox

from .services import NOBODY


@outbox.handler(NOBODY)
def nobody(item, at: datetime) -> None:
    """Somebody asked for a code or a link for an address without an account: nothing is sent."""
