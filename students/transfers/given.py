"""Transfers that were sent, for «who got data of this pupil» (GDPR 15(1)(c), 19)."""
from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import db
from privacyadmin.access.catalogue import Category
from students import given
from students.models.transfers import Place

# Written out, as the disclosures are: put together as a queryset it cost as much as all the rest of the question.
STATEMENT = """
    select t.id, t.student_id, t.sent_on, t.to_name, t.to_kind,
        array(select distinct i.category from students_transferitem i where i.transfer_id = t.id order by i.category)
    from students_transfer t
    where t.student_id = any($1) and t.sent_on <= $2 and ($3 is null or t.sent_on >= $3) order by t.due_on, t.id"""


def sent(pupils: Collection[UUID], on: date, since: date | None) -> Iterator[given.Giving]:
    """What went to a next school, and what moved along within the board; one query."""
    for row in db.project_connection().rows_of_prepared(STATEMENT, "uuid[], date, date", [list(pupils), on, since]):
        key, student, sent_on, name, kind, categories = row
        yield given.Giving(
            pupil=student, on=sent_on, to=name, kind=_("transfer to another school"),
            categories=tuple(categories), purpose=PURPOSES.get(kind, NEXT_SCHOOL),
            ground=_("legal obligation and public task (GDPR 6(1)(c) and (e))"), url=reverse("students:transfer", args=[key]), source=key,
            kept_under=Category.TRF.value,
        )


NEXT_SCHOOL = _("So that the next school can teach and guide the pupil from the first day.")
PURPOSES = {Place.SWV.value: _("So that the partnership can decide on extra support for the pupil.")}


def register() -> None:
    given.provides(sent)
