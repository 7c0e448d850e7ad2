"""What the floor itself does at night."""
from datetime import date, datetime, timedelta

from privacyadmin import audit

from .models import Item, State
from .nightly import job
from .registry import addressees_of
from .services import mail

KEPT = timedelta(days=400)        # done items, so that a key that was used stays used for longer than any term


@job("audit_checkpoint", order=90)
def audit_checkpoint(on: date, at: datetime) -> int:
    """Sign where the register stands, and mail the figure to the FG, outside the system (SETTLED 18)."""
    seal = audit.checkpoint(on=on, at=at)
    for user in addressees_of("audit_checkpoint", at=at):
        mail("audit_checkpoint", to=user, key=f"audit_checkpoint:{on}", at=at,
             extra={"day": str(seal.day), "chains": str(seal.chains), "events": str(seal.events), "seal": seal.seal})
    return seal.chains


@job("outbox_tidy", order=95)
def outbox_tidy(on: date, at: datetime) -> int:
    """Forget what was done long ago."""
    return Item.objects.filter(state=State.DONE, done_at__lt=at - KEPT).delete()[0]
