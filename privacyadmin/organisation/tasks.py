"""What waits for whoever keeps the settings: vacancies, and offices and mandates that end soon."""
from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin import policy
from privacyadmin.access.catalogue import Register, Role
from privacyadmin.access.scope import Scope
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.worklist import Task

from .appointments import ALWAYS_NEEDED, vacancies
from .keeping import KEEPERS
from .models import Appointment, Function, Mandate, School

SOON = timedelta(days=30)


def needed_functions(on: date) -> frozenset[Function]:
    """An FG contact is needed where the house rules send breaches to one (S1-143, C-14)."""
    try:
        route = policy.in_force(None, on).breach_route
    except PolicyVersion.DoesNotExist:
        return ALWAYS_NEEDED
    return ALWAYS_NEEDED | {Function.FG_CONTACT} if Role.FG_CONTACT in route else ALWAYS_NEEDED


def vacant(scope: Scope, on: date) -> Iterator[Task]:
    """Offices that nobody holds, one task each; the schools without a confidential adviser together."""
    reach = scope.schools(Register.POLICY, *KEEPERS)
    if reach is not None and not reach:
        return
    schools = list(School.objects.within(reach).only("pk", "name"))
    found = vacancies(schools, on, needed=needed_functions(on))
    url = reverse("organisation:overview")
    for vacancy in found:
        if vacancy.school is None and reach is None:
            yield Task(title=_("Nobody is appointed: %(function)s") % {"function": vacancy.function.label}, url=url, kind=_("vacancy"))
    without = [vacancy.school for vacancy in found if vacancy.school is not None]
    if len(without) == 1:
        yield Task(title=_("No confidential adviser"), url=url, kind=_("vacancy"), school=without[0])
    elif without:
        count = len(without)
        words = ngettext("%(count)d school without a confidential adviser", "%(count)d schools without a confidential adviser", count)
        yield Task(title=words % {"count": count}, url=url, kind=_("vacancy"))
    yield from _ending(reach, on)


def _ending(reach: set | None, on: date) -> Iterator[Task]:
    """Within a month somebody must be found, or the board knows that it does this itself."""
    soon = {"until__gt": on, "until__lte": on + SOON}
    for appointment in _in_reach(Appointment, reach).filter(**soon):
        title, url = _("Ends soon: %(what)s") % {"what": appointment.label}, reverse("organisation:overview")
        yield Task(title=title, url=url, kind=_("appointment"), school=appointment.school, due_on=appointment.until)
    for mandate in _in_reach(Mandate, reach).filter(**soon):
        title, url = _("Ends soon: %(what)s") % {"what": mandate.get_subject_display()}, reverse("organisation:mandates")
        yield Task(title=title, url=url, kind=_("mandate"), school=mandate.school, due_on=mandate.until)


def _in_reach(model, reach: set | None):
    found = model.objects.select_related("school").defer("school__logo")
    return found if reach is None else found.filter(school__in=reach)
