"""A pupil who is entered or mended by hand: an application comes in before any file knows the child (S1-27, DOMAIN 2.12)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students import events
from students.models import Enrolment, EnrolmentStatus, MergeKind, Student, WhyTwo
from students.models.pupils import fold

from . import file_requests, keeping, merging

NAMES = ("first_name", "given_names", "initials", "prefix", "last_name", "birth_on", "sex")
CONTACT = ("email", "postcode")


def namesake(*, first_name: str, last_name: str, birth_on: date) -> Student | None:
    """A pupil of the board with the same names and day of birth: most likely the same child (SETTLED 2)."""
    born = Student.objects.filter(birth_on=birth_on).order_by("pk")
    return next((each for each in born if (fold(each.first_name), fold(each.last_name)) == (fold(first_name), fold(last_name))), None)


@transaction.atomic
def apply(
    school: School, *, applied_on: date, year_group: str, details: dict[str, Any], is_another: bool, is_same: bool, by: Scope, at: datetime
) -> Enrolment:
    """A child is put forward for this school: a new pupil, or one whom the board knows already and whose second enrolment this is.

    Of a child with the same names and day of birth somebody has to say whether it is the same one.
    """
    keeping.check(by, Category.ID, Category.CT, Category.ENR, school=school.pk)
    School.objects.select_for_update().defer("logo").get(pk=school.pk)
    known = namesake(first_name=details["first_name"], last_name=details["last_name"], birth_on=details["birth_on"])
    if known and not (is_same or is_another):
        raise NotAllowed(_("The board knows a pupil with these names and this day of birth. Say whether it is the same child."))
    if known and is_same:
        student = known
        if student.enrolments.current().filter(school=school).exists():
            raise NotAllowed(_("This child is on the list of the school already."))
    else:
        student = history.save(Student(**details), at=at, by=by)
    if known and is_another:
        merging.note_two(MergeKind.PUPIL, known.pk, student.pk, why=WhyTwo.NAMESAKES, by=by, at=at)
    enrolment = Enrolment(student=student, school=school, applied_on=applied_on, year_group=year_group, status=EnrolmentStatus.APPLICANT)
    history.save(enrolment, at=at, by=by)
    file_requests.open_for([enrolment], by=by, at=at)
    audit.record(events.PUPIL_APPLIED, about=enrolment, school=school, by=by, at=at, is_new=student is not known)
    return enrolment


@transaction.atomic
def change(student: Student, *, details: dict[str, Any], by: Scope, at: datetime) -> Student:
    """Mend what is known of a pupil; the next file of the school's own system has the last word."""
    categories = {Category.CT if name in CONTACT else Category.ID for name in details}
    keeping.check_pupil(by, *categories, student=student.pk)
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    changed = sorted(name for name, value in details.items() if getattr(student, name) != value)
    if not changed:
        return student
    for name in changed:
        setattr(student, name, details[name])
    history.save(student, at=at, by=by, update_fields=changed)
    audit.record(events.PUPIL_CHANGED, about=student, school=None, by=by, at=at, fields=changed)
    return student
