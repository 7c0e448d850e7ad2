"""A substitute teaches some classes for a while: the director gives access in one step, and it ends by itself (S2-116; DOMAIN 2.12)."""
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin.access import services as access_services
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.models import Kind, User, username_of
from privacyadmin.organisation.models import Sector
from privacyadmin.organisation.services import school_year_on
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import ClassGroup

GIVERS = (Role.DIRECTOR,)
ROLES = {Sector.PO: (Role.GROUP_TEACHER, Role.SUBJECT_TEACHER), Sector.VO: (Role.SUBJECT_TEACHER, Role.MENTOR)}


def classes_of(scope: Scope):
    """This year's classes of the schools that this person directs."""
    schools = {held.school for held in scope.held if held.role in GIVERS and held.source == "school"}
    found = ClassGroup.objects.filter(school__in=schools, school_year=school_year_on(scope.on))
    return found.select_related("school", "school_year").defer("school__logo").order_by("school__name", "name")


@transaction.atomic
def give_access(
    *, email: str, name: str, classes: Collection[ClassGroup], role: Role, until: datetime, by: Scope, at: datetime
) -> tuple[User, bool]:
    """Give somebody a role in these classes until a day; makes the account and sends the invitation where there is none: (user, is_new).

    Raises NotAllowed for oneself, for a closed account, for classes of another school, and for an end after the school year.
    """
    _check_place(classes, role, by)
    if until <= at:
        raise NotAllowed(_("The last day has passed."))
    if local_day(until) > school_year_on(local_day(at)).end_on:
        raise NotAllowed(_("Access of a substitute ends with the school year at the latest."))
    user = User.objects.filter(username=username_of(Kind.STAFF, email)).first()
    is_new = user is None
    if user is None:
        user = accounts.create_staff(email=email, name=name, by=by, at=at)
    for each in classes:
        access_services.grant(user=user, role=role, on=each, since=at, until=until, why=_("substitute"), by=by, at=at)
    return user, is_new


def _check_place(classes: Collection[ClassGroup], role: Role, by: Scope) -> None:
    """Classes of one school, where this person is the director."""
    schools = {each.school for each in classes}
    if len(schools) != 1:
        raise NotAllowed(_("Choose one or more classes of one school."))
    (school,) = schools
    if not by.holds(*GIVERS, school=school.pk):
        raise NotAllowed(_("The director of the school gives a substitute access."))
    if role not in ROLES[Sector(school.sector)]:
        raise NotAllowed(_("This role is not given here."))
