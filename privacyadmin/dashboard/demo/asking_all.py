"""A campaign that runs and one that lies ready in the demo, and that most families had the information notice at the start of the year."""
from datetime import timedelta

from consent import seed
from consent.models import CampaignKind, Mode, NoticeRecord, Purpose
from consent.services import campaigns
from privacyadmin.times import local_day
from students.models import Enrolment, EnrolmentStatus

from .asked import Moments
from .build import Demo

LACKING_EVERY = 23
CODES = ("IMG_WEB", "IMG_NIEUWS", "CONTACTLIJST")


def ask_all(demo: Demo) -> None:
    """After the purposes are there (answered.py)."""
    moment, vlieger = Moments(demo), demo.schools["vlieger"]
    at = moment.at(4)
    on, office = local_day(at), moment.scope("office.vlieger", at)
    seed.write(vlieger, on=demo.year.start_on, at=at)
    purposes = Purpose.objects.filter(school=vlieger).in_use(on=on)
    group = demo.classes["vlieger/6A"]
    laid = campaigns.make(
        vlieger, kind=CampaignKind.ENROLMENT, name="Keuzes van groep 6A", classes=[group.pk],
        purposes=list(purposes.filter(code__in=CODES)), answer_by=on + timedelta(days=21), remind_every=7, by=office, at=at,
    )
    campaigns.start(laid, by=office, at=at)
    every = list(purposes.exclude(mode=Mode.PER_EVENT))
    campaigns.make(
        vlieger, kind=CampaignKind.YEARLY, name=f"Jaarlijkse herinnering {demo.year.name}", purposes=every, classes=[],
        answer_by=on + timedelta(days=28), remind_every=14, by=None, at=at, year=demo.year,
    )
    informed(demo)


def informed(demo: Demo) -> None:
    """The letter went home with the timetable; the last ones are still to be told."""
    moment = Moments(demo)
    rows = []
    for name in ("vlieger", "kompas"):
        office = demo.accounts[f"office.{name}"]
        places = Enrolment.objects.filter(school=demo.schools[name], status=EnrolmentStatus.ENROLLED).order_by("student__last_name", "pk")
        rows += [
            NoticeRecord(
                student_id=each.student_id, school_id=each.school_id, is_given=True, on=demo.year.start_on, made_at=moment.at(60),
                made_by=office,
            )
            for place, each in enumerate(places) if place % LACKING_EVERY
        ]
    NoticeRecord.objects.bulk_create(rows)
