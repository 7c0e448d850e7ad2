"""A talk of the care team about every pupil who has a case, and the question that was put for it."""
from datetime import timedelta
from typing import Any

from consent.models import CareTalk, OccasionKind, Purpose
from consent.services import occasions
from students.models import Case, Student
from tests.factories import NOW, TODAY

DAY = timedelta(days=1)


def things_of_pupil(student: Student, case: Case) -> dict[str, Any]:
    """Planned for later, and asked."""
    talk = CareTalk.objects.create(case=case, student=student, school=case.school, on=TODAY + 30 * DAY, made_at=NOW)
    purpose = Purpose.objects.get(school=case.school, code="ZORGTEAM")
    asked = occasions.open_for(
        purpose, [student.pk], kind=OccasionKind.CARE_TALK, until=TODAY + 31 * DAY, source=talk.pk, by=None, at=NOW, tells=False
    )
    return {"talk": talk, "occasion": asked}
