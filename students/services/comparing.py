"""Two records side by side: in what they differ, what would move, and what stands in the way of a merge; reads only."""
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from students import doubles, rules
from students.merging import Pair, Who, follows_of, in_sight, objections
from students.models import (
    Authority,
    Case,
    CaseKind,
    CasePupil,
    Enrolment,
    Guardian,
    GuardianRelation,
    Merge,
    Restriction,
    Student,
    TwoPeople,
)
from students.models.cases import EXCEPTION_ROLES
from students.models.guardians import DECIDING
from students.models.pupils import fold

from . import family, numbers

SURVIVOR, ABSORBED = "survivor", "absorbed"
KEPT, ASKED = "kept", "asked"
MOVED, CLOSED = "moved", "closed"
OF_PUPIL = ("first_name", "given_names", "initials", "prefix", "last_name", "birth_on", "sex", "email", "postcode", "died_on")
OF_GUARDIAN = ("first_name", "initials", "prefix", "last_name", "organisation_name", "email", "phone", "language")
ADDRESS = "address"


@dataclass(frozen=True)
class Differing:
    """One field of which the records say something else; an empty one loses unless somebody chooses it."""

    name: str
    label: str
    survivor: str
    absorbed: str

    @property
    def initial(self) -> str:
        return SURVIVOR if self.survivor or not self.absorbed else ABSORBED


@dataclass
class Comparison:
    """What somebody looks at before he merges; `digest` tells whether it is still so."""

    who: Who
    survivor: Any
    absorbed: Any
    differing: list[Differing] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)
    one_sided: list[GuardianRelation] = field(default_factory=list)       # who decides with one of the two records only
    cases: list[Case] = field(default_factory=list)                       # that may be closed instead of moved
    moving: dict[Any, int] = field(default_factory=dict)                  # model → rows, as far as this reader may know
    restrictions: list[Restriction] = field(default_factory=list)
    in_the_way: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def what_moves(self) -> list[tuple[str, int]]:
        return [(str(model._meta.verbose_name), count) for model, count in self.moving.items()]

    @property
    def is_apart(self) -> bool:
        """Whether somebody said that these are two people."""
        return TwoPeople.objects.filter(one=self.survivor.pk, other=self.absorbed.pk).exists()


def schools_of(who: Who, *keys: UUID) -> set[UUID]:
    """Every school where either stands; of guardians, where their children do."""
    pupils: Any = keys
    if who == Who.GUARDIAN:
        pupils = GuardianRelation.objects.filter(guardian__in=keys).order_by().values("student")
    return set(Enrolment.objects.filter(student__in=pupils).order_by().values_list("school", flat=True))


def why_not(scope: Scope, who: Who, *keys: UUID) -> str:
    """Why this person does not merge these two; empty when he does (2.14: ID, CT, FAM and ENR of every school of either)."""
    schools = schools_of(who, *keys)
    if doubles.reach(scope) == [] or (schools and all(doubles.merges_at(scope, school) for school in schools)):
        return ""
    return _("Records are merged by who keeps the pupils of every school where they stand, or by the privacy coordinator of the board.")


def pupils(survivor: Student, absorbed: Student, *, by: Scope, at: Any) -> Comparison:
    found = Comparison(Who.PUPIL, survivor, absorbed)
    _compare(found, OF_PUPIL)
    found.one_sided = _one_sided(survivor, absorbed)
    found.cases = _closable(absorbed, by)
    found.restrictions = list(Restriction.objects.in_force(at=at).filter(student__in=[survivor, absorbed]).order_by("pk"))
    pair = Pair(Who.PUPIL, absorbed.pk, survivor.pk, by, at)
    categories = {category for category in Category if by.can(absorbed, category, Right.METADATA) or by.can(absorbed, category)}
    found.moving = _moving(pair, categories)
    in_the_way = (_nothing_in_common, _different_numbers, _doubtful_parents)
    found.in_the_way = [*objections(pair), *(reason for check in in_the_way for reason in check(survivor, absorbed))]
    found.digest = _digest(found)
    return found


def guardians(survivor: Guardian, absorbed: Guardian, *, by: Scope, at: Any) -> Comparison:
    found = Comparison(Who.GUARDIAN, survivor, absorbed)
    _compare(found, OF_GUARDIAN)
    _compare_addresses(found, by)
    pair = Pair(Who.GUARDIAN, absorbed.pk, survivor.pk, by, at)
    found.moving = _moving(pair, set())
    found.in_the_way = objections(pair)
    if survivor.is_organisation != absorbed.is_organisation:
        found.in_the_way.append(_("One is an organisation and the other is a person: these cannot be one."))
    found.digest = _digest(found)
    return found


# What differs.


def _compare(found: Comparison, names: Iterable[str]) -> None:
    for name in names:
        label = str(found.survivor._meta.get_field(name).verbose_name)
        own, other = shown(found.survivor, name), shown(found.absorbed, name)
        if own != other:
            found.differing.append(Differing(name, label, own, other))
        elif own:
            found.alike.append((label, own))


def shown(person: Any, name: str) -> str:
    """A value as people read it; empty for none."""
    each, value = person._meta.get_field(name), getattr(person, name)
    if value in (None, "", "0"):
        return ""
    if each.choices:
        return str(getattr(person, f"get_{name}_display")())
    return date_format(value, "j F Y") if each.get_internal_type() == "DateField" else str(value)


def _compare_addresses(found: Comparison, by: Scope) -> None:
    """A secret address is chosen by whose it is, and shown to the administration alone (DOMAIN 1.6)."""
    people = [person for person in (found.survivor, found.absorbed) if person.address_sealed]
    keyring = crypto.Keyring.for_subjects([person.pk for person in people])
    parts = {person.pk: person.address_parts(keyring) for person in people}
    own, other = (parts.get(person.pk, {}) for person in (found.survivor, found.absorbed))
    if own == other:
        return
    words = [_address(person, parts.get(person.pk, {}), by) for person in (found.survivor, found.absorbed)]
    found.differing.append(Differing(ADDRESS, _("address"), *words))


def _address(person: Guardian, parts: dict[str, str], by: Scope) -> str:
    if not parts:
        return ""
    children = person.relations.select_related("student")
    if person.has_secret_address and not all(family.may_see_secrets(by, each.student) for each in children):
        return _("a secret address")
    return " ".join(parts[name] for name in family.ADDRESS if parts.get(name))


# What is asked of each.


def _one_sided(survivor: Student, absorbed: Student) -> list[GuardianRelation]:
    """Relations that decide, of guardians who stand with one of the two only: whether that holds for the whole is asked of each."""
    relations = GuardianRelation.objects.filter(student__in=[survivor, absorbed]).select_related("guardian", "student").order_by("pk")
    both = list(relations)
    times = [each.guardian_id for each in both]
    return [each for each in both if times.count(each.guardian_id) == 1 and each.authority in DECIDING and not each.has_contact_block]


def _closable(absorbed: Student, by: Scope) -> list[Case]:
    """The open cases about this record alone that this person runs."""
    ways = {CaseKind.CARE: rules.RUN_CARE_CASES, CaseKind.EXCEPTION: EXCEPTION_ROLES}
    cases = Case.objects.visible_to(by).in_force(at=by.at).filter(case_pupils__student=absorbed, kind__in=ways).select_related("school")
    shared = CasePupil.objects.filter(case__in=cases.order_by().values("pk")).exclude(student=absorbed).values("case")
    found = cases.exclude(pk__in=shared).defer("school__logo").order_by("since", "pk")
    return [case for case in found if by.holds(*ways[CaseKind(case.kind)], school=case.school_id)]


# What moves.


def _moving(pair: Pair, categories: set[Category]) -> dict[Any, int]:
    """How much of each kind, as far as this reader may know that it exists."""
    counts: dict[Any, int] = {}
    for follow in follows_of(pair.who):
        if not follow.is_told or follow.model in counts:
            continue
        rows = in_sight(follow.rows(pair.absorbed), pair.by, {str(each) for each in categories})
        counts[follow.model] = (follow.seen(rows, pair.by) if follow.seen else rows).count()
    return {model: count for model, count in counts.items() if count}


def counts_in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What a merge wrote down: how many of each kind."""
    return [(str(apps.get_model(label)._meta.verbose_name), count) for label, count in sorted(counts.items())]


def in_words(merge: Merge) -> list[tuple[str, str]]:
    """What was chosen, field by field; relations and cases are counted, since their names stand elsewhere."""
    model: Any = Student if merge.kind == Who.PUPIL else Guardian
    words = {SURVIVOR: _("as in this record"), ABSORBED: _("as in the other record")}
    found = [(_label(model, name), words[answer]) for name, answer in merge.choices.items() if answer in words]
    answers = Counter(answer for answer in merge.choices.values() if answer not in words)
    labels = {
        KEPT: _("authority that holds"), ASKED: _("authority to be shown again"), MOVED: _("cases that went along"),
        CLOSED: _("cases that were closed"),
    }
    return [*found, *((labels[answer], str(count)) for answer, count in answers.items() if answer in labels)]


def _label(model: Any, name: str) -> str:
    return _("address") if name == ADDRESS else str(model._meta.get_field(name).verbose_name)


# What stands in the way.


def _nothing_in_common(survivor: Student, absorbed: Student) -> list[str]:
    """Another birthday and another surname: somebody mistook two children for one, or must mend one of them first."""
    if survivor.birth_on != absorbed.birth_on and fold(survivor.last_name) != fold(absorbed.last_name):
        return [_("Their day of birth and their surname differ: these are two children, or one of the records must be corrected first.")]
    return []


def _different_numbers(survivor: Student, absorbed: Student) -> list[str]:
    """Two citizen service numbers are two people, or one of them is wrong; neither is shown."""
    both = [each for each in (survivor, absorbed) if each.bsn_sealed]
    if len(both) == 2:
        keyring = crypto.Keyring.for_subjects([each.pk for each in both])
        if len({numbers.opened(each, keyring) for each in both}) == 2:
            return [_("Their citizen service numbers differ: these are two children, or one of the numbers is wrong. Correct that first.")]
    return []


def _doubtful_parents(survivor: Student, absorbed: Student) -> list[str]:
    """A parent who stands there twice, once without authority or with a contact block, would come in by the other record (U6)."""
    relations = list(GuardianRelation.objects.filter(student__in=[survivor, absorbed]))
    barred = {each.guardian_id for each in relations if each.has_contact_block or each.authority == Authority.NO}
    alike = doubles.guardians_among({each.guardian_id for each in relations}) if barred else []
    doubtful = sum(bool({each.one, each.other} & barred) for each in alike)
    if not doubtful:
        return []
    return [
        ngettext(
            "A parent without authority or with a contact block looks like another parent here. "
            "Merge these two first, or say that they are two people.",
            "Parents without authority or with a contact block look like other parents here. "
            "Merge these first, or say that they are two people.",
            doubtful,
        )
    ]


def _digest(found: Comparison) -> str:
    """The same for the same records; another once somebody changed one of them."""
    lines: list[Any] = [(each.name, each.survivor, each.absorbed) for each in found.differing]
    lines += [*found.alike, *found.what_moves, *found.in_the_way, *(each.pk for each in (*found.cases, *found.restrictions))]
    if found.who == Who.PUPIL:
        rows = GuardianRelation.objects.filter(student__in=[found.survivor, found.absorbed])
    else:
        rows = GuardianRelation.objects.filter(guardian__in=[found.survivor, found.absorbed])
    lines += list(rows.order_by("pk").values_list("pk", "authority", "authority_since", "authority_until", "has_contact_block"))
    return hashlib.sha256(repr([found.survivor.pk, found.absorbed.pk, *lines]).encode()).hexdigest()
