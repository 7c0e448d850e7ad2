"""What stands on files of the demo: a restriction that will be lifted, a protection that waits, and a kind of data before the board."""

from datetime import timedelta

from privacyadmin.access import data_categories
from privacyadmin.access.catalogue import Category
from privacyadmin.access.data_categories import Place
from privacyadmin.access.models import DataCategory
from privacyadmin.access.purposes import Ground, Purpose
from privacyadmin.times import local_day
from students.models import AskedBy, Enrolment, ProtectedFrom, ProtectionGround, RestrictionGround, Student, ToldHow
from students.services import protections, restrictions

from .asked import Moments
from .build import Demo


def limit(demo: Demo) -> None:
    moment = Moments(demo)
    restrict_absence(moment, demo)
    protect_a_pupil(moment, demo)
    propose_nationality(moment)


def restrict_absence(moment: Moments, demo: Demo) -> None:
    """Sam's parents contest what is recorded of his absence; it was checked, and the restriction ends next week."""
    at = moment.at(20)
    restriction = restrictions.restrict(
        moment.pupil(demo.pupils["sam"], at), school=demo.schools["kompas"], categories=[Category.ABS], ground=RestrictionGround.ACCURACY,
        asked_by=AskedBy.GUARDIAN, reason="Verzuim van oktober wordt nagekeken", review_on=local_day(at) + timedelta(days=30),
        by=moment.scope("coordinator", at), at=at,
    )
    at = moment.at(1)
    restrictions.announce(
        restriction, lift_on=local_day(demo.at) + timedelta(days=6), told_how=ToldHow.PORTAL, by=moment.scope("coordinator", at), at=at
    )


def protect_a_pupil(moment: Moments, demo: Demo) -> None:
    """The counsellor protected a pupil last week; the board decides."""
    at = moment.at(4)
    others = Enrolment.objects.filter(school=demo.schools["vlieger"]).exclude(student__in=[pupil.pk for pupil in demo.pupils.values()])
    student = Student.objects.with_places(on=local_day(at)).filter(enrolments__in=others).order_by("last_name", "first_name", "pk")[0]
    protections.protect(
        student, school=demo.schools["vlieger"], categories=[Category.CAR, Category.GUI, Category.CT], hidden_from=ProtectedFrom.GUARDIANS,
        ground=ProtectionGround.REPORTING_CODE, reporting_step=2, reason="Overleg volgens de meldcode loopt",
        evidence="Map meldcode, afgesloten kast IB", review_on=local_day(at) + timedelta(days=30),
        by=moment.scope("counsellor.vlieger", at), at=at,
    )


def propose_nationality(moment: Moments) -> None:
    """For newcomers the school gets funding by nationality; the board has not answered yet."""
    at = moment.at(0, 8)
    data_categories.propose(
        DataCategory.objects.get(code="nationality"), Place("vo"), is_kept=True, purposes=[Purpose.GOVERNMENT], ground=Ground.LEGAL_DUTY,
        is_sensitive=True, since=local_day(at), note="Bekostiging van nieuwkomers", by=moment.scope("coordinator", at), at=at,
    )
