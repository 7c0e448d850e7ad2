"""The care team of the demo talks about a pupil with the school doctor, and asks his parents first."""
from datetime import timedelta

from consent.services import talks
from privacyadmin.times import local_day
from students.models import Case, CaseKind

from .asked import Moments
from .build import Demo


def talk(demo: Demo) -> None:
    """After the care case and the purposes are there (post.py, answered.py)."""
    moment = Moments(demo)
    at, sam = moment.at(2), demo.pupils["sam"]
    by = moment.scope("care.kompas", at)
    case = Case.objects.filter(kind=CaseKind.CARE, school=demo.schools["kompas"], pupils=sam).earliest("since")
    planned = talks.plan(case, sam, on=local_day(demo.at) + timedelta(days=6), has_outsiders=True, by=by, at=at)
    talks.ask(planned, by=by, at=at)
