"""How long the sign-in log is kept, and what the night forgets with it (S2-125)."""
from datetime import datetime, timedelta

from django.db import transaction

from privacyadmin import audit
from privacyadmin.accounts import events
from privacyadmin.accounts.models import AddressChange, SignedInSession, SignIn

SETTLED_KEPT = timedelta(days=30)


@transaction.atomic
def forget(*, before: datetime, at: datetime) -> int:
    """Lines of the log past their term, changes of address that were settled, and sessions that are over."""
    lines, _each = SignIn.objects.filter(at__lt=before).delete()
    changes, _each = AddressChange.objects.filter(ended_at__lt=at - SETTLED_KEPT).delete()
    sessions, _each = SignedInSession.objects.filter(expire_date__lt=at).delete()
    AddressChange.objects.filter(ended_at=None, expires_at__lte=at).update(ended_at=at)
    if lines:
        audit.record(events.SIGN_INS_FORGOTTEN, about=None, school=None, by=None, at=at, count=lines)
    return lines + changes + sessions
