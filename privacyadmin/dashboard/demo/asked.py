"""What families of the demo have asked: one request in each state that a coordinator meets on a morning."""

from datetime import datetime, time, timedelta

from privacyadmin.access.scope import Scope, resolve
from privacyadmin.times import AMSTERDAM, local_day
from privacyadmin.worklist import assignments
from requests import letters
from requests.models.catalogue import Channel
from requests.models.identity import Attribute, Method
from requests.services import gathering, handling, identity, receiving
from students.models import GuardianRelation, Student

from .build import Demo


def ask(demo: Demo) -> None:
    """Four requests, received at different days before today."""
    moment = Moments(demo)
    received(moment, "parent.one", demo.pupils["sam"], days_ago=26)
    given_to_a_colleague(moment, collecting(moment, "parent.two", demo.pupils["noor"], days_ago=12), days_ago=5)
    waiting_for_an_answer(moment, "pupil.sixteen", demo.pupils["yara"], days_ago=9)
    late_on_paper(moment, days_ago=31)


class Moments:
    """Who does what when: scopes as they stood on an earlier working day."""

    def __init__(self, demo: Demo):
        self.demo = demo

    def at(self, days_ago: int, hour: int = 10) -> datetime:
        return datetime.combine(local_day(self.demo.at) - timedelta(days=days_ago), time(hour, 5), tzinfo=AMSTERDAM)

    def scope(self, name: str, at: datetime) -> Scope:
        return resolve(self.demo.accounts[name], at)

    def pupil(self, student: Student, at: datetime) -> Student:
        return Student.objects.with_places(on=local_day(at)).get(pk=student.pk)


def received(moment: Moments, asker: str, student: Student, *, days_ago: int):
    at = moment.at(days_ago, 20)
    wish = "Graag alles wat de school over Sam bewaart."
    return receiving.receive(student=moment.pupil(student, at), right="access", wish=wish, by=moment.scope(asker, at), at=at)[0]


def given_to_a_colleague(moment: Moments, asked, *, days_ago: int) -> None:
    """The coordinator asks the director of the school to help, before the term ends."""
    at = moment.at(days_ago)
    coordinator = moment.scope("coordinator", at)
    case = letters.case_of(coordinator, asked.pk)
    if case is None:
        raise LookupError("The coordinator reads the request.")
    assignments.ask(
        case, assignee=moment.demo.accounts["director.vlieger"], words="Vraag de groepsleerkracht of er nog aantekeningen op papier zijn.",
        due_on=local_day(at) + timedelta(days=9), by=coordinator, at=at,
    )


def identified(moment: Moments, asker: str, student: Student, *, days_ago: int):
    """Asked in the portal and, two days later, identified by the coordinator."""
    at = moment.at(days_ago, 19)
    asked, _is_new = receiving.receive(student=moment.pupil(student, at), right="access", wish="", by=moment.scope(asker, at), at=at)
    at = moment.at(days_ago - 2)
    coordinator = moment.scope("coordinator", at)
    asked = handling.assign(asked, handler=moment.demo.accounts["coordinator"], by=coordinator, at=at)
    return identity.identify(
        asked,
        method=Method.SIGNED_IN,
        attribute_one=Attribute.SIGN_IN_ADDRESS,
        attribute_two=Attribute.CHILD_BIRTH,
        document_seen="",
        checked_on=local_day(at),
        by=coordinator,
        at=at,
    )


def collecting(moment: Moments, asker: str, student: Student, *, days_ago: int):
    asked = identified(moment, asker, student, days_ago=days_ago)
    at = moment.at(days_ago - 3)
    return gathering.gather(asked, by=moment.scope("coordinator", at), at=at)


def waiting_for_an_answer(moment: Moments, asker: str, student: Student, *, days_ago: int) -> None:
    asked = identified(moment, asker, student, days_ago=days_ago)
    at = moment.at(days_ago - 4)
    text = "Wilt u alles inzien, of alleen de notities van uw mentor?"
    handling.ask(asked, kind="scope", text=text, by=moment.scope("coordinator", at), at=at)


def late_on_paper(moment: Moments, *, days_ago: int) -> None:
    """A letter that the administration took in, for a pupil of the primary school, and that nobody has taken up."""
    at = moment.at(days_ago - 1)
    school = moment.demo.schools["vlieger"]
    relation = (
        GuardianRelation.objects.with_authority(on=local_day(at))
        .filter(student__enrolments__school=school)
        .exclude(guardian__user__in=moment.demo.accounts.values())
        .select_related("student")
        .order_by("student__last_name", "student__first_name", "pk")
        .first()
    )
    assert relation is not None
    askers = receiving.askers_on_paper(relation.student, on=local_day(at))
    asker = next(asker for asker in askers if asker.guardian and asker.guardian.pk == relation.guardian_id)
    receiving.take_in(
        student=moment.pupil(relation.student, at),
        right="access",
        asker=asker,
        channel=Channel.LETTER,
        received_on=local_day(moment.at(days_ago)),
        wish="Kopie van het leerlingdossier.",
        by=moment.scope("office.vlieger", at),
        at=at,
    )
