"""What the pages load, each through the scope: what is out of reach is not found (SETTLED 12)."""
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404

from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students.models import Student
from students.services import keeping

PAGE_SIZE = 25
LAST_PAGE = 10_000


class LongList(Paginator):
    """A list of a whole board, turned page by page and not counted: counting it costs more than showing a page of it."""

    count = None                                                               # type: ignore[assignment] # what the pagination asks

    def get_page(self, number: int | float | str | None) -> "PageOfLong":
        """The page of this number, the first for what is no number."""
        wanted = min(int(str(number)), LAST_PAGE) if str(number).isdecimal() else 1
        wanted = max(wanted, 1)
        first = (wanted - 1) * self.per_page
        found = list(self.object_list[first : first + self.per_page + 1])
        return PageOfLong(found, wanted, self)


class PageOfLong(Page):
    """25 rows, and whether there are more."""

    def __init__(self, found: list, number: int, paginator: LongList):
        super().__init__(found[: paginator.per_page], number, paginator)
        self.is_followed = len(found) > paginator.per_page

    def has_next(self) -> bool:
        return self.is_followed

    def next_page_number(self) -> int:
        return self.number + 1

    def previous_page_number(self) -> int:
        return self.number - 1

    def start_index(self) -> int:
        return (self.number - 1) * self.paginator.per_page + 1

    def end_index(self) -> int:
        return self.start_index() + len(self.object_list) - 1


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


def schools_keeping(scope: Scope, *categories: Category) -> QuerySet[School]:
    """The schools where this person writes all of these for the whole school: where he may enter them by hand."""
    everywhere = any(held.source == "board" for held in scope.held)
    keys = School.objects.values_list("pk", flat=True) if everywhere else {held.school for held in scope.held if held.school}
    return School.objects.defer("logo").filter(pk__in=[key for key in keys if not keeping.why_not(scope, categories, school=key)])


def schools_or_403(scope: Scope, roles: tuple[Role, ...], reason: str) -> list[School]:
    """The same, for a page that is only for these roles."""
    if not scope.holds(*roles):
        raise NotAllowed(reason)
    return list(schools_of(scope, *roles))
