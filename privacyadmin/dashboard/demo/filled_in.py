"""Filled-in application forms of the demo: one complete, one on which the family does not want to share what is needed."""

from datetime import date, timedelta

from privacyadmin.times import local_day
from processors.models import FormVersion
from processors.models.register_words import Answered
from processors.services import submissions
from processors.services.submissions import Given
from students.models import Guardian, Student

from .asked import Moments
from .build import Demo

JENS = {1: "Jens Vermeer", 2: "2022-08-19", 3: "Irma Vermeer, moeder", 4: "06 00 00 12 34", 6: "Notenallergie, EpiPen."}
MILA = {1: "Mila Bos", 2: "2022-11-03", 3: "Beide ouders"}
NOOR = {1: "Noor de Wit", 3: "Sanne de Wit en Jelle Hoekstra", 4: "06 00 00 56 78", 6: "Geen."}
DECLINED = Given(Answered.DECLINED)


def fill_in(demo: Demo) -> None:
    moment = Moments(demo)
    jens, mila = (Student.objects.get(first_name=first, last_name=last) for first, last in (("Jens", "Vermeer"), ("Mila", "Bos")))
    record(moment, jens, JENS, days_ago=2, on=local_day(demo.at) - timedelta(days=11), channel="paper")
    record(moment, mila, MILA, days_ago=2, on=local_day(demo.at) - timedelta(days=10), channel="counter", declined=(4, 6))
    record(moment, demo.pupils["noor"], NOOR, days_ago=3, on=local_day(demo.at) - timedelta(days=30), channel="mail", declined=(2,))


def record(moment: Moments, student: Student, answers: dict, *, days_ago: int, on: date, channel: str, declined: tuple = ()) -> None:
    """Typed over by the administration; questions of a kind that it does not write wait for a colleague."""
    at = moment.at(days_ago)
    version = FormVersion.objects.in_force(on=local_day(at)).get()
    keys = {field.place: field.pk for field in version.fields.all()}
    given = {keys[place]: Given(Answered.GIVEN, text) for place, text in answers.items()} | {keys[place]: DECLINED for place in declined}
    submissions.record(
        moment.pupil(student, at), school=moment.demo.schools["vlieger"], version=version, received_on=on, channel=channel,
        handed_in_by=Guardian.objects.filter(relations__student=student).order_by("pk").first(), notice_on=on if declined != (2,) else None,
        answers=given, by=moment.scope("office.vlieger", at), at=at,
    )
