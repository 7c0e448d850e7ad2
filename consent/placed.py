"""Where something with this child in it stands, for the family, and what came of it when they asked to take it away (S1-89, S1-90)."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from consent.family import Answerer
from consent.models import Capacity, Cause, FollowUp, FollowUpKind, Publication
from consent.services import withdrawals
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope

SHOWN = 200


@dataclass(frozen=True)
class Placed:
    """One thing; `asked` is what this person asked of it himself, never what somebody else did."""

    publication: Publication
    stands: bool
    asked: FollowUp | None = None


def of_child(who: Answerer, scope: Scope) -> list[Placed]:
    """What stands somewhere, as far as this person reads of images; and whatever he asked himself. Two queries."""
    asked = {row.publication_id: row for row in _own(who).order_by("opened_at", "pk")}
    standing = list(_standing(who, scope)[:SHOWN])
    rows = [Placed(each, True, asked.get(each.pk)) for each in standing]
    known = {each.pk for each in standing}
    gone = [Placed(row.publication, row.done_on is None, row) for key, row in asked.items() if row.publication and key not in known]
    return sorted(rows + gone, key=lambda each: each.asked is None)


def _own(who: Answerer):
    rows = FollowUp.objects.filter(student=who.key, kind=FollowUpKind.REMOVE).select_related("publication")
    if who.guardian is None:
        return rows.filter(is_by_pupil=True)
    return rows.filter(Q(asked_by_guardian=who.guardian) | Q(also_asked__contains=[who.guardian.pk]))


def _standing(who: Answerer, scope: Scope):
    """Nothing where it is hidden from this person, or where he does not decide (C-25; U6)."""
    images = scope.where(Category.IMG, Right.READ)
    if who.capacity == Capacity.UNKNOWN or who.key not in images.pupils or who.key in images.without:
        return Publication.objects.none()
    found = Publication.objects.standing().filter(pupils__student=who.key, pupils__gone_on=None)
    return found.order_by("-published_on", "-pk")


def object_to(who: Answerer, publication: UUID, *, by: Scope, at: datetime) -> bool:
    """This person wants the child out of it (S1-90, S1-94). False where it is not his to ask; that somebody asked before is not told."""
    found = next((each.publication for each in of_child(who, by) if each.publication.pk == publication and each.stands), None)
    if found is None:
        return False
    withdrawals.object_to(found, who.student, cause=Cause.OBJECTION, guardian=who.guardian, by=by, at=at)
    return True
