"""What stands on the files of pupils now, for every page, letter, list and export that must show or obey it (GDPR 18, C-25; S2-185)."""
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from .models import AllowedUse, ProtectedFrom, Protection, Restriction


@dataclass
class Marks:
    """The limits on one pupil, by category; nothing in them is about why."""

    restricted: set[str] = field(default_factory=set)
    from_guardians: set[str] = field(default_factory=set)
    from_pupil: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.restricted or self.from_guardians or self.from_pupil)

    def restricts(self, categories: Iterable[str]) -> bool:
        return not self.restricted.isdisjoint(categories)

    def hides(self, categories: Iterable[str], *, from_pupil: bool) -> bool:
        """Whether something of this is hidden from the pupil, or else from the guardians."""
        return not (self.from_pupil if from_pupil else self.from_guardians).isdisjoint(categories)


def of_pupils(student_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Marks]:
    """The limits in force on these pupils, in two queries; who has none has empty marks."""
    found: dict[UUID, Marks] = defaultdict(Marks)
    keys = list(student_ids)
    for student, categories in Restriction.objects.in_force(at=at).filter(student__in=keys).values_list("student", "categories"):
        found[student].restricted |= set(categories)
    protections = Protection.objects.in_force(at=at).filter(student__in=keys)
    for student, categories, hidden_from in protections.values_list("student", "categories", "hidden_from"):
        if hidden_from != ProtectedFrom.PUPIL:
            found[student].from_guardians |= set(categories)
        if hidden_from != ProtectedFrom.GUARDIANS:
            found[student].from_pupil |= set(categories)
    return found


def of_pupil(student_id: UUID, *, at: datetime) -> Marks:
    return of_pupils([student_id], at=at)[student_id]


def why_not_use(student_ids: Iterable[UUID], categories: Iterable[str], *, at: datetime, allowed: AllowedUse | str | None = None) -> str:
    """Why these parts of these pupils may not be sent, exported or used now; empty when they may (GDPR 18(2), S2-186).

    Whoever names what allows it all the same also records it: `restrictions.note_use`.
    """
    wanted = set(categories)
    if allowed or not any(each.restricts(wanted) for each in of_pupils(student_ids, at=at).values()):
        return ""
    return _("The processing of a part of this is restricted: it may be kept, but not passed on or changed (GDPR 18).")
