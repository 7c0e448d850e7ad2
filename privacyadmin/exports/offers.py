"""The lists of the floor itself: who holds what, and the register of events."""
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin import audit
from privacyadmin.access import holdings
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import role_label
from privacyadmin.access.purposes import ON_COMPLIANCE
from privacyadmin.access.scope import Scope
from privacyadmin.access.views.overview import WATCHERS
from privacyadmin.access.views.register import shown, visible_kinds
from privacyadmin.organisation.models import School

from .registry import Column, Offer, Row, offer

AT_ONCE = 1000
STATES = {
    holdings.ACTIVE: gettext_lazy("in force"), holdings.ENDED: gettext_lazy("ended"), holdings.FUTURE: gettext_lazy("not begun yet"),
}


def grants(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """Every role that was given, also those that ended (S1-132, S2-126)."""
    reach = scope.schools(Register.USERS, *WATCHERS)
    wanted = holdings.Wanted(schools=None if reach is None else frozenset(reach), school=school)
    for row in holdings.rows(holdings.find(wanted, at=scope.at).iterator(chunk_size=AT_ONCE)):
        yield (
            row.person, str(role_label(row.role)), row.school_name or _("the board"), row.target_name, str(STATES[row.state(scope.at)]),
            row.since, row.until, row.giver or _("installation"), row.why, row.ender or "", row.ended_why,
        )


def events(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """What happened, newest first, in the chains that this person may read."""
    reach = scope.schools(Register.AUDIT, Verb.READ)
    found = audit.Event.objects.filter(name__in=[kind.name for kind in visible_kinds(scope)])
    if reach is not None:
        found = found.filter(chain__in=reach)
    if school is not None:
        found = found.filter(chain=school)
    waiting: list = []
    for event in found.order_by("-at", "chain", "-seq").iterator(chunk_size=AT_ONCE):
        waiting.append(event)
        if len(waiting) == AT_ONCE:
            yield from map(as_row, shown(waiting))
            waiting = []
    yield from map(as_row, shown(waiting))


def as_row(event) -> Row:
    return event.at, event.school_name, event.actor_name, event.sentence, event.seq


GRANTS = offer(Offer(
    code="access.grants",
    label=gettext_lazy("Who holds what"),
    help=gettext_lazy("Every role that was given: to whom, where, from when until when, by whom and why."),
    columns=(
        Column(gettext_lazy("Person"), 24), Column(gettext_lazy("Role"), 24), Column(gettext_lazy("School"), 24),
        Column(gettext_lazy("Held on"), 18), Column(gettext_lazy("State"), 14), Column(gettext_lazy("From"), 18),
        Column(gettext_lazy("Until"), 18), Column(gettext_lazy("Given by"), 24), Column(gettext_lazy("Why"), 40),
        Column(gettext_lazy("Ended by"), 24), Column(gettext_lazy("Why it ended"), 40),
    ),
    purposes=ON_COMPLIANCE,
    may=lambda scope: any(scope.may(Register.USERS, verb) for verb in WATCHERS),
    schools=lambda scope: School.objects.within(scope.schools(Register.USERS, *WATCHERS)),
    rows=grants,
))
EVENTS = offer(Offer(
    code="audit.events",
    label=gettext_lazy("Register of events"),
    help=gettext_lazy("What was done in the program: when, where, by whom. It holds no personal data of pupils."),
    columns=(
        Column(gettext_lazy("When"), 18), Column(gettext_lazy("School"), 24), Column(gettext_lazy("By"), 24),
        Column(gettext_lazy("What happened"), 70), Column(gettext_lazy("Number in the register"), 12),
    ),
    purposes=ON_COMPLIANCE,
    may=lambda scope: scope.may(Register.AUDIT, Verb.READ),
    schools=lambda scope: School.objects.within(scope.schools(Register.AUDIT, Verb.READ)),
    rows=events,
))
