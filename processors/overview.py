"""What stands on the lists of a school: its parties, the red ones, what it shows to everybody; a few queries for all schools at once."""
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin import policy
from privacyadmin.access.catalogue import Category
from privacyadmin.organisation.models import School
from privacyadmin.policy.models import PolicyVersion

from .models import Agreement, PartyUse, Product, PublicList
from .models.catalogue import Paper
from .publishing import Source
from .rules import countries, red
from .rules.papers import paper_for

Agreements = dict[UUID, list[red.Held]]


@dataclass(frozen=True)
class Line:
    """One party on the list of one school."""

    use: PartyUse
    school: School
    needed: str
    verdict: red.Verdict
    product: str = ""                    # a product without a sheet

    @property
    def reason(self) -> Any:
        return red.WORDS.get(self.verdict.red, "")

    @property
    def warnings(self) -> list[Any]:
        return [red.WORDS[each] for each in self.verdict.warnings]


@dataclass(frozen=True)
class Figure:
    """Of one school: how many parties need an agreement, how many have none, and the figure of a hundred."""

    school: School
    needed: int
    reds: int

    @property
    def of_hundred(self) -> int:
        return red.figure(self.reds, self.needed)


def lines(schools: Iterable[School], *, on: date, parties: Iterable[UUID] | None = None) -> list[Line]:
    """Every use of a party in these schools, judged; four queries, however many there are."""
    schools = list(schools)
    uses = PartyUse.objects.on(on).filter(Q(school=None) | Q(school__in=schools)).select_related("party")
    if parties is not None:
        uses = uses.filter(party__in=parties)
    rows = list(uses.order_by("party__name", "service"))
    keys = {use.party_id for use in rows}
    agreements, using = agreements_of(keys, on), schools_using(keys, on)
    return [line for use in rows for line in judged(use, schools, agreements.get(use.party_id, []), using.get(use.party_id, 1))]


def judged(use: PartyUse, schools: list[School], agreements: list[red.Held], schools_using: int) -> Iterator[Line]:
    """One line per school that uses it; schools under the same agreements are judged once."""
    needed = paper_for(use.role, is_duty=use.is_duty)
    known: dict[tuple[bool, ...], red.Verdict] = {}
    for school in schools:
        if use.school_id not in (None, school.pk):
            continue
        covered = tuple(each.covers(school.pk) for each in agreements)
        if covered not in known:
            known[covered] = red.judge(
                needed, agreements, school=school.pk, categories=use.categories, schools_using=schools_using
            )
        yield Line(use, school, needed, known[covered])


def agreements_of(parties: Iterable[UUID], on: date) -> Agreements:
    """What is known of the agreements of these parties; four queries."""
    found: Agreements = defaultdict(list)
    rows = Agreement.objects.filter(party__in=parties).annotate(ticked=Count("clauses", filter=Q(clauses__is_there=True)))
    for row in rows.order_by().prefetch_related("coverages", "transfers", "subprocessors"):
        found[row.party_id].append(red.Held(
            paper=row.paper, state=row.state_on(on), of_board=row.school_id is None, covers_all=row.covers_all,
            schools=frozenset(each.school_id for each in row.coverages.all()), categories=frozenset(row.categories), clauses=row.ticked,
            is_minimised=row.paper != Paper.PROCESSING or row.minimised_on is not None, is_kept_in=is_kept_in(row, on),
        ))
    return found


def is_kept_in(agreement: Agreement, on: date) -> bool:
    """Whether all data stays in the EEA, or leaves it by a valid way."""
    engaged = (each for each in agreement.subprocessors.all() if each.state not in ("ended", "objected"))
    rows: list[Any] = [*agreement.transfers.all(), *engaged]
    return not any(countries.objection_to(row.country, row.mechanism, on, has_assessment=row.is_assessed) for row in rows)


def schools_using(parties: Iterable[UUID], on: date) -> dict[UUID, int]:
    """How many schools use each party; a use of the whole board is every school (S1-50)."""
    rows = PartyUse.objects.on(on).filter(party__in=parties).order_by().values("party")
    counted = rows.annotate(named=Count("school", distinct=True), board=Count("pk", filter=Q(school=None)))
    all_schools = School.objects.count()
    return {row["party"]: all_schools if row["board"] else row["named"] for row in counted}


def figures(found: Iterable[Line], schools: Iterable[School]) -> list[Figure]:
    """Per school, counted in parties: one that is red for one use is red."""
    needed: dict[UUID, set[UUID]] = defaultdict(set)
    reds: dict[UUID, set[UUID]] = defaultdict(set)
    for line in found:
        if line.needed != Paper.NONE:
            needed[line.school.pk].add(line.use.party_id)
        if line.verdict.red:
            reds[line.school.pk].add(line.use.party_id)
    return [Figure(school, len(needed[school.pk]), len(reds[school.pk])) for school in schools]


def products_without_sheet(schools: Iterable[School], *, on: date) -> list[tuple[Product, School]]:
    """Products in use of which no sheet was filed (S1-42); one query."""
    schools = list(schools)
    rows = Product.objects.filter(sheets=None).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    found = rows.select_related("party").prefetch_related("uses").order_by("party__name", "name")
    used = ((product, {use.school_id for use in product.uses.all()}) for product in found)
    return [(product, school) for product, keys in used for school in schools if None in keys or school.pk in keys]


# What everybody may read (S1-82, C-08).

COLUMNS = {
    "service": _("what it does"), "purpose": _("purpose"), "categories": _("kinds of data"), "country": _("country"),
    "agreed_on": _("date of the agreement"), "schools": _("schools"),
}


def is_public(school: School, on: date) -> bool:
    try:
        return bool(policy.in_force(school, on).publish_processor_list)
    except PolicyVersion.DoesNotExist:
        return False


def columns(school: School, on: date) -> list[str]:
    return [code for code in COLUMNS if code in (policy.in_force(school, on).processor_list_columns or [])]


def public_rows(schools: Iterable[School], on: date) -> dict[UUID, list[dict]]:
    """Per school the parties that get data of its pupils; no contacts, no notes, nothing of a person. Three queries."""
    schools = list(schools)
    uses = PartyUse.objects.on(on).filter(Q(school=None) | Q(school__in=schools)).select_related("party", "school").defer("school__logo")
    rows = list(uses.order_by("party__name", "service", "pk"))
    agreed = agreed_on({use.party_id for use in rows}, on)
    found: dict[UUID, list[dict]] = {school.pk: [] for school in schools}
    for use in rows:
        for school in schools:
            if use.school_id in (None, school.pk):
                found[school.pk].append(_public_row(use, school, agreed))
    return found


def _public_row(use: PartyUse, school: School, agreed: dict) -> dict:
    dates = [day for covers, day in agreed.get(use.party_id, []) if covers is None or school.pk in covers]
    return {
        "name": use.party.name, "website": use.party.website, "role": use.role, "service": use.service, "purpose": use.purpose,
        "categories": sorted(use.categories), "country": use.party.country, "agreed_on": max(dates).isoformat() if dates else "",
        "schools": school.name if use.school_id else "",
    }


def agreed_on(parties: Iterable[UUID], on: date) -> dict[UUID, list[tuple[set | None, date]]]:
    found: dict[UUID, list[tuple[set | None, date]]] = defaultdict(list)
    rows = Agreement.objects.valid(on=on).filter(party__in=parties, controller_signed_on__isnull=False)
    for row in rows.order_by().prefetch_related("coverages"):
        covers = None if row.covers_all else {each.school_id for each in row.coverages.all()}
        found[row.party_id].append((covers, row.controller_signed_on))
    return found


def labels(codes: Iterable[str]) -> list[str]:
    return [str(Category(code).label) for code in codes]


PUBLIC = Source(PublicList.PROCESSORS, is_public=is_public, columns=columns, rows=public_rows)
