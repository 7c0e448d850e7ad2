"""Two records of one person become one, in one transaction; it cannot be undone (issue 3; GDPR 5(1)(d), S1-06)."""
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, history
from privacyadmin.access.scope import Scope
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students import events
from students.imports.apply import one_at_a_time
from students.imports.difference import Stale
from students.merging import WHY, Pair, Who, follows_of
from students.models import Guardian, Merge, MergeKind, Student, TwoPeople, WhyTwo
from students.models.guardians import ADDRESS_LABEL

from . import cases, comparing, numbers, restrictions
from .comparing import ABSORBED, ADDRESS, ASKED, CLOSED, KEPT, Comparison

Row = TypeVar("Row", Student, Guardian)


@dataclass(frozen=True)
class Decisions:
    """What somebody chose: which value holds, whose authority stands, which cases are closed, and why."""

    reason: str
    fields: Mapping[str, str] = field(default_factory=dict)                # field → survivor or absorbed
    trusted: Collection[UUID] = ()                                         # relations whose authority holds for the whole
    closed: Collection[UUID] = ()                                          # cases that are not carried over
    allowed: str = ""                                                      # what allows it while processing is restricted (GDPR 18(2))

    def takes(self, name: str) -> bool:
        """Whether the value of the record that goes holds."""
        return self.fields.get(name) == ABSORBED


@transaction.atomic
def merge_pupils(survivor: UUID, absorbed: UUID, *, decisions: Decisions, shown: str, by: Scope, at: datetime) -> Merge:
    """Everything of the one goes along to the other, whose record stays. Raises NotAllowed; Stale when something changed meanwhile."""
    kept, gone = _locked(Who.PUPIL, survivor, absorbed, by)
    found = comparing.pupils(kept, gone, by=by, at=at)
    _check(found, shown, decisions)
    for restriction in found.restrictions:
        what = _("Merged with another record of the same pupil")
        restrictions.note_use(restriction, ground=decisions.allowed, what=what, by=by, at=at)
    for case in found.cases:
        if case.pk in decisions.closed:
            cases.close_case(case, by=by, at=at)
    asked = frozenset(each.pk for each in found.one_sided) - frozenset(decisions.trusted)
    pair = Pair(Who.PUPIL, gone.pk, kept.pk, by, at, asked_again=asked)
    counts = _follow(pair)
    _take_bsn(kept, gone, at)
    _take(kept, gone, found, decisions)
    kept.eck_id = kept.eck_id or gone.eck_id
    if gone.strict16_on and (kept.strict16_on is None or gone.strict16_on < kept.strict16_on):
        kept.strict16_on, kept.strict16_asked_by = gone.strict16_on, gone.strict16_asked_by
    _replace(kept, gone, pair)
    return _record(found, pair, decisions, counts, events.PUPILS_MERGED)


@transaction.atomic
def merge_guardians(survivor: UUID, absorbed: UUID, *, decisions: Decisions, shown: str, by: Scope, at: datetime) -> Merge:
    """One parent who stood there twice: the children of both are his, and nobody gains by it. Raises as `merge_pupils` does."""
    kept, gone = _locked(Who.GUARDIAN, survivor, absorbed, by)
    found = comparing.guardians(kept, gone, by=by, at=at)
    _check(found, shown, decisions)
    pair = Pair(Who.GUARDIAN, gone.pk, kept.pk, by, at)
    counts = _follow(pair)
    _take_address(kept, gone, decisions.takes(ADDRESS), at)
    _take(kept, gone, found, decisions)
    kept.key = kept.key or gone.key
    kept.has_secret_address = kept.has_secret_address or gone.has_secret_address
    kept.needs_own_address = kept.needs_own_address and not (kept.user_id or gone.user_id)
    _replace(kept, gone, pair)
    return _record(found, pair, decisions, counts, events.GUARDIANS_MERGED)


@transaction.atomic
def keep_apart(kind: MergeKind, one: UUID, other: UUID, *, why: WhyTwo | str, by: Scope, at: datetime) -> None:
    """Somebody looked: these are two people. The pair is offered no more."""
    if reason := comparing.why_not(by, Who(kind), one, other):
        raise NotAllowed(reason)
    note_two(kind, one, other, why=why, by=by, at=at)


def note_two(kind: MergeKind, one: UUID, other: UUID, *, why: WhyTwo | str, by: Scope, at: datetime) -> None:
    """The same, said in passing: by who parts two guardians, or enters a child who is another."""
    if TwoPeople.objects.filter(one=one, other=other).exists():
        return
    both = [TwoPeople(kind=kind, one=one, other=other, why=why, by=by.user, at=at) for one, other in ((one, other), (other, one))]
    TwoPeople.objects.bulk_create(both)
    audit.record(events.TWO_PEOPLE, about=one, school=None, by=by, at=at, other=other, why=str(why))


# Before.


def _locked(who: Who, survivor: UUID, absorbed: UUID, by: Scope) -> tuple[Any, Any]:
    """Both rows, in one order so that two people never wait for each other; no import of their schools runs meanwhile."""
    if survivor == absorbed:
        raise NotAllowed(_("This is one record already."))
    if reason := comparing.why_not(by, who, survivor, absorbed):
        raise NotAllowed(reason)
    schools = School.objects.filter(pk__in=comparing.schools_of(who, survivor, absorbed)).order_by("brin").values_list("brin", flat=True)
    for brin in dict.fromkeys(schools):
        one_at_a_time(f"edexml:{brin}")
    one_at_a_time("guardians")
    everybody: Any = Student.objects.with_places(on=by.on) if who == Who.PUPIL else Guardian.objects.all()
    rows = everybody.select_for_update(of=("self",)).filter(pk__in=[survivor, absorbed]).order_by("pk")
    found: dict[UUID, Any] = {row.pk: row for row in rows}
    if len(found) < 2:
        raise NotAllowed(_("Somebody else has merged one of these already."))
    return found[survivor], found[absorbed]


def _check(found: Comparison, shown: str, decisions: Decisions) -> None:
    if found.in_the_way:
        raise NotAllowed(found.in_the_way[0])
    if found.restrictions and not decisions.allowed:
        raise NotAllowed(_("Processing is restricted for one of the two (GDPR 18): merge them when that is over, or say what allows it."))
    if shown != found.digest:
        raise Stale


# The merge itself.


def _follow(pair: Pair) -> dict[str, int]:
    """Everything of which an app said how it follows; per model how many pairs became one."""
    united: dict[str, int] = {}
    for follow in follows_of(pair.who):
        done = follow.carry_out(pair)
        if done.united:
            united[follow.label] = united.get(follow.label, 0) + done.united
    return united


def _take(kept: Row, gone: Row, found: Comparison, decisions: Decisions) -> None:
    """The values of the record that goes, where somebody chose them."""
    for each in found.differing:
        if each.name != ADDRESS and decisions.takes(each.name):
            setattr(kept, each.name, getattr(gone, each.name))


def _take_bsn(kept: Student, gone: Student, at: datetime) -> None:
    """The number is bound to its row: sealed anew where only the record that goes has one."""
    if gone.bsn_sealed and not kept.bsn_sealed:
        number = numbers.opened(gone, crypto.Keyring.for_subjects([gone.pk]))
        kept.bsn_sealed = crypto.Keyring.ensure([kept.pk], at=at).seal(kept.pk, number, label=numbers.LABEL, row_id=kept.pk)


def _take_address(kept: Guardian, gone: Guardian, is_taken: bool, at: datetime) -> None:
    if not is_taken:
        return
    if gone.address_sealed is None:
        kept.address_sealed = None
        return
    address = crypto.Keyring.for_subjects([gone.pk]).open(gone.pk, gone.address_sealed, label=ADDRESS_LABEL, row_id=gone.pk)
    kept.address_sealed = crypto.Keyring.ensure([kept.pk], at=at).seal(kept.pk, address, label=ADDRESS_LABEL, row_id=kept.pk)


def _replace(kept: Row, gone: Row, pair: Pair) -> None:
    """The record goes, and its last version stays; the database refuses while anything still points at it."""
    left = gone.user
    history.delete(gone, at=pair.at, by=pair.by, why=WHY)
    if left is not None:
        kept.user = _one_account(left, kept.user, pair) if kept.user else left
    history.save(kept, at=pair.at, by=pair.by, why=WHY)


def _one_account(left: User, own: User, pair: Pair) -> User:
    """The account of the record that stays, or the only one that is open; what was asked and received goes along, the other is closed."""
    goes, stays = (own, left) if left.is_active and not own.is_active else (left, own)
    for follow in follows_of(Who.ACCOUNT):
        follow.carry_out(Pair(Who.ACCOUNT, goes.pk, stays.pk, pair.by, pair.at))
    if goes.is_active:
        accounts.close(goes, by=pair.by, at=pair.at)
    return stays


# Afterwards.


def _record(found: Comparison, pair: Pair, decisions: Decisions, united: dict[str, int], event: Any) -> Merge:
    choices: dict[str, str] = {each.name: decisions.fields.get(each.name, comparing.SURVIVOR) for each in found.differing}
    choices |= {f"relation:{each.pk}": ASKED if each.pk in pair.asked_again else KEPT for each in found.one_sided}
    choices |= {f"case:{case.pk}": CLOSED if case.pk in decisions.closed else comparing.MOVED for case in found.cases}
    merge = Merge(
        kind=pair.who.value, absorbed=pair.absorbed, survivor=pair.survivor, by=pair.by.user, at=pair.at, reason=decisions.reason,
        choices=choices, moved={model._meta.label: count for model, count in found.moving.items()}, united=united,
    )
    merge.save(force_insert=True)
    _stay_apart(pair)
    audit.record(
        event, about=pair.survivor, school=None, by=pair.by, at=pair.at, merge=merge.pk, absorbed=pair.absorbed,
        moved=sum(found.moving.values()), united=sum(united.values()), fields=sorted(choices)[:100],
    )
    return merge


def _stay_apart(pair: Pair) -> None:
    """Who was no one person with the record that went, is none with the one that stays."""
    others = TwoPeople.objects.filter(one=pair.absorbed).exclude(other=pair.survivor)
    for other, why in others.values_list("other", "why"):
        note_two(MergeKind(pair.who.value), pair.survivor, other, why=why, by=pair.by, at=pair.at)
