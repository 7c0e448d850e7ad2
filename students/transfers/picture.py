"""How one transfer stands on a day: what was chosen, what each part of it needs, and what is still missing."""
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from privacyadmin import policy
from privacyadmin.access.catalogue import SPECIAL, Category
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students import consents, marks
from students.models import GuardianRelation, RestrictedUse, Restriction, Transfer, TransferItem, TransferRule
from students.models.transfers import DataSet, Place

from . import rules

PURPOSE = "OVERSTAP"                        # the code of DOMAIN 2.4
SETS = (DataSet.BASIS, DataSet.REPORT, DataSet.MEDICAL)
CATEGORIES = {
    DataSet.BASIS: {Category.ID, Category.CT, Category.FAM, Category.ENR, Category.RES}, DataSet.MEDICAL: set(SPECIAL),
    DataSet.REPORT: {Category.ABS, Category.GUI, Category.TRF},
}


@dataclass
class Picture:
    """Read once for a page or a step."""

    transfer: Transfer
    at: datetime
    items: list[TransferItem] = field(default_factory=list)

    @cached_property
    def on(self):
        return local_day(self.at)

    @cached_property
    def house(self) -> rules.House:
        return rules.house_of(policy.in_force(self.transfer.school, self.on))

    @cached_property
    def rows(self) -> list[TransferRule]:
        return list(TransferRule.objects.on(self.on))

    @cached_property
    def marks(self) -> marks.Marks:
        return marks.of_pupil(self.transfer.student_id, at=self.at)

    @cached_property
    def is_allowed(self) -> bool:
        return is_allowed(self.transfer, at=self.at)

    @cached_property
    def consent(self) -> consents.Consent:
        found = consents.of([self.transfer.student_id], PURPOSE, occasion=self.transfer.pk, on=self.on)
        return found[self.transfer.student_id]

    @cached_property
    def to_kind(self) -> str:
        to_sector = self.transfer.to_school.sector if self.transfer.to_school else ""
        return rules.place_of(self.transfer.to_kind, to_sector, self.house)

    @property
    def is_move(self) -> bool:
        """A move within the board that is no transfer (S1-45)."""
        return self.to_kind == Place.GROUP

    def restricted(self, categories: Collection[str]) -> str:
        """Why these parts may not be passed on; empty when they may, or when somebody answered for a use that the law leaves open."""
        return "" if not self.marks.restricts(categories) or self.is_allowed else restricted_words()

    def state(self, categories: Collection[str]) -> rules.State:
        transfer = self.transfer
        return rules.State(
            on=self.on, has_consent=self.consent.is_valid, offered_on=transfer.offered_on, seen_on=transfer.seen_on,
            is_ordered=transfer.is_ordered, restricted=self.restricted(categories),
        )

    def demand(self, data_set: DataSet, *, is_special: bool = False) -> rules.Demand:
        return rules.demand(
            data_set, from_kind=self.transfer.school.sector, to_kind=self.to_kind, rows=self.rows, house=self.house, is_special=is_special
        )

    @cached_property
    def chosen(self) -> dict[tuple[DataSet, bool], set[str]]:
        """The parts of the file of which something was chosen, each with its categories; special things inside the report apart."""
        found: dict[tuple[DataSet, bool], set[str]] = {}
        for item in self.items:
            data_set = rules.set_of(item.category, is_in_report=item.is_in_report, to_kind=self.to_kind)
            is_special = item.category in SPECIAL and data_set == DataSet.REPORT
            found.setdefault((data_set, is_special), set()).add(item.category)
        return found

    @cached_property
    def answers(self) -> list[rules.Answer]:
        """Of what was chosen: may it go, and if not, why."""
        return [
            rules.judge(self.demand(data_set, is_special=is_special), self.state(categories))
            for (data_set, is_special), categories in self.chosen.items()
        ]

    @property
    def demands(self) -> list[rules.Demand]:
        return [self.demand(data_set, is_special=is_special) for data_set, is_special in self.chosen]

    @property
    def needs_copy(self) -> bool:
        return rules.needs_copy(self.demands, is_asked=self.transfer.is_copy_asked)

    @property
    def needs_consent(self) -> bool:
        return any(each.consent for each in self.demands)

    @property
    def may_be_ordered(self) -> bool:
        """Whether consent is asked by the school alone, of something that the law orders (C-04)."""
        return any(each.consent == rules.Origin.HOUSE for each in self.demands) and not self.transfer.is_ordered

    def whole(self) -> list[rules.Answer]:
        """Of every part that there is, for «may this file go to school X?»."""
        if self.is_move:
            sets: tuple[DataSet, ...] = (DataSet.WHOLE,)
        else:
            sets = (DataSet.ADMISSIBILITY, DataSet.MEDICAL) if self.to_kind == Place.SWV else SETS
        return [rules.judge(self.demand(each), self.state(CATEGORIES.get(each, {*CATEGORIES[DataSet.BASIS]}))) for each in sets]


def restricted_words() -> str:
    return _("The processing of a part of this is restricted: it may be kept, but not passed on or changed (GDPR 18).")


def picture_of(transfer: Transfer, scope: Scope) -> Picture:
    """Of a transfer that stands; its items are read here."""
    known = getattr(transfer, "picture", None)
    if known is None:
        items = list(transfer.items.select_related("entry__data_category", "file__entry__data_category").defer("entry__sealed"))
        known = transfer.picture = Picture(transfer, scope.at, items)       # type: ignore[attr-defined] # read once for a page
    return known


def imagined(student_id: UUID, school: School, *, to_kind: str, to_school: School | None, at: datetime) -> Picture:
    """Of one that nobody started yet: nothing was shown, nobody said yes."""
    return Picture(Transfer(student_id=student_id, school=school, to_kind=to_kind, to_school=to_school), at)


def is_allowed(transfer: Transfer, *, at: datetime) -> bool:
    """Whether somebody answered for this use in each restriction that stands now; one that was set later asks anew (GDPR 18(2))."""
    if not transfer.allowed_use:
        return False
    noted = RestrictedUse.objects.filter(ground=transfer.allowed_use, at__in=transfer.history.values("history_date"))
    standing = Restriction.objects.in_force(at=at).filter(student=transfer.student_id)
    return not standing.exclude(pk__in=noted.values("restriction")).exists()


def has_secret_address(student_id: UUID) -> bool:
    """Whether somebody of the family keeps his address secret: then no address goes along (DOMAIN 1.6)."""
    return GuardianRelation.objects.filter(student=student_id, guardian__has_secret_address=True).exists()
