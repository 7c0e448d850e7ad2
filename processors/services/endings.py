"""An agreement ends: does what we use the party for end too? Else the party has data without an agreement (S1-42, S1-48)."""
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from privacyadmin.access.scope import Scope
from processors.models import Agreement, PartyUse

from . import parties


def uses_under(agreement: Agreement, *, after: date) -> QuerySet[PartyUse]:
    """What the party is used for at the schools of the agreement, and goes on after a day."""
    rows = PartyUse.objects.filter(party=agreement.party_id).exclude(until__lte=after + timedelta(days=1))
    if agreement.covers_all:
        return rows
    covered = agreement.coverages.values("school")
    return rows.filter(Q(school__in=covered) | Q(school=agreement.school_id, school__isnull=False))


def end_uses(agreement: Agreement, *, last_day: date, by: Scope, at: datetime) -> int:
    """Each of them gets this last day; how many ended. Raises NotAllowed for a use of which this person does not keep the register."""
    rows = list(uses_under(agreement, after=last_day).order_by("pk"))
    for row in rows:
        until = max(last_day + timedelta(days=1), row.since)
        parties.change_use(row, values={"until": until}, by=by, at=at)
    return len(rows)
