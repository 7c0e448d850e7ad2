"""May this part of a file go to that school, and what does it need first: rule table, house rules and facts (2.11; C-04…06, C-22).

The law is the floor: a house rule may ask more, never less.
"""
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import SPECIAL, Category
from students.models.transfers import Channel, CopyRule, DataSet, Fact, Place

CODE = re.compile(r"[SCT]?[0-9][0-9.]*(-[0-9]+)?\Z|C-[0-9]+\Z")          # S1-43, C-04, T1, 2.11
LOOKS_FOR = timedelta(days=7)               # after it was shown, who did not look cannot hold it up (T1, S2-154: no veto)
LEFT_OUT = frozenset({Category.ADV, Category.FIN, Category.IMG, Category.BSN})      # no entry of these goes along (S1-115, S1-122)
BASIS = frozenset({Category.ID, Category.CT, Category.FAM, Category.ENR, Category.RES, Category.BSN})       # S1-43
FROM_SECONDARY = (Place.VO, Place.MBO)


class Verdict(StrEnum):
    YES = "yes"
    NOT_YET = "not_yet"
    NO = "no"


class Origin(StrEnum):
    LAW = "law"
    HOUSE = "house"


@dataclass(frozen=True)
class Reason:
    """One sentence with the rule behind it, and whether the law or the school itself wants it."""

    words: str
    rule: str
    origin: Origin = Origin.LAW

    @property
    def article(self) -> str:
        """What somebody can look up: the article of a law, without the codes of the rule table."""
        return "; ".join(part for each in re.split("[;,]", self.rule) if (part := each.strip()) and not CODE.match(part))


@dataclass(frozen=True)
class House:
    """The rules of the school that sends."""

    asks_consent: bool                      # C-04
    special_by_consent: bool                # C-05
    gives_copy: bool                        # C-22
    group_is_transfer: bool                 # S1-45


def house_of(policy: Any) -> House:
    return House(
        asks_consent=policy.vo_transfer_consent == "ask", special_by_consent=policy.special_data_transfer == "consent",
        gives_copy=policy.transfer_copy_to_parents, group_is_transfer=policy.transfer_within_group_is_transfer,
    )


@dataclass(frozen=True)
class Demand:
    """What one part of a file needs before it goes."""

    data_set: DataSet
    is_known: bool = True
    consent: Origin | None = None
    inspection: bool = False
    copy: CopyRule = CopyRule.NONE
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class State:
    """What has been done for a transfer up to a day."""

    on: date
    has_consent: bool = False
    offered_on: date | None = None
    seen_on: date | None = None
    is_ordered: bool = False                # sent without an answer, as the law orders (C-04)
    restricted: str = ""                    # why use of it is restricted (GDPR 18)

    @property
    def had_its_look(self) -> bool:
        return bool(self.seen_on or (self.offered_on and self.offered_on + LOOKS_FOR <= self.on))


@dataclass(frozen=True)
class Answer:
    data_set: DataSet
    verdict: Verdict
    reasons: tuple[Reason, ...]


def set_of(category: Category | str, *, is_in_report: bool, to_kind: str) -> DataSet:
    """The part of the file that something of this category belongs to; special data outside the report is asked apart (C-05)."""
    if category in SPECIAL and not is_in_report:
        return DataSet.MEDICAL
    if to_kind == Place.SWV:
        return DataSet.ADMISSIBILITY
    return DataSet.BASIS if category in BASIS else DataSet.REPORT


def place_of(to_kind: str, to_sector: str, house: House) -> str:
    """Where it counts as going: inside the board it is no transfer, unless the board says that it is (S1-45, S1-125)."""
    return to_sector if to_kind == Place.GROUP and house.group_is_transfer and to_sector else to_kind


def row_for(rows: Iterable[Any], from_kind: str, to_kind: str, data_set: str) -> Any | None:
    """The row of the day that says most of this; None where the table has none."""
    fits = [
        row for row in rows
        if row.data_set == data_set and row.from_kind in (from_kind, Place.ANY) and row.to_kind in (to_kind, Place.ANY)
    ]
    return min(fits, key=lambda row: (row.from_kind == Place.ANY) + (row.to_kind == Place.ANY), default=None)


def demand(data_set: DataSet, *, from_kind: str, to_kind: str, rows: Sequence[Any], house: House, is_special: bool = False) -> Demand:
    """What this part needs between these two kinds of school, by the rows of the day. `is_special`: special data inside the report."""
    if to_kind == Place.GROUP:
        return Demand(DataSet.WHOLE, reasons=(moves_along(),))
    if data_set == DataSet.BASIS:
        table = row_for(rows, from_kind, to_kind, DataSet.REPORT)
        words = _("The basic set goes along without consent: it belongs to the public task of the school.")
        reason = Reason(words, _("S1-43; GDPR 6(1)(e)"))
        if table is None:
            return Demand(data_set, is_known=False)
        copy = _copy(table, house)
        return Demand(data_set, inspection=table.needs_inspection, copy=copy, reasons=(reason, *_of_copy(copy, table)))
    row = row_for(rows, from_kind, to_kind, data_set)
    if row is None:
        return Demand(data_set, is_known=False)
    found = _of_row(data_set, row, house)
    if data_set == DataSet.REPORT and not row.needs_consent:
        found = _by_house(found, row, from_kind, to_kind, house, is_special=is_special)
    return found


def moves_along() -> Reason:
    return Reason(_("A move within the board is no transfer: the file moves along, and that is recorded."), "S1-45, S1-125", Origin.HOUSE)


def _of_row(data_set: DataSet, row: Any, house: House) -> Demand:
    """What the table itself asks."""
    copy = _copy(row, house)
    if row.needs_consent:
        reasons = [Reason(_("Consent is needed for this part."), row.source)]
    elif data_set == DataSet.ADMISSIBILITY:
        reasons = [Reason(_("No consent is needed; the parents are informed. The citizen service number stays here."), row.source)]
    else:
        reasons = [Reason(_("No consent is needed: the law orders this report."), row.source)]
    return Demand(
        data_set, consent=Origin.LAW if row.needs_consent else None, inspection=row.needs_inspection, copy=copy,
        reasons=(*reasons, *_of_copy(copy, row)),
    )


def _copy(row: Any, house: House) -> CopyRule:
    """A house rule gives a copy or leaves it to who asks; what the law gives no setting takes away (C-22)."""
    return CopyRule.ON_REQUEST if row.copy == CopyRule.HOUSE and not house.gives_copy else CopyRule(row.copy)


def _of_copy(copy: CopyRule, row: Any) -> list[Reason]:
    if copy == CopyRule.YES:
        return [Reason(_("The parents get a copy."), "C-22, S2-150; WPO 42")]
    if copy == CopyRule.HOUSE:
        return [Reason(_("The parents get a copy."), "C-22, S2-150", Origin.HOUSE)]
    return [Reason(_("The parents get a copy when they ask for it."), row.source)] if copy == CopyRule.ON_REQUEST else []


def _by_house(found: Demand, row: Any, from_kind: str, to_kind: str, house: House, *, is_special: bool) -> Demand:
    """What the school asks on top: consent from a secondary school, or for special data inside the report too."""
    if is_special and house.special_by_consent:
        words = _("Special data goes along only with consent, also inside the report.")
        return replace(found, consent=Origin.LAW, reasons=(*found.reasons, Reason(words, "C-05, S1-44", Origin.HOUSE)))
    if house.asks_consent and from_kind == Place.VO and to_kind in FROM_SECONDARY:
        words = _("The school asks consent all the same. The law does not since 1 August 2020, and who says nothing cannot stop it.")
        return replace(found, consent=Origin.HOUSE, reasons=(*found.reasons, Reason(words, "C-04, S1-124, S2-151", Origin.HOUSE)))
    return found


def judge(wanted: Demand, state: State) -> Answer:
    """Yes, not yet or no, with every reason."""
    if not wanted.is_known:
        words = _("The rule table has no row for this between these two kinds of school on this day.")
        return Answer(wanted.data_set, Verdict.NO, (Reason(words, "2.11"),))
    if state.restricted:
        return Answer(wanted.data_set, Verdict.NO, (Reason(state.restricted, _("GDPR 18; S2-186")),))
    waits = tuple(_waits(wanted, state))
    verdict = Verdict.NOT_YET if waits else Verdict.YES
    return Answer(wanted.data_set, verdict, (*waits, *wanted.reasons))


def _waits(wanted: Demand, state: State) -> Iterable[Reason]:
    is_settled = state.has_consent or (wanted.consent == Origin.HOUSE and state.is_ordered)
    if wanted.consent and not is_settled:
        yield Reason(_("There is no consent for this occasion yet."), "S1-127, S2-152", wanted.consent)
    if wanted.inspection and not state.had_its_look:
        words = _("The family can look first: it has looked, or seven days have passed since it was shown.")
        yield Reason(words, "T1, T4, S2-154")


def needs_copy(demands: Iterable[Demand], *, is_asked: bool) -> bool:
    """Whether it cannot be closed before the parents have their copy (S2-150)."""
    wanted = {each.copy for each in demands}
    return bool(wanted & {CopyRule.YES, CopyRule.HOUSE}) or (is_asked and CopyRule.ON_REQUEST in wanted)


def worst(answers: Iterable[Answer]) -> Verdict:
    """What holds for all of it together."""
    found = {answer.verdict for answer in answers}
    return next((each for each in (Verdict.NO, Verdict.NOT_YET) if each in found), Verdict.YES)


def item_objection(to_kind: str, *, fact: str = "", category: str = "", why: str = "") -> str:
    """Why this one thing cannot go along; empty when it can (S1-115, S1-122, C-05, S2-110; no number to the partnership)."""
    if fact == Fact.BSN and to_kind == Place.SWV:
        return _("The partnership for special support gets no citizen service number.")
    if not fact and category in LEFT_OUT:
        return _("Things of this kind do not go to another school.")
    if needs_why(category) and not fact and not why.strip():
        return _("Say of each special or sensitive thing why it goes along.")
    return ""


def needs_why(category: str) -> bool:
    """What is special or sensitive has a reason of its own (C-05)."""
    return category in SPECIAL or category == Category.GUI


def sending_objection(channel: str, sent_on: date, applied_on: date | None, today: date) -> str:
    """Why it cannot be sent on this day by this way: by OSO never before the application there (T4, C-06)."""
    if sent_on > today:
        return _("This day lies in the future. Fill in when it was sent.")
    if channel == Channel.OSO and (applied_on is None or sent_on < applied_on):
        return _("Nothing goes by OSO before the pupil has applied at the next school. Fill in when that was.")
    return ""
