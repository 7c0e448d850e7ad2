"""What the register of disclosures answers on «who got data of this pupil?» (GDPR 15(1)(c), 19; S1-78)."""
from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacyadmin import db
from privacyadmin.access.purposes import Ground, Purpose
from students import given
from students.given import Giving

from .models.disclosure_words import Frequency, Method

ONCE: dict[str, str | Promise] = {
    Method.OSO: _("once, by OSO"), Method.SECURE_MAIL: _("once, by secure e-mail"), Method.PORTAL: _("once, in the portal of the party"),
    Method.PAPER: _("once, on paper"), Method.PHONE: _("once, by phone"), Method.PERSON: _("once, in person"),
    Method.OTHER: _("once, another way"),
}
GROUNDS: dict[str, str | Promise] = {                     # as a family reads them
    Ground.CONSENT: _("somebody who decides said yes"), Ground.CONTRACT: _("a contract asks it"), Ground.LEGAL_DUTY: _("the law asks it"),
    Ground.VITAL: _("a life was in danger"), Ground.PUBLIC_TASK: _("it is the task of the school"),
    Ground.LEGITIMATE: _("the school has a good reason that was weighed"),
}
STATEMENT = """
    select p.student_id, p.since, p.until, d.id, d.party_id, party.name, d.is_standing, d.given_on, d.since, d.until, d.method, d.frequency,
        d.categories, d.purpose, d.ground, d.withheld_until
    from processors_disclosurepupil p join processors_disclosure d on d.id = p.disclosure_id
    join processors_party party on party.id = d.party_id
    where p.student_id = any($1) and (
        d.status = 'given' and d.given_on <= $2
        or d.is_standing and d.status in ('decided', 'ended') and greatest(d.since, p.since) <= $2)"""
PURPOSES, FREQUENCIES = dict(Purpose.choices), dict(Frequency.choices)


def givings(pupils: Collection[UUID], on: date, since: date | None) -> Iterator[Giving]:
    """One statement, however many pupils; a disclosure that was recorded in error gave nobody anything."""
    for row in db.project_connection().rows_of_prepared(STATEMENT, "uuid[], date", [list(pupils), on]):
        giving = _giving(row, on)
        if since is None or giving.on >= since or _goes_on_from(giving, since):
            yield giving


def _goes_on_from(giving: Giving, since: date) -> bool:
    return giving.is_standing and (giving.until is None or giving.until > since)


def _giving(row: tuple, on: date) -> Giving:
    student, first, last, key, party, name, is_standing, given_on, since, until, method, frequency, *of_it = row
    categories, purpose, ground, withheld_until = of_it
    return Giving(
        pupil=student, on=max(day for day in (first, since) if day) if is_standing else given_on, to=name,
        kind=FREQUENCIES[frequency] if is_standing else ONCE[method], categories=tuple(categories), purpose=PURPOSES[purpose],
        ground=GROUNDS[ground], url=f"/processors/disclosures/{key}/",
        until=min((day for day in (last, until) if day), default=None) if is_standing else None, is_standing=is_standing, recipient=party,
        source=key, is_withheld=withheld_until is not None and on < withheld_until,
    )


def register() -> None:
    given.provides(givings)
