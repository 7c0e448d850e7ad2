"""What the pages load, each through the scope: what is out of reach is not found (SETTLED 12)."""
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import cached_property

from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students.models import Student

PAGE_SIZE = 25
MOST_LISTED = 100 * PAGE_SIZE


class LongList(Paginator):
    """A list of a whole board, counted up to a hundred pages: counting all costs more than the page, and nobody turns further."""

    @cached_property
    def found(self) -> int:
        rows = self.object_list.order_by().values("pk")          # type: ignore[attr-defined] # a list of rows, and no plain sequence
        return rows[: MOST_LISTED + 1].count()                   # keys alone: what a page shows of a pupil is not needed to count him

    @property
    def count(self) -> int:                                                    # type: ignore[override]
        return min(self.found, MOST_LISTED)

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are listed."""
        return self.found > MOST_LISTED


def student_or_404(request: SignedInRequest, student_id: UUID) -> Student:
    """A pupil whose name this person may see."""
    student = Student.objects.visible_to(request.scope).filter(pk=student_id).first()
    if student is None:
        raise Http404
    return student


def category_or_404(code: str) -> Category:
    if code not in Category.values:
        raise Http404
    return Category(code)


def schools_where(scope: Scope, category: Category, right: Right) -> QuerySet[School]:
    """The schools where this person has this right for the whole school, by a class or by a case."""
    held = [each for each, _sector in scope.giving(category, right)]
    schools = School.objects.defer("logo")
    if any(each.source == "board" for each in held):
        return schools
    return schools.filter(pk__in={each.school for each in held})


def schools_of(scope: Scope, *roles: Role) -> QuerySet[School]:
    """The schools where this person holds one of these roles; all for a role on the board."""
    held = [each for each in scope.held if each.role in roles and each.source in ("board", "school")]
    where = Q() if any(each.source == "board" for each in held) else Q(pk__in={each.school for each in held})
    return School.objects.defer("logo").filter(where)


def schools_or_403(scope: Scope, roles: tuple[Role, ...], reason: str) -> list[School]:
    """The same, for a page that is only for these roles."""
    if not scope.holds(*roles):
        raise NotAllowed(reason)
    return list(schools_of(scope, *roles))


def posted(request: SignedInRequest) -> Any:
    """What was sent with the form; None before it was sent, also when it is empty."""
    return request.POST if request.method == "POST" else None


def posted_files(request: SignedInRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
