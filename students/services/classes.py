"""Classes and places in them, by hand: who is in a class follows the pupil, who may see it follows the class (SETTLED 2, 8)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School, SchoolYear
from privacyadmin.workflow import NotAllowed
from students import events
from students.models import ClassGroup, ClassKind, ClassMembership, Enrolment, EnrolmentStatus, Student

from . import keeping


@transaction.atomic
def open_class(school: School, *, school_year: SchoolYear, name: str, kind: str, year_group: str, by: Scope, at: datetime) -> ClassGroup:
    """A class of a school in one school year; nobody is in it and nobody sees it yet."""
    keeping.check(by, Category.ID, school=school.pk)
    School.objects.select_for_update().defer("logo").get(pk=school.pk)
    _check_name(ClassGroup(school=school, school_year=school_year, kind=kind), name)
    group = ClassGroup.objects.create(school=school, school_year=school_year, name=name, kind=kind, year_group=year_group)
    audit.record(events.CLASS_OPENED, about=group, school=school, by=by, at=at)
    return group


@transaction.atomic
def change_class(group: ClassGroup, *, name: str, year_group: str, by: Scope, at: datetime) -> ClassGroup:
    """Another name or year; the pupils and the appointments stay."""
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    keeping.check(by, Category.ID, school=group.school_id)
    _check_name(group, name)
    group.name, group.year_group = name, year_group
    group.save(update_fields=["name", "year_group"])
    audit.record(events.CLASS_CHANGED, about=group, school=group.school_id, by=by, at=at)
    return group


def _check_name(group: ClassGroup, name: str) -> None:
    same = ClassGroup.objects.filter(school=group.school_id, school_year=group.school_year_id, kind=group.kind, name__iexact=name)
    if same.exclude(pk=group.pk).exists():
        raise NotAllowed(_("The school has a class with this name in this school year."))


@transaction.atomic
def place(student: Student, *, group: ClassGroup, since: date, by: Scope, at: datetime) -> ClassMembership:
    """Put a pupil in a class from a day; a new base group ends the place in the old one (S1-45)."""
    keeping.check(by, Category.ID, school=group.school_id, student=student.pk)
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    year = group.school_year
    if not (year.start_on <= since < year.end_on):
        raise NotAllowed(_("This day lies outside the school year of the class."))
    if not Enrolment.objects.filter(student=student, school=group.school_id, status=EnrolmentStatus.ENROLLED).exists():
        raise NotAllowed(_("Only a pupil who is enrolled at the school has a place in its classes."))
    open_places = ClassMembership.objects.filter(student=student, until=None, class_group__school=group.school_id)
    if open_places.filter(class_group=group).exists():
        raise NotAllowed(_("This pupil is in that class already."))
    if group.kind == ClassKind.BASE:
        open_places.filter(class_group__kind=ClassKind.BASE).update(until=Greatest(F("since"), since))
    membership = ClassMembership.objects.create(student=student, class_group=group, since=since)
    audit.record(events.PUPIL_PLACED, about=student, school=group.school_id, by=by, at=at, class_group=group.pk)
    return membership


@transaction.atomic
def take_out(membership: ClassMembership, *, on: date, by: Scope, at: datetime) -> ClassMembership:
    """The pupil is no longer in this class from this day."""
    membership = ClassMembership.objects.select_for_update(of=("self",)).select_related("class_group").get(pk=membership.pk)
    school = membership.class_group.school_id
    keeping.check(by, Category.ID, school=school, student=membership.student_id)
    if membership.until is not None:
        raise NotAllowed(_("This pupil is no longer in that class."))
    membership.until = max(membership.since, on)
    membership.save(update_fields=["until"])
    audit.record(events.PUPIL_TAKEN_OUT, about=membership.student_id, school=school, by=by, at=at, class_group=membership.class_group_id)
    return membership
