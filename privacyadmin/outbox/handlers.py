"""What this app itself does with items; imported where work is done, never by the web."""
from datetime import datetime

from . import mailing
from .models import Item
from .registry import TWO_DAYS, handler


@handler("mail", waits=TWO_DAYS)
def mail(item: Item, at: datetime) -> None:
    """Send one mail."""
    mailing.send(item)
