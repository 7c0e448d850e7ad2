"""What somebody may check before placing something: which classes, pupils and uses; the answer itself is asked of the register
(S1-85, S1-92, S1-93)."""
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from consent import reach
from consent.asking import Verdicts, verdicts
from consent.models import Occasion, OccasionKind, Purpose, PurposeText
from consent.models.catalogue import FOR_ONE_OCCASION, OF_IMAGES
from consent.rules.pasted import Named, Unclear
from consent.rules.verdict import Reason, Verdict
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day, start_of_day
from students.models import ClassGroup, ClassMembership, Enrolment, EnrolmentStatus, Student

TO_NAME = ("first_name", "given_names", "initials", "prefix", "last_name")


@dataclass(frozen=True)
class Use:
    """One thing that somebody wants to do: a purpose, or a purpose for one event."""

    purpose: Purpose
    title: str
    occasion: Occasion | None = None

    @property
    def code(self) -> str:
        """What stands in a form."""
        return str(self.occasion.pk if self.occasion else self.purpose.pk)


def schools_of(scope: Scope) -> QuerySet[School]:
    """Where somebody may check: whole schools, and the schools of his classes."""
    whole = reach.schools(scope)
    found = School.objects.defer("logo").order_by("name")
    if whole is None:
        return found
    where = reach.where(scope)
    places = Q(pk__in=whole) | Q(pk__in=ClassGroup.objects.filter(pk__in=where.classes).values("school"))
    return found.filter(places | Q(pk__in=Enrolment.objects.filter(student__in=where.pupils).values("school")))


def classes_of(scope: Scope, school: School) -> QuerySet[ClassGroup]:
    """The classes of this school year that somebody may check as a whole, base groups first."""
    found = ClassGroup.objects.filter(school=school, school_year__start_on__lte=scope.on, school_year__end_on__gt=scope.on)
    whole = reach.schools(scope)
    if whole is not None and school.pk not in whole:
        found = found.filter(pk__in=reach.where(scope).classes)
    return found.order_by("kind", "name", "pk")


def pupils_of(scope: Scope, school: School, class_group: ClassGroup | None) -> list[Student]:
    """The pupils of a class today, or all of a school, as far as somebody reads their consents; in the order of first names."""
    found = reach.pupils(scope).filter(enrolments__school=school, enrolments__status=EnrolmentStatus.ENROLLED)
    if class_group is not None:
        found = found.filter(pk__in=ClassMembership.objects.on(scope.on).filter(class_group=class_group).values("student"))
    return list(found.only(*TO_NAME).order_by("first_name", "last_name", "pk").distinct())


def candidates(unclear: Iterable[Unclear], *, on: date) -> list[dict[str, Any]]:
    """The names that were not checked, each with the pupils it may be about and their classes; one query."""
    unclear = list(unclear)
    keys = {key for each in unclear for key in each.who}
    found = Student.objects.filter(pk__in=keys).with_labels(on=on).only(*TO_NAME).in_bulk() if keys else {}
    return [{"name": each, "who": [found[key] for key in each.who if key in found]} for each in unclear]


def named(pupils: Iterable[Student]) -> list[Named]:
    return [Named(each.pk, each.full_name, each.list_name, each.call_name) for each in pupils]


def uses_of(scope: Scope, school: School, *, on: date, class_group: ClassGroup | None = None) -> list[Use]:
    """What may be asked about on a day: not what is asked for one talk, transfer or file, and for who only places things images alone."""
    purposes = Purpose.objects.in_use(on=on).filter(school=school).exclude(kind__in=FOR_ONE_OCCASION)
    if places_only(scope, school, class_group):
        purposes = purposes.filter(kind__in=OF_IMAGES)
    found = list(purposes.order_by("order", "code"))
    texts = {text.purpose_id: text for text in PurposeText.objects.in_force(on=on).filter(purpose__in=found)}
    events = Occasion.objects.filter(purpose__in=found, kind=OccasionKind.EVENT, until__gt=on, ended_at=None).order_by("on", "label")
    uses = [Use(each, texts[each.pk].title) for each in found if each.pk in texts and each.mode != "event"]
    by_key = {each.pk: each for each in found}
    return uses + [Use(by_key[each.purpose_id], each.label, each) for each in events]


def places_only(scope: Scope, school: School, class_group: ClassGroup | None) -> bool:
    """Whether somebody reads this class, or the whole school, as a web editor and nothing else (DOMAIN 2.14: «S:r (images)»)."""
    def reads(category: Category) -> bool:
        whole, classes = reach.schools(scope, category=category), reach.where(scope, category=category).classes
        return whole is None or school.pk in whole or (class_group is not None and class_group.pk in classes)

    return reads(Category.IMG) and not reads(Category.ID)


def answers(pupils: Collection[UUID], uses: Iterable[Use], *, on: date, at: datetime) -> dict[UUID, dict[str, Verdict]]:
    """Per pupil and use, as things stand now; a coming day with the ages, texts and terms of that day.

    One query for all purposes, and one for each event that is asked about.
    """
    moment = at if on <= local_day(at) else start_of_day(on)
    by_occasion: dict[UUID | None, list[Use]] = defaultdict(list)
    for use in uses:
        by_occasion[use.occasion.pk if use.occasion else None].append(use)
    told: dict[UUID, dict[str, Verdict]] = {pupil: {} for pupil in pupils}
    for occasion, asked in by_occasion.items():
        found = verdicts(pupils, [use.purpose.pk for use in asked], at=moment, occasion=occasion)
        _tell(told, found, asked)
    return told


def _tell(told: dict[UUID, dict[str, Verdict]], found: Verdicts, asked: Iterable[Use]) -> None:
    for pupil, each in told.items():
        for use in asked:
            each[use.code] = as_told(found.get(pupil, {}).get(use.purpose.pk))


def as_told(verdict: Verdict | None) -> Verdict:
    """What is told and kept of a verdict: a restricted or protected pupil reads as one for whom nobody answered (C-25; GDPR 18)."""
    if verdict is None:
        return Verdict(False, Reason.UNANSWERED)
    return Verdict(False, verdict.told_as) if verdict.told_as else verdict


def lines(pupils: Iterable[Student], uses: list[Use], told: Mapping[UUID, Mapping[str, Verdict]]) -> list[dict[str, Any]]:
    """What a page shows of each: who may not first, each with what stands in the way."""
    rows = []
    for student in pupils:
        of: Mapping[str, Verdict] = told[student.pk]
        of_pupil: list[dict[str, Any]] = [{"use": use, "verdict": of[use.code]} for use in uses if use.code in of]
        no = [each for each in of_pupil if not each["verdict"].is_yes]
        rows.append({"student": student, "no": no, "answers": of_pupil, "is_yes": not no})
    return rows

