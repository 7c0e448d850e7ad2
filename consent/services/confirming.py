"""Word to whoever may decide that something was answered or changed: never what, nor by whom (S1-89; U7)."""
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from privacyadmin import outbox
from privacyadmin.access.scope import Scope
from privacyadmin.letters.addressees import Addressee, Matter, addressees
from privacyadmin.letters.services import writing
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students.addressees import OF_AGE, guardian, hidden_from, of_pupil, standing
from students.models import Student
from students.models.limits import ProtectedFrom

CHANGED = "consent.changed"                     # the letter, to who has no account
TOGETHER = timedelta(minutes=10)                # who goes through the whole list makes one mail, not one a tap


def tell(student: Student, school: School, *, by: Scope, at: datetime) -> int:
    """One mail to each holder of authority, to the pupil from 16 and to who answered; where it leads he sees what he said himself.

    Who has no account gets a letter, one of a day.
    """
    found = addressees(student, matter=Matter.CHILD, on=local_day(at), school=school).to
    write(found, student, school, at=at)
    people = {each.user.pk: each.user for each in found if each.user}
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


def write(found: Iterable[Addressee], student: Student, school: School, *, at: datetime) -> None:
    """The same on paper."""
    for to in found:
        if to.user is None:
            key = f"{CHANGED}:{student.pk}:{to.key}:{local_day(at)}"
            values = {"child": student.call_name}
            writing.write(CHANGED, to=to, school=school, subject=student.pk, about=student.pk, values=values, key=key, by=None, at=at)


def involved(student: Student, *, on: date, category: str = "") -> list[Addressee]:
    """Who has authority, and the pupil himself, whoever of them is asked now: by contact block, protection and age (C-25; U6-U9)."""
    if student.died_on:
        return []
    hidden = hidden_from(student, category, on)
    pupil = [] if hidden & {ProtectedFrom.PUPIL, ProtectedFrom.FAMILY} else [of_pupil(student)]
    if hidden & {ProtectedFrom.GUARDIANS, ProtectedFrom.FAMILY} or (student.age_on(on) or 0) >= OF_AGE:
        return pupil
    relations = student.guardian_relations.with_authority(on=on).select_related("guardian__user").order_by("pk")
    return [*(guardian(each.guardian, standing=standing(each, student, on), on=on) for each in relations), *pupil]
