"""What every database starts with: called by installation and upgrade; what is there already is left alone (SETTLED 26)."""

from datetime import date

from django.db import transaction

from consent import first_topics
from privacyadmin.access.seed import seed_matrices
from privacyadmin.accounts.services import statements
from privacyadmin.policy.seed import seed_notices
from privacyadmin.times import start_of_day
from processors.suggestions import seed_activities
from students.transfers import seed as transfer_seed


@transaction.atomic
def seed(*, valid_from: date) -> None:
    """What every board begins with; one line for each app that has something to start with."""
    seed_matrices(valid_from=valid_from)
    seed_notices(valid_from=valid_from)
    statements.seed(at=start_of_day(valid_from))
    seed_activities(at=start_of_day(valid_from))
    transfer_seed.write()
    first_topics.write(at=start_of_day(valid_from))
