"""After a backup was put back: nobody is signed in from before it, and no mail goes a second time."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from privacyadmin import audit
from privacyadmin.accounts.models import SignedInSession
from privacyadmin.dashboard import events
from privacyadmin.outbox.models import Item, State

HELD = "restored"


@dataclass(frozen=True)
class Restored:
    """What was ended, and what waits for somebody to look at."""

    sessions: int
    mails: int


@transaction.atomic
def restored(*, of: date, at: datetime) -> Restored:
    """Every session ends, also of accounts that were closed since; what may have been mailed since waits until somebody sends it.

    The register says so. Safe to repeat.
    """
    sessions, _each = SignedInSession.objects.all().delete()
    waiting = Item.objects.filter(Q(kind="mail") | Q(kind__endswith="_mail"), state__in=[State.PENDING, State.WORKING])
    mails = waiting.update(state=State.FAILED, last_error=HELD, lease=None, leased_until=None)
    audit.record(events.RESTORED, about=None, school=None, by=None, at=at, of=of, sessions=sessions, mails=mails)
    return Restored(sessions, mails)
