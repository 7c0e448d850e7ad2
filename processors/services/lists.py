"""That somebody of a school looked at its list of parties and found it complete (S1-53)."""
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from processors import events
from processors.models import ListConfirmation, PartyUse

from .parties import keeps


def may_confirm(scope: Scope, school: Any) -> bool:
    """The director of the school, or the privacy coordinator."""
    return scope.holds(Role.DIRECTOR, school=school) or keeps(scope, school)


@transaction.atomic
def confirm(school: School, *, by: Scope, at: datetime) -> ListConfirmation:
    """The list of this school is complete today."""
    if not may_confirm(by, school.pk):
        raise NotAllowed(_("The director of the school confirms its list."))
    parties = PartyUse.objects.on(by.on).of_school(school).values("party").distinct().count()
    row = ListConfirmation(school=school, confirmed_on=by.on, at=at, by=by.user, parties=parties)
    row.save(force_insert=True)
    audit.record(events.LIST_CONFIRMED, about=row, school=school, by=by, at=at, parties=parties)
    return row


def last_confirmed(schools: Iterable[School]) -> dict[UUID, ListConfirmation]:
    """Of each school the last time, in one query."""
    rows = ListConfirmation.objects.filter(school__in=list(schools)).select_related("by").order_by("school_id", "-at").distinct("school_id")
    return {row.school_id: row for row in rows}
