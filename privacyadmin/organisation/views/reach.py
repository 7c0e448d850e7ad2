"""Which places somebody sees and keeps: the board and all schools, or the schools of his role."""
from django.db.models import Q, QuerySet

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.keeping import KEEPERS
from privacyadmin.organisation.models import School

WATCHERS = (Verb.READ, *KEEPERS)
GET_OR_POST = ["GET", "HEAD", "POST"]


def schools_seen(scope: Scope) -> QuerySet[School]:
    return School.objects.within(scope.schools(Register.POLICY, *WATCHERS))


def schools_kept(scope: Scope) -> QuerySet[School]:
    return School.objects.within(scope.schools(Register.POLICY, *KEEPERS))


def keeps_board(scope: Scope) -> bool:
    return scope.schools(Register.POLICY, *KEEPERS) is None


def keeps_something(scope: Scope) -> bool:
    reach = scope.schools(Register.POLICY, *KEEPERS)
    return reach is None or bool(reach)


def keeps(scope: Scope, school_id) -> bool:
    reach = scope.schools(Register.POLICY, *KEEPERS)
    return reach is None or (school_id is not None and school_id in reach)


def of_places(scope: Scope, model):
    """Rows of the board, and of the schools that this person sees."""
    reach = scope.schools(Register.POLICY, *WATCHERS)
    rows = model.objects.select_related("user", "school", "made_by", "ended_by").defer("school__logo")
    return rows if reach is None else rows.filter(Q(school__isnull=True) | Q(school__in=reach))


def of_kept_places(scope: Scope, model):
    """Rows that this person may change."""
    reach = scope.schools(Register.POLICY, *KEEPERS)
    rows = model.objects.select_related("user", "school").defer("school__logo")
    return rows if reach is None else rows.filter(school__in=reach)
