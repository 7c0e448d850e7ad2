"""The entries of this app in the main menu."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import menu

from . import rules

CASES = (*rules.RUN_CARE_CASES, Role.COORDINATOR, Role.ADVISER)


def sees_pupils(scope: Scope) -> bool:
    return not scope.is_family and not scope.where(Category.ID).is_nobody


def sees_cases(scope: Scope) -> bool:
    return not scope.is_family and (scope.holds(*CASES) or any(held.source == "case" for held in scope.held))


def imports(scope: Scope) -> bool:
    return not scope.is_family and scope.holds(*rules.IMPORT)


def register() -> None:
    menu.register(_("Pupils"), "students:list", icon="people", order=10, shown=sees_pupils)
    menu.register(_("Cases"), "students:cases", icon="lock", order=15, shown=sees_cases)
    menu.register(_("Import"), "students:import", icon="upload", order=60, group="manage", shown=imports)
