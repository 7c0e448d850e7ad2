"""Who decides or signs for the board on a day."""
from datetime import date

from .models import Mandate, School, Subject


def holder(subject: Subject, school: School | None, on: date) -> Mandate | None:
    """The mandate of a school on a day, or the one that holds for every school; None: the board itself."""
    found = Mandate.objects.on(on).filter(subject=subject).filter(school__isnull=True)
    if school is not None:
        found = found | Mandate.objects.on(on).filter(subject=subject, school=school)
    rows = sorted(found.select_related("user"), key=lambda mandate: mandate.school_id is None)
    return rows[0] if rows else None


def may(person, subject: Subject, school: School | None, on: date) -> bool:
    """Whether the board left this to this person, here, on this day."""
    mandate = holder(subject, school, on)
    return mandate is not None and mandate.user_id is not None and mandate.user_id == person.pk
