"""Transfers that were sent, for «who got data of this pupil» (GDPR 15(1)(c), 19)."""
from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from students import given
from students.models import Transfer
from students.models.transfers import Place


def sent(pupils: Collection[UUID], on: date, since: date | None) -> Iterator[given.Giving]:
    """What went to a next school, and what moved along within the board; one query."""
    found = Transfer.objects.filter(student__in=pupils, sent_on__lte=on)
    if since:
        found = found.filter(sent_on__gte=since)
    for row in found.annotate(kinds=ArrayAgg("items__category", distinct=True, default=[])):
        assert row.sent_on is not None                # as was asked
        yield given.Giving(
            pupil=row.student_id, on=row.sent_on, to=row.to_name, kind=_("transfer to another school"),
            categories=tuple(sorted(kind for kind in row.kinds if kind)), purpose=PURPOSES.get(row.to_kind, NEXT_SCHOOL),
            ground=_("legal obligation and public task (GDPR 6(1)(c) and (e))"), url=row.get_absolute_url(), source=row.pk,
            kept_under=Category.TRF.value,
        )


NEXT_SCHOOL = _("So that the next school can teach and guide the pupil from the first day.")
PURPOSES = {Place.SWV.value: _("So that the partnership can decide on extra support for the pupil.")}


def register() -> None:
    given.provides(sent)
