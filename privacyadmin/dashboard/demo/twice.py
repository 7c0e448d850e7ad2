"""Who looks like somebody else in the demo: Finn, who was entered once more by hand with his mother, and twins, who are two."""

from datetime import timedelta

from privacyadmin import history
from privacyadmin.times import local_day, years_before
from students.models import Authority, ClassMembership, Enrolment, EnrolmentStatus, Guardian, GuardianRelation, Sex, Student

from .asked import Moments
from .build import Demo


def twice(demo: Demo) -> None:
    moment = Moments(demo)
    finn_again(moment, demo)
    twins(moment, demo)


def finn_again(moment: Moments, demo: Demo) -> None:
    """Somebody of the office did not find him, and entered him again, with a letter less."""
    at, finn = moment.at(15), demo.pupils["finn"]
    student = enter(moment, demo, "Fin", "Visser", "6A", days=15, birth_on=finn.birth_on, sex=Sex.MALE)
    mother = Guardian(first_name="Karin", initials="K.", last_name="Bakker", phone="06-12345678")
    history.save(mother, at=at, why="demo")
    history.save(GuardianRelation(student=student, guardian=mother, authority=Authority.UNKNOWN), at=at, why="demo")


def twins(moment: Moments, demo: Demo) -> None:
    at, born = moment.at(60), years_before(local_day(demo.at), 7) - timedelta(days=77)
    mother = Guardian(first_name="Maaike", initials="M.", last_name="Peeters", phone="06 12 00 77 77")
    history.save(mother, at=at, why="demo")
    for first_name, sex in (("Jip", Sex.MALE), ("Jet", Sex.FEMALE)):
        child = enter(moment, demo, first_name, "Dekkers", "4A", days=60, birth_on=born, sex=sex, initials="J.")
        history.save(GuardianRelation(student=child, guardian=mother, authority=Authority.YES), at=at, why="demo")


def enter(moment: Moments, demo: Demo, first_name: str, last_name: str, class_name: str, *, days: int, **fields) -> Student:
    """A pupil of De Vlieger whom no file knows."""
    at, group = moment.at(days), demo.classes[f"vlieger/{class_name}"]
    student = history.save(Student(first_name=first_name, last_name=last_name, **fields), at=at, why="demo")
    placed = {"status": EnrolmentStatus.ENROLLED, "entry_on": local_day(at), "year_group": group.year_group}
    history.save(Enrolment(student=student, school=group.school, **placed), at=at, why="demo")
    ClassMembership(student=student, class_group=group, since=local_day(at)).save()
    return student
