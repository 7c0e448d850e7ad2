"""What the night does for lists that wait for «apply»."""
from datetime import date, datetime

from privacyadmin.outbox import nightly

from . import pending


@nightly.job("uploaded_lists", order=90)
def forget_uploads(on: date, at: datetime) -> int:
    """Those that the outbox did not come to."""
    return sum(pending.forget(model.objects.filter(expires_at__lte=at)) for model in pending.models().values())
