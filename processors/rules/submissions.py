"""Who reads and writes an answer on the application form: by the category of its question, at the school of the form (2.14)."""
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from processors.models.submissions import KEPT_ELSEWHERE
from students.models import Student
from students.models.dossier import Only, reaches, restriction


def may(student: Student, school: School, category: Category, scope: Scope, right: Right) -> bool:
    """Whether this person may read (or write) answers of this category; `student` was loaded with his places."""
    if category in KEPT_ELSEWHERE or not scope.can(student, category, right):
        return False
    giving = scope.giving(category, right)
    ways = (restriction(held, sector, category, scope.user.pk) for held, sector in giving if reaches(held, sector, student))
    return any(_opens(only, school) for only in ways)


def categories(student: Student, school: School, scope: Scope, right: Right) -> set[str]:
    """The categories in which this person may do so."""
    return {category.value for category in Category if may(student, school, category, scope, right)}


def _opens(only: Only, school: School) -> bool:
    """A role that opens only shared or only own entries opens no answers: nobody shared them."""
    places = {"school": school.pk, "school__sector": school.sector}
    return all(name in places and places[name] == value for name, value in only)
