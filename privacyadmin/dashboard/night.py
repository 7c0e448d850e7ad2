"""What the night does that needs more than one part of the floor."""
from datetime import date, datetime

from privacyadmin.accounts.services import log
from privacyadmin.deadlines import add_months
from privacyadmin.outbox import nightly
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.policy.services import in_force
from privacyadmin.times import start_of_day


@nightly.job("sign_in_log", order=92)
def forget_sign_ins(on: date, at: datetime) -> int:
    """The sign-in log past the board's term, and sessions that are over (S2-125)."""
    try:
        months = in_force(None, on).sign_in_log_months
    except PolicyVersion.DoesNotExist:                  # before installation
        return 0
    return log.forget(before=start_of_day(add_months(on, -months)), at=at)
