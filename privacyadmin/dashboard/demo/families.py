"""Two families of the demo that are not as most: an organisation that is the guardian, and a pupil who came of age."""

from datetime import timedelta

from privacyadmin import history
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import resolve
from privacyadmin.accounts import services as accounts
from privacyadmin.times import local_day, years_before
from students.models import Authority, Guardian, GuardianRelation, RelationKind, Student
from students.services import agreements, contacts

from .asked import Moments
from .build import Demo


def other_families(demo: Demo) -> None:
    moment = Moments(demo)
    under_guardianship(moment, demo)
    of_age(moment, demo)


def under_guardianship(moment: Moments, demo: Demo) -> None:
    """A court gave the guardianship to an agency; its contact person changed last month."""
    at = moment.at(60)
    on, office = local_day(at), moment.scope("office.kompas", at)
    student = drawn(demo, "1B")
    agency = Guardian(key="D9", organisation_name="Jeugdbescherming De Peel", email="post@depeel.example", phone="0492 555 090")
    history.save(agency, at=at, by=office)
    relation = GuardianRelation(
        student=student, guardian=agency, kind=RelationKind.GUARDIAN, authority=Authority.COURT, authority_since=on,
        authority_evidence="Beschikking gezien", has_information_right=True,
    )
    history.save(relation, at=at, by=office)
    person = {"phone": "06 12 00 34 56", "may_sign_in": True}
    first = person | {"name": "Wim Aarts", "email": "w.aarts@depeel.example", "since": on, "until": on + timedelta(days=30)}
    contacts.add(agency, student=student, details=first, by=office, at=at)
    later = moment.at(29)
    second = person | {"name": "Nadia Kessels", "email": "n.kessels@depeel.example", "since": local_day(later), "until": None}
    contacts.add(agency, student=student, details=second, by=moment.scope("office.kompas", later), at=later)


def of_age(moment: Moments, demo: Demo) -> None:
    """Eighteen since a few weeks; lets one parent go on seeing results and absence."""
    at, student = moment.at(3, 19), drawn(demo, "6V1")
    student.birth_on = years_before(local_day(demo.at), 18) - timedelta(days=25)
    student.user = accounts.ensure_family(email="leerling.18@thuis.example", name=student.full_name, at=at)
    history.save(student, at=at, by=student.user)
    relation = student.guardian_relations.order_by("pk").first()
    if relation is None:
        return
    agreements.allow(
        relation, categories=[Category.RES, Category.ABS], until_on=local_day(demo.at) + timedelta(days=200),
        by=resolve(student.user, at), at=at,
    )


def drawn(demo: Demo, class_name: str) -> Student:
    """Somebody of this class who has no part of his own."""
    own = [student.pk for student in demo.pupils.values()]
    found = Student.objects.filter(memberships__class_group=demo.classes[f"kompas/{class_name}"]).exclude(pk__in=own)
    return found.order_by("last_name", "first_name", "pk")[0]
