"""How requests follow when two records of one pupil or of one parent are merged."""
from django.db.models import Q
from django.utils.translation import gettext as _

from students.merging import Pair, Who, moves, names_nobody, refuses

from .models import DossierItem, PrivacyRequest, Question, TimelineEntry


def register() -> None:
    moves(PrivacyRequest, "student")
    moves(PrivacyRequest, "guardian", who=Who.GUARDIAN)
    moves(PrivacyRequest, "requester", who=Who.ACCOUNT)
    moves(Question, "answered_by", who=Who.ACCOUNT)
    names_nobody(DossierItem, "source_id", why="an entry or a file, which keeps its key")
    names_nobody(TimelineEntry, "params", why="codes, counts and days")
    refuses(same_open_request)


def same_open_request(pair: Pair) -> str:
    """Of one person there is one open request of a kind about one pupil."""
    seen: set[tuple] = set()
    for row in _open_of(pair).values_list("right", "student", "requester", "guardian"):
        right, student, *askers = (pair.survivor if key == pair.absorbed else key for key in row)
        keys = {(right, student, kind, key) for kind, key in zip(("requester", "guardian"), askers, strict=True) if key}
        if seen & keys:
            return _("The same person has an open request of the same kind with both. Close one of these requests first.")
        seen |= keys
    return ""


def _open_of(pair: Pair):
    keys = [pair.absorbed, pair.survivor]
    if pair.who == Who.PUPIL:
        return PrivacyRequest.objects.open().filter(student__in=keys)
    return PrivacyRequest.objects.open().filter(Q(guardian__in=keys) | Q(requester__guardian__in=keys))
