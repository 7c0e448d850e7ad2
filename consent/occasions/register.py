"""What consent/ does for the pages and steps of other apps: it asks, ends, answers, and says what stands beside a thing."""
from consent.services import occasions
from students import consents

from .beside import beside
from .medical import closed


def register() -> None:
    consents.answers(occasions.answers)
    consents.kept_by(consents.Register(ask=occasions.ask, end=occasions.end, beside=beside, closed=closed))
