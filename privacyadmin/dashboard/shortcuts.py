"""What somebody may start from the landing page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import CLASS_ROLES, Category, Register, Role, Verb
from privacyadmin.access.scope import Scope


@dataclass(frozen=True)
class Shortcut:
    label: str
    url: str
    icon: str


def shortcuts(scope: Scope) -> list[Shortcut]:
    """The two or three things this person starts most, the first one as the filled button."""
    found = []
    if scope.holds(*CLASS_ROLES):
        found.append(Shortcut(_("A parent just asked me"), reverse("requests:asked"), "plus"))
    if scope.holds(*CLASS_ROLES, Role.WEB_EDITOR):
        found.append(Shortcut(_("May it be published?"), reverse("consent:check"), "consent"))
    if scope.may(Register.REQUESTS, Verb.INTAKE) or scope.may(Register.REQUESTS, Verb.WRITE):
        found.append(Shortcut(_("Enter a request"), reverse("requests:new"), "plus"))
    if scope.holds(Role.OFFICE):
        found.append(Shortcut(_("Import pupils"), reverse("students:import"), "upload"))
    if scope.holds(Role.DIRECTOR):
        found.append(Shortcut(_("Access for a substitute"), reverse("students:substitute"), "key"))
    if scope.holds(Role.ADVISER):
        found.append(Shortcut(_("Own notes on a pupil"), reverse("students:adviser_case"), "plus"))
    if scope.holds(Role.ICT):
        found.append(Shortcut(_("Accounts of staff"), reverse("staff_accounts"), "key"))
    if not scope.where(Category.ID).is_nobody:
        found.append(Shortcut(_("Find a pupil"), reverse("students:list"), "search"))
    return found
