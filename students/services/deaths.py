"""A pupil who has died: the portal closes, no letter goes out by itself, and everybody who opens the file sees it first.

The law on personal data holds for the living (GDPR, recital 27); secrecy holds on, and so do the terms after which files are destroyed.
"""
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import events
from students.models import Student

from . import keeping


@transaction.atomic
def record(student: Student, *, died_on: date | None, by: Scope, at: datetime) -> Student:
    """Record the day, or take it back where it was a mistake (None). Raises NotAllowed for a day that cannot be."""
    keeping.check_pupil(by, Category.ID, student=student.pk)
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    if reason := objection(student, died_on, on=local_day(at)):
        raise NotAllowed(reason)
    if student.died_on == died_on:
        return student
    student.died_on = died_on
    history.save(student, at=at, by=by, update_fields=["died_on"])
    audit.record(events.DEATH_RECORDED if died_on else events.DEATH_TAKEN_BACK, about=student, school=None, by=by, at=at)
    return student


def objection(student: Student, died_on: date | None, *, on: date) -> str:
    """Why this cannot be the day; empty when it can."""
    if died_on is not None and died_on > on:
        return _("This day lies in the future.")
    if died_on is not None and student.birth_on is not None and died_on < student.birth_on:
        return _("This day lies before the date of birth.")
    return ""
