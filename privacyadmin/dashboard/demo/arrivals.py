"""What the administration of the demo enters and settles by hand: who applied, who seems to have left, and the board's calendar."""

from datetime import date, timedelta

from privacyadmin import history
from privacyadmin.access.scope import resolve
from privacyadmin.policy import holidays
from privacyadmin.times import local_day
from students.models import Authority, Enrolment, RelationKind, Sex
from students.services import family, pupils

from .build import Demo

APPLICANTS = [("Mila", "Bos", date(2022, 11, 3), Sex.FEMALE), ("Jens", "Vermeer", date(2022, 8, 19), Sex.MALE)]
SEEM_TO_HAVE_LEFT = 4


def come_and_go(demo: Demo) -> None:
    apply(demo)
    leave(demo)
    office_days(demo)


def apply(demo: Demo) -> None:
    """Two children who are in no file yet, one with her mother."""
    office = resolve(demo.accounts["office.vlieger"], demo.at)
    for first_name, last_name, birth_on, sex in APPLICANTS:
        enrolment = pupils.apply(
            demo.schools["vlieger"], applied_on=local_day(demo.at) - timedelta(days=12), year_group="1", is_same=False, is_another=False,
            details={"first_name": first_name, "last_name": last_name, "birth_on": birth_on, "sex": sex}, by=office, at=demo.at,
        )
    mother = dict.fromkeys(family.PERSON, "") | {"first_name": "Irma", "initials": "I.", "last_name": "Vermeer", "language": "nl"}
    relation = {
        "kind": RelationKind.PARENT, "authority": Authority.UNKNOWN, "authority_since": None, "authority_until": None,
        "authority_evidence": "", "has_contact_block": False, "has_information_right": True,
    }
    family.add_guardian(
        enrolment.student, person=mother | {"has_secret_address": False}, relation=relation, known=None, by=office, at=demo.at
    )


def leave(demo: Demo) -> None:
    """A few pupils whom the last file no longer named."""
    named = [student.pk for student in demo.pupils.values()]
    found = Enrolment.objects.current().filter(school=demo.schools["vlieger"], entry_on__isnull=False).exclude(student__in=named)
    for enrolment in found.order_by("student__last_name", "student__first_name", "pk")[:SEEM_TO_HAVE_LEFT]:
        enrolment.departure_candidate_on = local_day(demo.at) - timedelta(days=5)
        history.save(enrolment, at=demo.at, why="demo")


def office_days(demo: Demo) -> None:
    """The Friday after Ascension Day, by decree (DOMAIN 2.15)."""
    coordinator = resolve(demo.accounts["coordinator"], demo.at)
    holidays.deviate(
        day=date(2027, 5, 7), is_holiday=True, name="Vrijdag na Hemelvaart", note="Gelijkgesteld bij besluit", by=coordinator, at=demo.at
    )
