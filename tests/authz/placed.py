"""A check, what was placed after it, who must be taken out of it, and what staff of a school must know."""
from datetime import timedelta
from typing import Any

from consent.models import CheckedPupil, FollowUp, Publication, PublicationCheck, PublishedPupil, Purpose
from consent.services import awareness
from privacyadmin import history
from privacyadmin.access.scope import Scope
from students.models import Student
from tests.factories import NOW, TODAY

TOPIC = {"kind": "law", "title": "De wet", "body": "Wat de wet vraagt."}


def things_of_school(school: Any, students: list[Student], by: Scope) -> dict[str, Any]:
    """For all pupils of the world in this school it could be done, and it was."""
    purpose = Purpose.objects.get(school=school, code="IMG_WEB")
    check = PublicationCheck(
        school=school, year=2026, number=1, on=TODAY, purposes=[purpose.pk], yes_count=len(students), made_at=NOW, made_by=by.user
    )
    check.save(force_insert=True)
    told = {"purpose": purpose, "is_yes": True, "reason": "yes", "answered_on": TODAY}
    rows = [CheckedPupil(check_made=check, student=each, **told) for each in students]
    CheckedPupil.objects.bulk_create(rows)
    made = Publication(
        school=school, title="Sportdag", place="web", published_on=TODAY, purposes=[purpose.pk], check_made=check,
        pupil_count=len(students), made_at=NOW, made_by=by.user,
    )
    history.save(made, at=NOW, by=by, force_insert=True)
    PublishedPupil.objects.bulk_create(PublishedPupil(publication=made, student=each) for each in students)
    return {"check": check, "placed": made, "topic": awareness.save(None, TOPIC, school=school, by=by, at=NOW)}


def follow_up(publication: Publication, student: Student, by: Scope) -> FollowUp:
    """The school found that this pupil should not be in it."""
    row = FollowUp(
        kind="remove", school=publication.school, student=student, publication=publication, cause="own", opened_at=NOW, opened_by=by.user,
        due_on=TODAY + timedelta(days=5),
    )
    history.save(row, at=NOW, by=by, force_insert=True)
    return row
