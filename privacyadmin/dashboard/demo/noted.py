"""What the school of the demo does with consent itself: a new text in draft, and an answer that came in by telephone."""
from typing import Any

from consent.models import Channel, Purpose
from consent.services import noted, purposes
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students.models import EnrolmentStatus, GuardianRelation

from .asked import Moments
from .build import Demo

NEW_TEXT = {
    "title_nl": "Foto's op sociale media", "title_en": "Photos on social media",
    "body_nl": "We willen foto's waarop uw kind te herkennen is op Instagram van de school zetten. Iedereen kan die zien en delen. "
               "Na twee jaar halen we ze weg.",
    "body_en": "We would like to put photos that show your child on the school's Instagram. Everybody can see and share them. "
               "After two years we take them away.",
}


def note(demo: Demo) -> None:
    """After the purposes are there (answered.py)."""
    moment = Moments(demo)
    at = moment.at(2)
    director = moment.scope("director.vlieger", at)
    asked = {each.code: each for each in Purpose.objects.filter(school=demo.schools["vlieger"]).select_related("school")}
    purposes.draft(asked["IMG_SOCIAL"], NEW_TEXT, by=director, at=at)
    relation = _without_account(moment, asked["IMG_WEB"].school).first()
    if relation is not None:
        noted.note(
            moment.pupil(relation.student, at), [(asked["IMG_WEB"], False), (asked["IMG_NIEUWS"], True)], guardian=relation.guardian,
            channel=Channel.TALK, answered_on=local_day(at), words="Aan de telefoon: wel in de nieuwsbrief, niet op de website.", scans=[],
            by=director, at=at,
        )


def _without_account(moment: Moments, school: School) -> Any:
    """Parents who answer on paper or by telephone."""
    found = GuardianRelation.objects.with_authority(on=local_day(moment.demo.at)).filter(
        guardian__user=None, student__enrolments__school=school, student__enrolments__status=EnrolmentStatus.ENROLLED, student__died_on=None
    )
    return found.select_related("student", "guardian").order_by("student", "pk")
