"""Word to whoever may decide that something was answered or changed: never what, nor by whom (S1-89; U7)."""
from datetime import datetime, timedelta

from privacyadmin import outbox
from privacyadmin.access.scope import Scope
from privacyadmin.letters.addressees import Matter, addressees
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students.models import Student

TOGETHER = timedelta(minutes=10)                # who goes through the whole list makes one mail, not one a tap


def tell(student: Student, school: School, *, by: Scope, at: datetime) -> int:
    """One mail to each holder of authority, to the pupil from 16 and to who answered; where it leads he sees what he said himself."""
    people = {each.user.pk: each.user for each in addressees(student, matter=Matter.CHILD, on=local_day(at), school=school).to if each.user}
    if by.is_family:
        people.setdefault(by.user.pk, by.user)
    turn = int(at.timestamp() // TOGETHER.total_seconds())
    due_at = at + TOGETHER - timedelta(seconds=at.timestamp() % TOGETHER.total_seconds())
    return sum(
        outbox.mail(
            "consent_news", to=user, about=student, key=f"consent:{student.pk}:{turn}", at=at, due_at=due_at,
            path=f"/portal/children/{student.pk}/consents/", school=school,
        )
        for user in people.values()
    )
