"""Which kinds of data a school keeps on a day, and how that changes: the coordinator proposes, the board approves (S2-60…79, 2.14)."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin import audit
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

from . import events
from .catalogue import Register, Verb
from .data_models import DataCategory, KeptCategory
from .purposes import Purpose
from .scope import Scope

# What law and policy say of a kind that is off unless somebody decides otherwise.
CAUTIONS: Mapping[str, str | Promise] = {
    "nationality": gettext_lazy("Only for a few pupils, where it applies; each time with the reason (S2-65)."),
    "religion": gettext_lazy("Only where it matters for guiding the pupil (S2-79; UAVG 27)."),
    "orientation": gettext_lazy("Almost never needed at a school (S1-06; UAVG 30)."),
    "criminal": gettext_lazy("Only at a school that teaches in a penal setting (S2-79; GDPR 10)."),
    "medical": gettext_lazy("Only at the family's own request, with consent (S2-67, S2-78)."),
}


@dataclass(frozen=True)
class Place:
    """A kind of school, or one school that differs from its kind."""

    sector: str
    school: School | None = None

    @property
    def key(self) -> str:
        return str(self.school.pk) if self.school else self.sector


@dataclass(frozen=True)
class Kept:
    """A kind of data with the rule that holds for it; no rule means that it is not kept."""

    data_category: DataCategory
    rule: KeptCategory | None

    @property
    def is_kept(self) -> bool:
        return self.rule is not None and self.rule.is_kept

    @property
    def is_sensitive(self) -> bool:
        return self.rule is not None and self.rule.is_sensitive

    @property
    def needs_reason(self) -> bool:
        """Special by law, sensitive by school, or for single pupils only: each entry says why it is necessary (S1-06, S1-07, S2-65)."""
        return self.data_category.is_special or self.data_category.is_exceptional or self.is_sensitive

    @property
    def label(self) -> str:
        """The name, with what must be known before it is chosen."""
        flag = _("special by law") if self.data_category.is_special else _("sensitive") if self.is_sensitive else ""
        return f"{self.data_category.name} ({flag})" if flag else self.data_category.name

    @property
    def caution(self) -> str | Promise:
        return CAUTIONS.get(self.data_category.code, "")

    @property
    def purposes(self) -> list[str]:
        return self.rule.purposes if self.rule else []


def standing(place: Place, *, on: date) -> list[Kept]:
    """Every kind of data with the rule of a place on a day; a school without a rule of its own follows its kind. Two queries."""
    rules: dict[UUID, KeptCategory] = {}
    for rule in _rules_of(place, on):
        if rule.data_category_id not in rules or rule.school_id:
            rules[rule.data_category_id] = rule
    return [Kept(each, rules.get(each.pk)) for each in DataCategory.objects.all() if each.holds_on(on)]


def _rules_of(place: Place, on: date) -> models.QuerySet[KeptCategory]:
    own = Q(school=place.school) if place.school else Q(pk__in=[])
    return KeptCategory.objects.in_force(on=on).filter(Q(school=None, sector=place.sector) | own)


def kept_at(school: School, *, on: date) -> dict[str, Kept]:
    """What this school keeps on a day, by code."""
    return {each.data_category.code: each for each in standing(Place(school.sector, school), on=on) if each.is_kept}


def kept_in(schools: Iterable[School], category: str, *, on: date) -> list[Kept]:
    """The kinds within one category of the matrix that one of these schools keeps, for a form to choose from."""
    found: dict[str, Kept] = {}
    for school in schools:
        found |= {code: kept for code, kept in kept_at(school, on=on).items() if kept.data_category.category == category}
    return sorted(found.values(), key=lambda kept: kept.data_category.place)


def objection(school: School, code: str, category: str, purpose: str, *, on: date) -> str:
    """Why this school cannot record such data for this purpose on this day; empty when it can (S1-13, S2-60)."""
    data_category = DataCategory.objects.filter(code=code).first()
    if data_category is None or data_category.category != category:
        return _("This kind of data does not belong to this part of the file.")
    kept = kept_at(school, on=on).get(code)
    if kept is None:
        return _("%(school)s does not keep this kind of data: %(name)s. The privacy coordinator can propose to keep it.") % {
            "school": school.name, "name": data_category.name
        }
    if purpose not in kept.purposes:
        allowed = ", ".join(str(Purpose(each).label) for each in kept.purposes)
        return _("This kind of data is kept for: %(purposes)s. Choose one of these, or do not record it.") % {"purposes": allowed}
    return ""


def ordinary(category: str) -> DataCategory | None:
    """The kind that a category of the matrix is mostly about."""
    return DataCategory.objects.filter(category=category).first()


def why_not_propose(scope: Scope, place: Place) -> str:
    """Whoever writes the house rules of a place proposes what it keeps; a whole kind of school is the board's coordinator's."""
    reach = scope.schools(Register.POLICY, Verb.WRITE)
    if reach is None or (place.school is not None and place.school.pk in reach):
        return ""
    return _("What a school keeps is proposed by the privacy coordinator.")


def why_not_answer(rule: KeptCategory, scope: Scope) -> str:
    if not scope.may(Register.POLICY, Verb.APPROVE):
        return _("The board approves the rules.")
    if rule.is_approved is not None:
        return _("This proposal has been answered already.")
    return _("Nobody approves his own proposal.") if rule.by_id == scope.user.pk else ""


@transaction.atomic
def propose(data_category: DataCategory, place: Place, *, since: date, note: str, by: Scope, at: datetime, **values: Any) -> KeptCategory:
    """Lay a change before the board: whether a place keeps this kind, for what, on which ground, and whether it is sensitive there.

    Raises ValidationError by field, NotAllowed without the right.
    """
    if reason := why_not_propose(by, place):
        raise NotAllowed(reason)
    data_category = DataCategory.objects.select_for_update().get(pk=data_category.pk)
    if found := objections(data_category, since=since, today=local_day(at), **values):
        raise ValidationError({field: [reason] for field, reason in found.items()})
    sector = "" if place.school else place.sector
    of_place = KeptCategory.objects.of_place(sector=sector, school=place.school).filter(data_category=data_category)
    if of_place.filter(is_approved=None).exists():
        raise ValidationError(_("A proposal is before the board already: wait for its answer."))
    if not values["is_kept"]:
        values |= {"purposes": [], "ground": "", "special_ground": ""}
    rule = KeptCategory(data_category=data_category, sector=sector, school=place.school, since=since, note=note, by=by.user, made_at=at,
                        **values)
    rule.save(force_insert=True)
    _tell(events.DATA_PROPOSED, rule, by=by, at=at)
    return rule


def objections(
    data_category: DataCategory, *, since: date, today: date, is_kept: bool, purposes: Iterable[str] = (), ground: str = "",
    special_ground: str = "", is_sensitive: bool = False,
) -> dict[str, str]:
    """What the law or the form has against a rule, by field."""
    found = {}
    if since < today:
        found["since"] = _("Rules cannot begin in the past.")
    if is_kept and not data_category.holds_on(since):
        found["since"] = _("On this day the law does not have this kind of data.")
    if is_kept and not purposes:
        found["purposes"] = _("Choose at least one purpose: without a purpose nothing is kept.")
    if is_kept and not ground:
        found["ground"] = _("Choose the ground in the law.")
    if is_kept and data_category.is_special and not special_ground:
        found["special_ground"] = _("This is special by law: say what lifts the ban (GDPR 9 and 10).")
    return found


@transaction.atomic
def approve(rule: KeptCategory, *, by: Scope, at: datetime) -> KeptCategory:
    """Put the rule in force, from its day on but never earlier than the approval; the one before it ends there."""
    rule = _open(rule, by)
    rule.since = max(rule.since, local_day(at))
    approved = KeptCategory.objects.of_place(sector=rule.sector, school=rule.school).filter(
        data_category=rule.data_category_id, is_approved=True
    )
    if approved.filter(since__gt=rule.since).exists():
        raise NotAllowed(_("Rules that begin later are already in force: choose that day or a later one."))
    approved.filter(until=None).update(until=rule.since)
    _answer(rule, is_approved=True, by=by, at=at)
    _tell(events.DATA_APPROVED, rule, by=by, at=at)
    return rule


@transaction.atomic
def decline(rule: KeptCategory, *, by: Scope, at: datetime) -> KeptCategory:
    """Send the proposal back; it stays on record and never holds."""
    rule = _open(rule, by)
    _answer(rule, is_approved=False, by=by, at=at)
    _tell(events.DATA_RETURNED, rule, by=by, at=at)
    return rule


def _open(rule: KeptCategory, by: Scope) -> KeptCategory:
    rule = KeptCategory.objects.select_for_update(of=("self",)).select_related("school", "data_category").get(pk=rule.pk)
    if reason := why_not_answer(rule, by):
        raise NotAllowed(reason)
    return rule


def _answer(rule: KeptCategory, *, is_approved: bool, by: Scope, at: datetime) -> None:
    rule.answered_by, rule.answered_at, rule.is_approved = by.user, at, is_approved
    rule.save(update_fields=["since", "answered_by", "answered_at", "is_approved"])


def _tell(event: audit.EventKind, rule: KeptCategory, *, by: Scope, at: datetime) -> None:
    audit.record(event, about=rule, school=rule.school_id, by=by, at=at, kind=rule.data_category.code, since=rule.since)
